import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { RemoteFault } from '../domain/files/remote-fault.js'
import type { RemoteFiles, RemoteHeading } from '../ports/remote-files.js'

const MAX_REDIRECTS = 3

/** How long a server may take to answer, and be silent between two pieces, in milliseconds. */
const PATIENCE = 10_000

/** How long a whole file may take, in milliseconds. */
const LONGEST = 600_000

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** `isLocalAllowed` lets http and this machine be asked, too: for tests. */
export const openRemoteFiles = (isLocalAllowed: boolean): RemoteFiles => {
  const isAllowed = (address: string): boolean => {
    const range = rangeOf(address)
    return range === 'unicast' || (isLocalAllowed && range === 'loopback')
  }

  const ask = async (
    method: 'GET' | 'HEAD',
    text: string,
    signal: AbortSignal,
    left = MAX_REDIRECTS,
  ): Promise<IncomingMessage> => {
    const url = urlFrom(text, isLocalAllowed)
    const answer = await exchange(method, url, await pinned(url, isAllowed), signal)
    const { statusCode = 0, headers } = answer
    if (!REDIRECTS.has(statusCode)) return answer
    answer.destroy()
    const next = headers.location ?? ''
    if (left === 0 || !URL.canParse(next, url.href)) {
      throw new RemoteFault('The external_url redirects too often, or nowhere.', statusCode)
    }
    return ask(method, new URL(next, url).href, signal, left - 1)
  }

  return {
    async probe(url) {
      const answer = await ask('HEAD', url, AbortSignal.timeout(PATIENCE))
      answer.destroy()
      const { statusCode = 0 } = answer
      if (statusCode === 405 || statusCode === 501) return undefined
      return headingOf(answer)
    },

    async open(url, signal) {
      const limits = AbortSignal.any([signal, AbortSignal.timeout(LONGEST)])
      const answer = await ask('GET', url, limits)
      try {
        return { ...headingOf(answer), bytes: bytesOf(answer) }
      } catch (fault) {
        answer.destroy()
        throw fault
      }
    },
  }
}

/** What kind of address it is; an IPv4 address in IPv6 clothes counts as what it is. */
const rangeOf = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).range() : 'none'

const urlFrom = (text: string, isLocalAllowed: boolean): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isFine =
    url &&
    (url.protocol === 'https:' || (isLocalAllowed && url.protocol === 'http:')) &&
    url.username === '' &&
    url.password === ''
  if (isFine) return url
  throw new RemoteFault('The external_url should be a public https URL without credentials.')
}

/**
 * Answers every question for a name with the address that was checked, so that it cannot lead elsewhere a moment later.
 * All addresses of a name must be public: which one is taken must not matter.
 */
const pinned = async (
  { hostname }: URL,
  isAllowed: (address: string) => boolean,
): Promise<LookupFunction> => {
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => [])
  const [first] = found
  if (!first || !found.every(({ address }) => isAllowed(address))) {
    throw new RemoteFault('The external_url is not publicly accessible.')
  }
  return (_name, options, done) =>
    options.all ? done(null, [first]) : done(null, first.address, first.family)
}

const exchange = (
  method: string,
  url: URL,
  pin: LookupFunction,
  signal: AbortSignal,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const begin = url.protocol === 'https:' ? requestHttps : requestHttp
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Tessera' }
    // An address in the place of a name is connected to without a lookup; it was looked up, and checked, all the same.
    const asked = begin(url, { method, headers, lookup: pin, signal, agent: false })
    asked.setTimeout(PATIENCE, () => asked.destroy(new Error('silent')))
    asked.on('response', resolve)
    asked.on('error', () =>
      reject(new RemoteFault('The server of the external_url did not answer.')),
    )
    asked.end()
  })

const headingOf = ({ statusCode = 0, headers }: IncomingMessage): RemoteHeading => {
  if (statusCode < 200 || statusCode > 299) {
    throw new RemoteFault(`The external_url answered with the status ${statusCode}.`, statusCode)
  }
  const length = headers['content-length']
  const size = length === undefined ? undefined : Number(length)
  return { contentType: headers['content-type'], size }
}

async function* bytesOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) yield chunk as Uint8Array
  } catch {
    throw new RemoteFault('The server of the external_url broke off.')
  }
}
