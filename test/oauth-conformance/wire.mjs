// @ts-check
import { Failure, must } from './check.mjs'

const timeoutMilliseconds = 20_000
const longestQuotation = 300

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {Record<string, unknown> | undefined} body The JSON object that the text is, if it is one.
 */

/**
 * @param {string | URL} url
 * @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
export async function send(url, init) {
  const signal = AbortSignal.timeout(timeoutMilliseconds)
  const response = await fetch(url, { ...init, redirect: 'manual', signal }).catch((fault) => {
    throw new Failure(
      'an HTTP answer',
      `none (${fault.cause?.code ?? fault.cause?.message ?? fault.name})`,
    )
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: objectIn(text) }
}

/** @param {string} text */
function objectIn(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @param {Answer} answer */
export function quote({ status, text }) {
  const short = text.length > longestQuotation ? `${text.slice(0, longestQuotation)} …` : text
  return short === '' ? `${status} and no body` : `${status} ${short}`
}

/**
 * @param {Answer} answer
 * @param {number} status
 * @param {string} [what] What the answer is to.
 */
export function mustAnswer(answer, status, what = '') {
  must(answer.status === status, `${status}${what && ` to ${what}`}`, () => quote(answer))
}

/**
 * An error of RFC 6749 §5.2.
 * @param {Answer} answer
 * @param {readonly string[]} codes
 * @param {readonly number[]} [statuses]
 */
export function mustRefuse(answer, codes, statuses = [400]) {
  const error = answer.body?.error
  must(
    statuses.includes(answer.status) && typeof error === 'string' && codes.includes(error),
    `${statuses.join(' or ')} with error ${codes.join(' or ')}`,
    () => quote(answer),
  )
}

/** @param {Answer} answer */
export const isRefusal = ({ status }) => status >= 400 && status < 500

/**
 * @param {Answer} answer
 * @param {string} [what]
 */
export function mustBeRefused(answer, what = 'a refusal (4xx)') {
  must(isRefusal(answer), what, () => quote(answer))
}

/** @param {Answer} answer */
export function mustNotBeKept({ headers }) {
  const header = headers.get('cache-control')
  must(/\bno-store\b/i.test(header ?? ''), 'Cache-Control: no-store', String(header))
}

/** @param {Answer} answer */
export const mediaTypeOf = ({ headers }) =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. @param {string} text */
export const formEncode = (text) => new URLSearchParams([['', text]]).toString().slice(1)

/**
 * @param {string} clientId
 * @param {string} clientSecret
 */
export const basic = (clientId, clientSecret) =>
  `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`
