import { type TObject, Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { editions } from '../contract/editions/index.js'
import { ApiError } from '../contract/errors.js'
import { explain, type Place } from '../contract/explain.js'
import type { Endpoint, OperationName } from '../contract/index.js'
import { checkOf, Exactly } from '../contract/schema.js'
import { type Edition, editionOf, isPublishedVersion, parseVersion } from '../contract/versions.js'
import type { Integration } from '../domain/integrations/integration.js'
import type { SigningKey } from '../domain/leaks/signing-key.js'
import { readingsOfBasic } from '../domain/oauth/basic-credentials.js'
import { digestOf } from '../domain/oauth/credential.js'
import { dashed, isUuid } from '../lib/uuid.js'
import {
  authenticateBearer,
  authenticateClient,
  authenticateOperator,
  authenticateSignature,
} from '../operations/authenticate.js'
import type { Call, Deps } from '../operations/deps.js'
import { operationsOf } from '../operations/editions/index.js'
import { oneSteps } from '../operations/index.js'
import type { Actors, Bearer, Claimant } from '../operations/operation.js'
import {
  API_BODY_LIMIT,
  OAUTH_BODY_LIMIT,
  parseJson,
  parseOAuthBody,
  SIGNED_BODY_LIMIT,
} from './body.js'
import { callOf } from './call.js'
import { invalidRequestUrl } from './errors.js'
import { formOf } from './form.js'
import { apiHeaders, entityTag, oauthHeaders } from './headers.js'
import type { Limits } from './limits/limits.js'
import { signatureOf } from './signature.js'

type AnyOperation = (call: Call, actor: Actors[keyof Actors], input: unknown) => Promise<object>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent it, once that is proven. */
    sender: Sender | undefined
  }
}

/** A bot by its token, or a client by its credentials. */
export type Sender = Bearer | Pick<Integration, 'integrationId'>

type AnyOneStep = (call: Call, claimant: Claimant, input: unknown) => Promise<object | undefined>

/** Serves every endpoint of the contract. Knows rows, not resources. */
export const serveApi = (app: FastifyInstance, deps: Deps, edge: Edge): void => {
  app.decorateRequest('sender', undefined)
  for (const { row, answers } of routesOf(deps, edge).values()) {
    const oauth = row.auth === 'client'
    const route = {
      method: row.method,
      url: row.path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bodyLimitOf(row),
      exposeHeadRoute: row.method === 'GET',
      config: { oauth, operation: row.operationId },
      ...(oauth && { onRequest: edge.limits.admitClient(row.lane) }),
      handler: (request, reply) => {
        const edition = editionOf(single(request.headers['notion-version']))
        const answer = answers[edition]
        if (!answer) throw invalidRequestUrl()
        return answer(request, reply, editions[edition].present)
      },
    } satisfies RouteOptions
    if (row.takesFile) serveForm(app, route)
    else app.route(route)
  }
}

/** A form with a file is not read before its operation asks for it. */
const serveForm = (app: FastifyInstance, route: RouteOptions): void => {
  app.register(async (scope) => {
    scope.addContentTypeParser('multipart/form-data', (_request, payload, done) =>
      done(null, payload),
    )
    scope.route(route)
  })
}

type Route = { readonly row: Endpoint; readonly answers: { [E in Edition]?: Answer } }

/** Every path with what each edition answers there. A row that editions share is compiled once. */
const routesOf = (deps: Deps, edge: Edge): Map<string, Route> => {
  const routes = new Map<string, Route>()
  const answers = new Map<Endpoint, Answer>()
  for (const [edition, { rows }] of Object.entries(editions)) {
    for (const [name, row] of Object.entries(rows)) {
      const answer = answers.get(row) ?? answererOf(name, row, edition as Edition, deps, edge)
      answers.set(row, answer)
      const key = `${row.method} ${row.path}`
      const route = routes.get(key) ?? { row, answers: {} }
      route.answers[edition as Edition] = answer
      routes.set(key, route)
    }
  }
  return routes
}

/** The one place where a row of any endpoint meets its operation; both come from the same table. */
const answererOf = (
  name: string,
  row: Endpoint,
  edition: Edition,
  deps: Deps,
  edge: Edge,
): Answer => {
  const operation = operationsOf[edition][name] as AnyOperation
  const oneStep = oneSteps[name as OperationName] as AnyOneStep | undefined
  return answerer(row, operation, oneStep, deps, edge)
}

