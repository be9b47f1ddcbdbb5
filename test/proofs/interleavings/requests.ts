import { ApiError } from '../../../src/contract/errors.js'
import { digestOf } from '../../../src/domain/oauth/credential.js'
import { authenticateBearer, authenticateClient } from '../../../src/operations/authenticate.js'
import { disconnect } from '../../../src/operations/connections/disconnect.js'
import { type Deps, newId } from '../../../src/operations/deps.js'
import {
  introspectInOneStep,
  oauthIntrospect,
} from '../../../src/operations/oauth/oauth-introspect.js'
import { oauthRevoke, revokeInOneStep } from '../../../src/operations/oauth/oauth-revoke.js'
import { oauthToken } from '../../../src/operations/oauth/oauth-token.js'
import { occasionOf } from '../../../src/operations/occasion.js'
import type { Answer, Call, OperationName, Pair } from './trace.js'

/** Who asks: a client with its secret, for a person in a workspace. */
export type Asker = {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly userId: string
  readonly workspaceId: string
}

/** Whose grants all end at once. */
export type Party = 'user' | 'integration' | 'workspace'

type RequestDeps = Deps & { readonly requestId: string; readonly origin: string }

type TokenBody = {
  readonly grant_type: string
  readonly code?: string
  readonly refresh_token?: string
  readonly redirect_uri?: string
}

/** `short`: the one statement first, as the edge does; `long`: as a client whose credentials are encoded. */
export type Way = 'short' | 'long'

/** The requests that the edge serves, answered with what it would answer. */
export type Requests = {
  redeem(code: string): Promise<Answer>
  refresh(token: string): Promise<Answer>
  revoke(token: string, way?: Way): Promise<Answer>
  bearer(token: string): Promise<Answer>
  introspect(token: string, way?: Way): Promise<Answer>
  disconnect(grantId: string): Promise<Answer>
  revokeAllOf(party: Party): Promise<Answer>
}

/** `begin` hears of each request before its first statement. */
export const requestsOf = (
  deps: Deps,
  asker: Asker,
  actor: string,
  begin: (call: Call) => void = () => {},
): Requests => {
  const { clientId, clientSecret, redirectUri, userId, workspaceId } = asker
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const claimant = { clientId, secretDigest: digestOf(clientSecret) }
  const idOf = { user: userId, integration: clientId, workspace: workspaceId }
  const client = () => authenticateClient(deps, basic)

  const ask = async (
    operation: OperationName,
    presented: string,
    work: (request: RequestDeps) => Promise<Omit<Answer, 'status'> & { status?: number }>,
  ): Promise<Answer> => {
    const call: Call = { actor, operation, presented }
    begin(call)
    call.answer = await work({ ...deps, requestId: newId(deps), origin: '' }).then(
      (answer) => ({ status: 200, ...answer }),
      (fault) => ({ status: fault instanceof ApiError ? fault.status : 500 }),
    )
    return call.answer
  }

  const token = async (request: RequestDeps, body: TokenBody) => {
    const input = { params: {}, query: {}, body }
    return { pair: pairFrom(await oauthToken(request, await client(), input)) }
  }

  return {
    redeem: (code) =>
      ask('redeem', code, (request) =>
        token(request, { grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
      ),
    refresh: (refresh_token) =>
      ask('refresh', refresh_token, (request) =>
        token(request, { grant_type: 'refresh_token', refresh_token }),
      ),
    revoke: (presented, way = 'short') =>
      ask('revoke', presented, async (request) => {
        const input = { params: {}, query: {}, body: { token: presented } }
        if (way === 'long' || !(await revokeInOneStep(request, claimant, input))) {
          await oauthRevoke(request, await client(), input)
        }
        return {}
      }),
    bearer: (presented) =>
      ask('bearer', presented, async (request) => {
        await authenticateBearer(request, `Bearer ${presented}`)
        return {}
      }),
    introspect: (presented, way = 'short') =>
      ask('introspect', presented, async (request) => {
        const input = { params: {}, query: {}, body: { token: presented } }
        const { active } =
          (way === 'short' ? await introspectInOneStep(request, claimant, input) : undefined) ??
          (await oauthIntrospect(request, await client(), input))
        return { active }
      }),
    disconnect: (grantId) =>
      ask('disconnect', grantId, async (request) =>
        (await disconnect(request, userId, grantId)) === null ? { status: 404 } : {},
      ),
    revokeAllOf: (party) =>
      ask('bulk', party, async (request) => {
        const occasion = occasionOf(request, { kind: 'operator', id: null })
        const subject = { kind: party, id: idOf[party] }
        const found = await deps.store.grants.revokeAllOf(subject, 'revoked_by_operator', occasion)
        return found ? {} : { status: 404 }
      }),
  }
}

const pairFrom = (answer: { access_token: string; refresh_token: string | null }): Pair => ({
  access: answer.access_token,
  refresh: answer.refresh_token ?? '',
})
