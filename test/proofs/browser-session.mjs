// @ts-check
import { headersOf, htmlOf } from './lean-client.mjs'
import { formRequest } from './wire.mjs'

/** @typedef {import('./lean-client.mjs').LeanClient} LeanClient */
/** @typedef {{ cookie: string, csrf: string }} BrowserSession What a signed-in browser sends with every form. */

/**
 * Signs a person of the demo in, as a browser does.
 * @param {LeanClient} client
 * @param {string} email
 * @param {string} password
 * @returns {Promise<BrowserSession>}
 */
export async function signIn(client, email, password) {
  const page = await client.send({ method: 'GET', path: '/login', headers: {} })
  const csrf = /name="_csrf" value="([^"]+)"/.exec(htmlOf(page))?.[1] ?? ''
  const own = cookieFrom(headersOf(page, 'set-cookie'))
  const fields = { _csrf: csrf, email, password, return_to: '/' }
  const answer = await client.send(formRequest('/login', own, fields))
  if (answer.status !== 303) throw new Error(`Nobody could sign in: ${answer.status}.`)
  return { cookie: `${own}; ${cookieFrom(headersOf(answer, 'set-cookie'))}`, csrf }
}

/** @param {readonly string[]} setCookies */
const cookieFrom = (setCookies) => setCookies.map((text) => text.split(';', 1)[0]).join('; ')