/** The URL that a request's answers speak of. */
export type IssuerOf = (request: FastifyRequest) => string

/** What the requests of every row meet before their operation. */
type Edge = {
  readonly issuerOf: IssuerOf
  readonly limits: Limits
  readonly adminToken: string | null
  readonly trustedKeys: TrustedKeys | null
}

/** The keys whose signatures are taken; read anew each time, so that they may be replaced under a running server. */
export type TrustedKeys = () => Promise<readonly SigningKey[]>

type Answer = (
  request: FastifyRequest,
  reply: FastifyReply,
  present: (answer: object) => object,
) => Promise<FastifyReply>

/** The life of a request, in the order in which the API checks. Contract §1. */
const answerer = (
  row: Endpoint,
  operation: AnyOperation,
  oneStep: AnyOneStep | undefined,
  deps: Deps,
  edge: Edge,
): Answer => {
  const shortcut = oneStep && shortcutOf(row, oneStep, deps, edge)
  const read = reader(row)
  const authenticate = authenticator(row, deps, edge)
  const checkVersion = versionCheck(row)
  const isAccepted = row.accepted && checkOf(row.accepted)
  const headers = row.auth === 'client' ? oauthHeaders : apiHeaders
  // Documents and answers whose shape somebody else defines.
  const isForeign = row.auth === 'none' || row.auth === 'signature' || !row.hasRequestId
  const goTheLongWay = async (request: FastifyRequest, body: unknown): Promise<object> => {
    const actor = await authenticate(request)
    checkVersion(request)
    const input = read(request, body)
    requireCapability(row, actor)
    return operation(callOf(deps, request, edge.issuerOf(request)), actor, input)
  }
  return async (request, reply, present) => {
    const body = readBody(row, request)
    const answered = (await shortcut?.(request, body)) ?? (await goTheLongWay(request, body))
    const answer =
      row.inForm && isForm(request.headers) ? row.inForm(answered as never) : present(answered)
    if (isAccepted?.(answered)) reply.code(202)
    const text = JSON.stringify(isForeign ? answer : { ...answer, request_id: request.id })
    reply.headers(headers)
    if (row.method === 'GET') reply.header('etag', entityTag(text))
    return reply.send(text)
  }
}

type Shortcut = (request: FastifyRequest, body: unknown) => Promise<object | undefined>

/** Takes a request of a client the short way, if nothing that can be seen without the store is wrong with it. */
const shortcutOf = (row: Endpoint, oneStep: AnyOneStep, deps: Deps, { limits }: Edge): Shortcut => {
  const holds = checkOf(row.body ?? Type.Unknown())
  return async (request, body) => {
    const { headers } = request
    const version = headers['notion-version']
    if (version === undefined ? !isForm(headers) : !isPublishedVersion(String(version))) return
    const [credentials] = readingsOfBasic(headers.authorization)
    if (!credentials || !isUuid(credentials.clientId) || !holds(body)) return
    const { clientId, clientSecret } = credentials
    const claimant = { clientId: dashed(clientId), secretDigest: digestOf(clientSecret) }
    const answer = await oneStep(callOf(deps, request), claimant, { body })
    if (answer) {
      limits.prove(request)
      request.sender = { integrationId: claimant.clientId }
    }
    return answer
  }
}

const readBody = (row: Endpoint, { headers, body }: FastifyRequest): unknown => {
  if (row.body === undefined) return undefined
  const raw = body as Buffer | undefined
  return row.auth === 'client' ? parseOAuthBody(headers['content-type'], raw) : parseJson(raw)
}

type Authenticate = (request: FastifyRequest) => Promise<Actors[keyof Actors]>

