import type { Endpoints, Input, OperationName, Output } from '../contract/index.js'
import type { Integration } from '../domain/integrations/integration.js'
import type { IssuedToken } from '../domain/oauth/grant.js'
import type { Deps } from './deps.js'

/** Who calls, by what the endpoint's row asks for. */
export type Actors = {
  bearer: IssuedToken
  client: Integration
  none: { readonly issuer: string }
}

/** What an endpoint does, its types computed from its row. */
export type Operation<Name extends OperationName> = (
  deps: Deps,
  actor: Actors[Endpoints[Name]['auth']],
  input: Input<Endpoints[Name]>,
) => Promise<Output<Endpoints[Name]>>
