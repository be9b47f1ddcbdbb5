import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { LimitSettings } from '../domain/limits/limits.js'
import type { Deps } from '../operations/deps.js'
import type { Tally } from '../operations/housekeeping/tally.js'
import { type IssuerOf, serveApi, type TrustedKeys } from './api.js'
import { API_BODY_LIMIT } from './body.js'
import { dialectOf, invalidRequestUrl, wireError } from './errors.js'
import { serveFiles } from './files.js'
import { apiHeaders, oauthHeaders } from './headers.js'
import { createInspector } from './inspector/inspector.js'
import { createLimits } from './limits/limits.js'
import { observe, refusalsIn, showHousekeeping } from './metrics.js'
import { serveStatus } from './status.js'
import { serveWeb } from './web.js'

export type AppOptions = {
  readonly deps: Deps
  readonly logger: FastifyBaseLogger
  /** The URL under which clients reach the server; undefined: the loopback address they used. */
  readonly publicUrl: string | undefined
  /** How many proxies in front set `X-Forwarded-*`. */
  readonly trustProxy: number
  /** Signs what the browser keeps. */
  readonly secretKey: string
  readonly metricsToken: string | undefined | null
  readonly limits: LimitSettings
  readonly tally: Tally
  /** Bearer secret of the admin API; null: closed. */
  readonly adminToken: string | null
  /** Keys of those who may report leaks without the admin token; null: none. */
  readonly trustedKeys: TrustedKeys | null
  /** Whether the latest requests are kept, to be looked at. */
  readonly inspector: boolean
}

/** Longer than load balancers keep a connection, so that the balancer is the one to close it. */
const KEEP_ALIVE_TIMEOUT = 72_000

/** The whole edge: API, web pages, documents and status. */
export const createApp = async (options: AppOptions): Promise<FastifyInstance> => {
  const { deps, logger, trustProxy } = options
  const app = Fastify({
    loggerInstance: logger,
    // One line per request is written below; a child logger per request would cost more than it tells.
    childLoggerFactory: (parent) => parent,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // Node would answer a missing Host itself, without a request id; the hook below refuses it.
    http: { requireHostHeader: false },
    // What a client wrote into X-Forwarded-For itself lies beyond the last hop.
    trustProxy: trustProxy > 0 && ((_address, hop) => hop < trustProxy),
    exposeHeadRoutes: false,
    bodyLimit: API_BODY_LIMIT,
    requestTimeout: 60_000,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    forceCloseConnections: 'idle',
    // As the service does: one slash at the end is no part of a path.
    routerOptions: { maxParamLength: 2000, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => {
      const { status, headers, body } = wireError(error, 'api', request.id)
      reply
        .code(status as never)
        .headers({ ...apiHeaders, ...headers, 'x-notion-request-id': request.id })
      reply.send(JSON.stringify(body) as never)
    },
    clientErrorHandler: answerMalformedHttp,
  })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-notion-request-id', request.id)
    const { headers, httpVersion } = request.raw
    done(headers.host === undefined && httpVersion === '1.1' ? invalidRequestUrl() : undefined)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id } = request
    // The path only: a query may hold a state, a code or a search.
    const path = request.url.split('?', 1)[0]
    const ms = Math.round(reply.elapsedTime * 10) / 10
    logger.info({ requestId: id, method, path, status: reply.statusCode, ms }, 'answered')
    done()
  })

  app.setErrorHandler((error, request, reply) => {
    const dialect = dialectOf(request)
    const { status, headers, body } = wireError(error, dialect, request.id)
    if (status >= 500) logger.error({ requestId: request.id, err: error }, 'failed')
    reply.code(status).headers(dialect === 'api' ? apiHeaders : oauthHeaders)
    return reply.headers(headers).send(JSON.stringify(body))
  })
  app.setNotFoundHandler(async () => {
    throw invalidRequestUrl()
  })

  const issuerOf = issuerFrom(options.publicUrl)
  const registry = observe(app)
  showHousekeeping(registry, deps.store.audit, options.tally)
  const countRefusal = refusalsIn(registry)
  const limits = createLimits(app, options.limits, { clock: deps.clock, logger, countRefusal })
  const inspector = options.inspector ? createInspector(deps.clock) : undefined
  inspector?.watch(app)
  serveApi(app, deps, { ...options, issuerOf, limits })
  serveFiles(app, deps)
  serveStatus(app, { store: deps.store, registry, metricsToken: options.metricsToken })
  await app.register(async (scope) => serveWeb(scope, { ...options, issuerOf, limits, inspector }))
  return app
}

/** Without a public URL the server is on loopback, and speaks of itself as it was called. */
const issuerFrom =
  (publicUrl: string | undefined): IssuerOf =>
  (request) =>
    publicUrl ?? `${request.protocol}://${request.host}`

/** Bytes that are no HTTP request never reach a route; they get the documented shape all the same. */
const answerMalformedHttp = (fault: NodeJS.ErrnoException, socket: Socket): void => {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const requestId = randomUUID()
  const { body } = wireError(invalidRequestUrl(), 'api', requestId)
  const text = JSON.stringify(body)
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\nX-Notion-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${text}`,
  )
}
