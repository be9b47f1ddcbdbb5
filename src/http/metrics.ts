import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Tally } from '../operations/housekeeping/tally.js'
import type { AuditStore } from '../ports/audit.js'

/** Counts and times every answered request; `GET /metrics` shows them in Prometheus' text format. */
export const observe = (app: FastifyInstance): Registry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'tessera_' })
  const labelNames = ['operation', 'status'] as const
  const requests = new Counter({
    name: 'tessera_http_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames,
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'tessera_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, by operation.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60],
    registers: [registry],
  })
  const requestsBy = remember((operation: string, status: string) =>
    requests.labels(operation, status),
  )
  const secondsBy = remember((operation: string) => seconds.labels(operation))
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operation ?? 'unknown'
    requestsBy(operation, String(reply.statusCode)).inc()
    secondsBy(operation).observe(reply.elapsedTime / 1000)
    done()
  })
  return registry
}

/** Counts what a limit refused. */
export const refusalsIn = (registry: Registry): ((limit: string) => void) => {
  const refusals = new Counter({
    name: 'tessera_limit_refusals_total',
    help: 'Requests refused because they were over a limit, by limit.',
    labelNames: ['limit'],
    registers: [registry],
  })
  return (limit) => refusals.labels(limit).inc()
}

/** A longer queue than this says no more than this. */
const LONGEST_QUEUE = 100_000

/** Shows what the server does beside answering. */
export const showHousekeeping = (registry: Registry, audit: AuditStore, tally: Tally): void => {
  const registers = [registry]
  new Counter({
    name: 'tessera_audit_sealed_total',
    help: 'Audit entries that this node sealed.',
    registers,
    collect() {
      this.reset()
      this.inc(tally.sealed)
    },
  })
  new Counter({
    name: 'tessera_swept_total',
    help: 'Dead rows that this node removed, by kind.',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset()
      for (const [kind, rows] of Object.entries(tally.swept)) this.inc({ kind }, rows)
    },
  })
  new Gauge({
    name: 'tessera_audit_unsealed',
    help: `Audit entries that wait to be sealed, at most ${LONGEST_QUEUE}.`,
    registers,
    async collect() {
      this.set(await audit.countUnsealed(LONGEST_QUEUE).catch(() => Number.NaN))
    },
  })
}

/** Finding a labelled series costs more than counting in it; there are few of them. */
const remember = <K extends string[], T>(find: (...labels: K) => T): ((...labels: K) => T) => {
  const found = new Map<string, T>()
  return (...labels) => {
    const key = labels.join(' ')
    let series = found.get(key)
    if (series === undefined) {
      series = find(...labels)
      found.set(key, series)
    }
    return series
  }
}
