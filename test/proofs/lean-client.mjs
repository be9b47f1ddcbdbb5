// @ts-check

import { HttpConnection, statusOf } from '../../bench/http-connection.mjs'
import { serialise } from '../../bench/requests.mjs'

/** @typedef {import('../../bench/requests.mjs').Request} Request */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Buffer} bytes The whole response.
 * @property {number} sentAt
 * @property {number} receivedAt
 */

const headEnd = '\r\n\r\n'
let turn = 0

/**
 * Milliseconds on a steady clock that stands still within one turn of the event loop: the order in which answers are
 * read in one turn says nothing about the order in which they came.
 */
export function turnClock() {
  if (turn === 0) {
    turn = performance.now()
    setImmediate(() => {
      turn = 0
    })
  }
  return turn
}

/**
 * @param {Answer} answer
 * @returns {Record<string, unknown>}
 */
export const bodyOf = ({ bytes }) =>
  JSON.parse(bytes.toString('utf8', bytes.indexOf(headEnd) + headEnd.length))

/** @param {Answer} answer */
export const htmlOf = ({ bytes }) => bytes.toString('utf8', bytes.indexOf(headEnd))

/**
 * The values of a header, in the order they came.
 * @param {Answer} answer
 * @param {string} name In lower case.
 */
export function headersOf({ bytes }, name) {
  const lines = bytes.toString('latin1', 0, bytes.indexOf(headEnd)).split('\r\n')
  return lines.flatMap((line) => {
    const colon = line.indexOf(': ')
    return line.slice(0, colon).toLowerCase() === name ? [line.slice(colon + 2)] : []
  })
}

class LateError extends Error {}

/**
 * Did a request fail only because its client would not wait longer?
 * @param {unknown} fault
 */
export const isLate = (fault) => fault instanceof LateError

/** @typedef {{ connection: HttpConnection, fail: ((fault: Error) => void) | undefined, deadline: number }} Line */

/**
 * Talks to one server over kept connections, as many as there are requests under way. What gets no complete answer in
 * time rejects, and its connection is given up.
 */
export class LeanClient {
  /** @type {Line[]} */
  #idle = []
  /** @type {Set<Line>} */
  #busy = new Set()
  #url
  #timeout
  #watch

  /**
   * @param {string} url
   * @param {number} timeout Milliseconds.
   */
  constructor(url, timeout = 15_000) {
    this.#url = new URL(url)
    this.#timeout = timeout
    this.#watch = setInterval(() => this.#giveUpLate(), Math.min(timeout, 1000) / 4)
    this.#watch.unref()
  }

  /**
   * @param {Request} request
   * @returns {Promise<Answer>}
   */
  send(request) {
    const bytes = Buffer.from(serialise(request, this.#url.host))
    return new Promise((resolve, reject) => {
      const line = this.#idle.pop() ?? this.#open()
      const sentAt = performance.now()
      line.fail = reject
      line.deadline = sentAt + this.#timeout
      this.#busy.add(line)
      line.connection.send(bytes, (response) => {
        const receivedAt = Math.max(sentAt, turnClock())
        line.fail = undefined
        this.#busy.delete(line)
        this.#idle.push(line)
        resolve({ status: statusOf(response), bytes: response, sentAt, receivedAt })
      })
    })
  }

  close() {
    clearInterval(this.#watch)
    for (const line of [...this.#busy]) this.#drop(line, new Error('The client was closed.'))
    for (const { connection } of this.#idle) connection.close()
    this.#idle = []
  }

  #open() {
    /** @type {Line} */
    const line = {
      connection: new HttpConnection(this.#url, (fault) => this.#drop(line, fault)),
      fail: undefined,
      deadline: 0,
    }
    return line
  }

  #giveUpLate() {
    const now = performance.now()
    for (const line of [...this.#busy]) {
      if (line.deadline < now) this.#drop(line, new LateError('No answer in time.'))
    }
  }

  /**
   * @param {Line} line
   * @param {Error} fault
   */
  #drop(line, fault) {
    line.connection.close()
    this.#busy.delete(line)
    const at = this.#idle.indexOf(line)
    if (at !== -1) this.#idle.splice(at, 1)
    line.fail?.(fault)
    line.fail = undefined
  }
}
