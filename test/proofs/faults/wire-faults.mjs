// @ts-check
import { setTimeout as delay } from 'node:timers/promises'
import { errorResponse, ready } from './wire.mjs'

/** @typedef {import('./fault.mjs').Fault} Fault */
/** @typedef {import('./proxy.mjs').Link} Link */
/** @typedef {() => number} Random From 0 up to, not including, 1. */
/** @typedef {import('./wire.mjs').Exchange} Exchange */
/** @typedef {(link: Link, bytes: Buffer) => unknown} Strike */

/** Notes of use ride on no answer: a fault there would count for nothing. */
const unanswered = new Set(['touch_grant'])

const reads = /^(together_)?(find|list|get|ping|count)/

/** Writes are rarer than reads, and what matters. */
const chance = { read: 0.15, write: 0.6 }

/**
 * A whole number from `low` to `high`, both included.
 * @param {Random} random
 * @param {number} low
 * @param {number} high
 */
const between = (random, low, high) => low + Math.floor(random() * (high - low + 1))

/**
 * What may happen to one statement on its way there and back.
 * @param {Random} random
 * @param {number} patience Of the node, in milliseconds.
 * @returns {Record<string, Strike>}
 */
export const strikes = (random, patience) => ({
  'dropped before the request': (link) => link.cut(),

  'request cut after k bytes': ({ client, server }, bytes) => {
    server.end(bytes.subarray(0, between(random, 1, bytes.length - 1)))
    client.destroy()
  },

  'dropped after the request': ({ client, server }, bytes) => {
    if (random() < 0.5) server.end(bytes)
    else server.write(bytes, () => server.destroy())
    client.destroy()
  },

  // The end of the answer, where the server says that it is ready, comes after the commit. So that is awaited.
  'acknowledgement lost': async (link, bytes) => {
    await link.ask(bytes)
    link.cut()
  },

  // Half of the cuts are behind the statement's result and before the word that it is committed.
  'answer cut after k bytes': async (link, bytes) => {
    const answer = (await link.ask(bytes)) ?? Buffer.alloc(0)
    const beforeReady = answer.length - ready.length
    link.client.end(
      answer.subarray(0, random() < 0.5 ? beforeReady : between(random, 1, beforeReady)),
    )
    link.server.end()
  },

  delayed: async (link, bytes) => {
    const answer = await link.ask(bytes)
    await delay(between(random, 20, patience / 4))
    if (answer) link.client.write(answer)
  },

  'delayed for too long': async (link, bytes) => {
    const answer = await link.ask(bytes)
    await delay(patience * 2)
    if (answer) link.client.write(answer)
  },

  'request swallowed': () => {},

  'deadlock 40P01': ({ client }) => client.write(rolledBack('40P01')),
  'serialization failure 40001': ({ client }) => client.write(rolledBack('40001')),
  'disk full 53100': ({ client }) => client.write(rolledBack('53100')),

  // The nastiest moment for a shutdown: the commit is done, and the session ends instead of telling.
  'shutdown 57P01 after the commit': async (link, bytes) => {
    await link.ask(bytes)
    link.client.end(errorResponse('FATAL', '57P01'))
    link.server.end()
  },
})

/** @param {string} code */
const rolledBack = (code) => Buffer.concat([errorResponse('ERROR', code), ready])

/**
 * @typedef {object} Aim What the proxy does to the statements of a round.
 * @property {Strike | undefined} strike
 * @property {number} left
 * @property {boolean} isCertain Whether every statement is struck, and not some of them.
 */

/** @param {string} name */
const chanceOf = (name) => (reads.test(name) ? chance.read : chance.write)

/**
 * @param {Aim} aim
 * @param {Random} random
 * @param {Link} link
 * @param {Exchange} exchange
 */
export function takeAim(aim, random, link, { kind, name, bytes }) {
  const { strike } = aim
  if (!strike || aim.left === 0 || kind !== 'statement') return undefined
  if (!aim.isCertain && (unanswered.has(name) || random() > chanceOf(name))) return undefined
  aim.left -= 1
  return () => strike(link, bytes)
}

/**
 * @param {Aim} aim
 * @param {string} name
 * @param {Strike} strike
 * @returns {Fault}
 */
export function wireFault(aim, name, strike) {
  let quota = 0
  return {
    name,
    isOutage: false,
    isHarmless: name === 'delayed',
    async start(given) {
      quota = given
      Object.assign(aim, { strike, left: given })
    },
    injected: () => quota - aim.left,
    async stop() {
      aim.strike = undefined
    },
  }
}
