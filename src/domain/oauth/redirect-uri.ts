const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Schemes that would run code or read files where a redirect belongs. */
const FORBIDDEN = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'ws:',
  'wss:',
])

/**
 * Why a URI may not be registered, or undefined if it may. RFC 6749 §3.1.2: absolute, without a fragment;
 * plain http only to the loopback interface (RFC 8252 §7.3).
 */
export const refusalOfRedirectUri = (uri: string): string | undefined => {
  if (uri.length > 2000) return 'is longer than 2,000 characters'
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (!url) return 'is not an absolute URI'
  if (uri.includes('#')) return 'has a fragment'
  if (/[\s\\]/.test(uri)) return 'holds white space or a backslash'
  // RFC 3986 §2: a URI is printable ASCII. Anything else could not stand in the header that redirects.
  if (/[^\x21-\x7e]/.test(uri)) return 'holds a character that must be escaped'
  if (FORBIDDEN.has(url.protocol)) return `uses the scheme ${url.protocol}`
  if (url.username || url.password) return 'holds a user name or password'
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    return 'uses http: to another host than localhost; use https:'
  }
  return undefined
}

/**
 * Is `given` one of the registered URIs? Character for character, except that a loopback URI may
 * name any port (RFC 8252 §7.3, RFC 9700 §2.1).
 */
export const isRegistered = (registered: readonly string[], given: string): boolean =>
  registered.includes(given) || registered.some((uri) => differsInLoopbackPortAlone(uri, given))

const differsInLoopbackPortAlone = (registered: string, given: string): boolean => {
  if (refusalOfRedirectUri(given) !== undefined) return false
  const [a, b] = [new URL(registered), new URL(given)]
  if (a.protocol !== 'http:' || !LOOPBACK.test(a.hostname)) return false
  b.port = a.port
  return a.href === b.href
}

/** The registered or given URI with the answer's parameters added to its query. */
export const redirectTo = (uri: string, parameters: Record<string, string | undefined>): string => {
  const present = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const query = new URLSearchParams(present).toString()
  return `${uri}${uri.includes('?') ? (/[?&]$/.test(uri) ? '' : '&') : '?'}${query}`
}

/** The origin that a form's redirect will reach, for a `form-action` policy; custom schemes have none. */
export const originOf = (uri: string): string => {
  const url = new URL(uri)
  return url.origin === 'null' ? url.protocol : url.origin
}
