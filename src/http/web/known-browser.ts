import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebOptions } from './respond.js'

/** The longest that browsers keep a cookie, in seconds. RFC 6265bis §5.6.1. */
const MAX_AGE = 400 * 24 * 60 * 60

const ID_ENTROPY = 16

const cookieName = ({ publicUrl }: WebOptions): string =>
  publicUrl?.startsWith('https://') ? '__Host-tessera_browser' : 'tessera_browser'

/**
 * The id of a browser in which this account was signed in to before; it opens nothing, but strangers who guess cannot
 * use up its attempts. OWASP: Slow Down Online Guessing Attacks with Device Cookies.
 */
export const knownBrowserOf = (
  options: WebOptions,
  request: FastifyRequest,
  account: string,
): string | undefined => {
  const { valid, value } = request.unsignCookie(request.cookies[cookieName(options)] ?? '')
  const [id, of] = valid ? (value?.split('.') ?? []) : []
  return of === account ? id : undefined
}

/** Lets the browser be known the next time. */
export const rememberBrowser = (
  options: WebOptions,
  reply: FastifyReply,
  account: string,
): FastifyReply => {
  const name = cookieName(options)
  const id = Buffer.from(options.deps.random(ID_ENTROPY)).toString('base64url')
  return reply.setCookie(name, `${id}.${account}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: name.startsWith('__Host-'),
    maxAge: MAX_AGE,
    signed: true,
  })
}
