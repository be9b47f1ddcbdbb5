import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { equalInConstantTime, sha256 } from '../lib/digest.js'
import type { Store } from '../ports/store.js'

export type StatusOptions = {
  readonly store: Store
  readonly registry: Registry
  /** Bearer secret that `/metrics` asks for; undefined: open to all; null: closed. */
  readonly metricsToken: string | undefined | null
}

/** Milliseconds that the store has to answer: a probe must not wait as long as a request would. */
const READY_WITHIN = 1500

/** Serves what operators and orchestrators ask: alive, ready, and in figures. */
export const serveStatus = (
  app: FastifyInstance,
  { store, registry, metricsToken }: StatusOptions,
): void => {
  app.get('/healthz', { config: { operation: 'healthz' } }, async () => ({ status: 'ok' }))

  app.get('/readyz', { config: { operation: 'readyz' } }, async (request, reply) => {
    try {
      await answersInTime(store)
      return { status: 'ready' }
    } catch (fault) {
      request.log.warn({ err: fault }, 'the store does not answer')
      return reply.code(503).send({ status: 'unavailable', reason: 'The store does not answer.' })
    }
  })

  if (metricsToken === null) return
  const expected = metricsToken === undefined ? undefined : sha256(`Bearer ${metricsToken}`)
  app.get('/metrics', { config: { operation: 'metrics' } }, async (request, reply) => {
    const given = sha256(request.headers.authorization ?? '')
    if (expected !== undefined && !equalInConstantTime(given, expected)) {
      return reply.code(401).send({ status: 'unauthorized', reason: 'Send the metrics token.' })
    }
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

const answersInTime = async (store: Store): Promise<void> => {
  const inTime = new AbortController()
  const late = setTimeout(READY_WITHIN, undefined, { signal: inTime.signal }).then(() => {
    throw new Error(`No answer within ${READY_WITHIN} ms.`)
  })
  try {
    await Promise.race([store.ping(), late])
  } finally {
    late.catch(() => {})
    inTime.abort()
  }
}
