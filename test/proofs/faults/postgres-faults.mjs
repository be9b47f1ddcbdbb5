// @ts-check
import { setTimeout as delay } from 'node:timers/promises'
import { lastingFault } from './fault.mjs'
import { answersError, errorResponse } from './wire.mjs'
import { strikes, wireFault } from './wire-faults.mjs'

/** @typedef {import('./fault.mjs').Fault} Fault */
/** @typedef {import('./postgres-ground.mjs').PostgresGround} PostgresGround */

const backends =
  "from pg_stat_activity where application_name = 'tessera' and pid <> pg_backend_pid()"

/**
 * Every kind of fault on PostgreSQL: those of the wire, and those that the server itself is made to have.
 * @param {PostgresGround} ground
 * @returns {Fault[]}
 */
export function postgresFaults(ground) {
  const { aim, door, random, patience, proxy, admin } = ground
  const endAll = () => admin(`select pg_terminate_backend(pid) ${backends}`)
  const onTheWire = Object.entries(strikes(random, patience)).map(([name, strike]) =>
    wireFault(aim, name, strike),
  )
  return [
    ...onTheWire,
    terminations(ground),
    told(ground, 'statement timeout 57014', '57014', {
      start: () => admin('begin; lock table grants in share row exclusive mode'),
      stop: () => admin('rollback'),
    }),
    told(ground, 'read-only node 25006', '25006', {
      start: async () => {
        await admin('alter database faults set default_transaction_read_only = on')
        await endAll()
      },
      stop: () => admin('alter database faults reset default_transaction_read_only'),
    }),
    lastingFault('too many connections 53300', {
      isOutage: true,
      start: async () => {
        await admin('alter role tessera connection limit 0')
        await endAll()
      },
      stop: () => admin('alter role tessera connection limit -1'),
    }),
    lastingFault('starting up 57P03', {
      isOutage: true,
      start: async () => {
        door.answer = (client) =>
          client.once('data', () => client.end(errorResponse('FATAL', '57P03')))
        proxy.cutAll()
      },
      stop: async () => {
        door.answer = undefined
      },
    }),
    lastingFault('black hole', {
      isOutage: true,
      start: async () => {
        door.answer = (client) => client.resume()
        Object.assign(aim, { strike: () => {}, left: Number.POSITIVE_INFINITY, isCertain: true })
      },
      stop: async () => {
        door.answer = undefined
        Object.assign(aim, { strike: undefined, isCertain: false })
      },
    }),
    lastingFault('connections refused', {
      isOutage: true,
      start: () => proxy.refuse(),
      stop: () => proxy.listen(),
    }),
    lastingFault('database crashed', {
      isOutage: true,
      start: () => ground.crash(),
      stop: () => ground.restart(),
    }),
  ]
}

/**
 * Backends are ended one by one, those at work first.
 * @param {PostgresGround} ground
 * @returns {Fault}
 */
function terminations({ admin }) {
  let done = 0
  let isOn = false
  /** @type {Promise<void>} */
  let work = Promise.resolve()
  const untilDone = async (/** @type {number} */ quota) => {
    while (isOn && done < quota) {
      const one = `select pid ${backends} order by state = 'active' desc, random() limit 1`
      done += (await admin(`select pg_terminate_backend(pid) from (${one}) as found`)).length
      await delay(10)
    }
  }
  return {
    name: 'backend terminated 57P01',
    isOutage: false,
    isHarmless: false,
    async start(quota) {
      isOn = true
      done = 0
      work = untilDone(quota)
    },
    injected: () => done,
    async stop() {
      isOn = false
      await work
    },
  }
}

/**
 * A fault of which the server tells: as many as the proxy saw.
 * @param {PostgresGround} ground
 * @param {string} name
 * @param {string} code
 * @param {{ start: () => Promise<unknown>, stop: () => Promise<unknown> }} parts
 * @returns {Fault}
 */
function told({ watch }, name, code, { start, stop }) {
  let seen = 0
  return {
    name,
    isOutage: false,
    isHarmless: false,
    async start() {
      seen = 0
      watch.answer = (answer) => {
        if (answersError(answer, code)) seen += 1
      }
      await start()
    },
    injected: () => seen,
    async stop() {
      await stop()
      watch.answer = undefined
    },
  }
}
