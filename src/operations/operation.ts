import type { Endpoint, Endpoints, Input, OperationName, Output } from '../contract/index.js'
import type { AuditActor } from '../domain/audit/entry.js'
import type { Integration } from '../domain/integrations/integration.js'
import type { IssuedToken } from '../domain/oauth/grant.js'
import type { Bot } from '../domain/workspaces/workspace.js'
import type { Call } from './deps.js'

/** A live access token, and the bot that calls with it. */
export type Bearer = IssuedToken & { readonly bot: Bot }

/** Who calls, by what the endpoint's row asks for. */
export type Actors = {
  bearer: Bearer
  client: Integration
  admin: AuditActor
  signature: AuditActor
  none: { readonly issuer: string }
}

/** Rows that an operation answers; those of web pages are not. */
type Answered = Endpoint & { readonly auth: keyof Actors }

/** What a row's endpoint does, its types computed from the row. */
export type OperationOf<Row extends Answered> = (
  call: Call,
  actor: Actors[Row['auth']],
  input: Input<Row>,
) => Promise<Output<Row>>

/** What an endpoint does, by its name. */
export type Operation<Name extends OperationName> = OperationOf<Endpoints[Name]>

/** The credentials of a client, unproven. */
export type Claimant = { readonly clientId: string; readonly secretDigest: string }

/**
 * Answers a request with nothing wrong in it in one round trip, authentication included; undefined sends it the long
 * way, which says what is wrong. Only what the long way would answer may be answered here.
 */
export type OneStep<Name extends OperationName> = (
  call: Call,
  claimant: Claimant,
  input: Input<Endpoints[Name]>,
) => Promise<Output<Endpoints[Name]> | undefined>