const authenticator = ({ auth }: Endpoint, deps: Deps, edge: Edge): Authenticate => {
  const { limits } = edge
  switch (auth) {
    case 'bearer':
      return async (request) => {
        const token = await authenticateBearer(deps, request.headers.authorization)
        request.sender = token
        limits.admitBot(token.grant.botId)
        return token
      }
    case 'client':
      return async (request) => {
        const client = await limits.watch(
          request,
          authenticateClient(deps, request.headers.authorization),
        )
        request.sender = client
        return client
      }
    case 'admin':
      return async ({ headers }) => authenticateOperator(edge.adminToken, headers.authorization)
    case 'signature':
      return async ({ headers, body }) => {
        const keys = edge.trustedKeys && (await edge.trustedKeys())
        return authenticateSignature(keys, signatureOf(headers), bytesOf(body))
      }
    default:
      return async (request) => ({ issuer: edge.issuerOf(request) })
  }
}

/** What was signed is what came, not what it parses to. */
const bytesOf = (body: unknown): Uint8Array => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

const bodyLimitOf = ({ auth }: Endpoint): number => {
  if (auth === 'client') return OAUTH_BODY_LIMIT
  return auth === 'signature' ? SIGNED_BODY_LIMIT : API_BODY_LIMIT
}

/** In the form dialect generic clients do not know the header; if they send one it is checked all the same. */
const versionCheck = ({ auth, version }: Endpoint): ((request: FastifyRequest) => void) => {
  if (auth !== 'bearer' && auth !== 'client') return () => {}
  return ({ headers }) => {
    const given = headers['notion-version']
    const required = version === 'required' && (auth === 'bearer' || !isForm(headers))
    if (given !== undefined || required) parseVersion(single(given))
  }
}

const isForm = (headers: FastifyRequest['headers']): boolean =>
  headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header

type Read = (request: FastifyRequest, body: unknown) => object

/** Compiles the row's schemas into the one validation that a request gets. */
const reader = (row: Endpoint): Read => {
  // OAuth has parameters that a server does not know pass (RFC 6749 §3.1); the service refuses any other stray one.
  const querySchema = row.auth === 'bearer' ? { ...row.query, ...Exactly } : row.query
  const checks = {
    path: checkOf(row.params),
    query: checkOf(querySchema),
    body: row.body && checkOf(row.body),
  }
  const numeric = numericKeys(row.query)
  return (request, body) => {
    const params = request.params ?? {}
    const query = withNumbers(numeric, withLists(request.query as Record<string, unknown>))
    refuseUnless(checks.path(params), 'path', row.params, params)
    refuseUnless(checks.query(query), 'query', querySchema, query)
    if (row.body && checks.body) refuseUnless(checks.body(body), 'body', row.body, body)
    return { params, query, body, form: row.takesFile ? formOf(request) : undefined }
  }
}

const refuseUnless = (holds: boolean, place: Place, schema: TObject | object, value: unknown) => {
  if (!holds) {
    throw new ApiError('validation_error', explain(place, schema as TObject, value))
  }
}

const numericKeys = ({ properties }: TObject): string[] =>
  Object.keys(properties).filter((key) => properties[key]?.type === 'integer')

/**
 * Query values arrive as text; those that the row wants as numbers become numbers where they are. An empty one is read
 * as 0, as the service does.
 */
const withNumbers = (numeric: string[], query: Record<string, unknown>): object => {
  const given = Object.entries(query)
  if (given.length === 0) return query
  const isNumber = (key: string, value: unknown) =>
    value === '' ||
    (numeric.includes(key) && typeof value === 'string' && /^-?\d{1,15}$/.test(value))
  return Object.fromEntries(
    given.map(([key, value]) => [key, isNumber(key, value) ? Number(value) : value]),
  )
}

/** `key[]` is another spelling of an item of `key`. Notion: reference/query-a-data-source. */
const withLists = (query: Record<string, unknown>): Record<string, unknown> => {
  const items = Object.keys(query).filter((key) => key.endsWith('[]'))
  if (items.length === 0) return query
  const lists = items.map((key) => {
    const name = key.slice(0, -2)
    return [name, [query[name] ?? [], query[key]].flat()]
  })
  const others = Object.entries(query).filter(([key]) => !items.includes(key))
  return Object.fromEntries([...others, ...lists])
}

const requireCapability = ({ needs }: Endpoint, actor: Actors[keyof Actors]): void => {
  if (needs.length === 0 || !('party' in actor)) return
  if (needs.some((capability) => actor.party.capabilities.includes(capability))) return
  throw new ApiError('restricted_resource', 'Insufficient permissions for this endpoint.')
}
