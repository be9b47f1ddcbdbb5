import { isIP } from 'node:net'

/** Whether a host or an address is this machine itself. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i

/** An address without what proxies add to it, an IPv4 address in IPv6 clothes as IPv4; empty: it is none. */
export const plainAddress = (text: string): string => {
  const [, bracketed, withPort] = /^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text) ?? []
  const address = (bracketed ?? withPort ?? text).split('%', 1)[0] ?? ''
  if (isIP(address) === 0) return ''
  return MAPPED.exec(address)?.[1] ?? address.toLowerCase()
}

/**
 * Who an address belongs to: an IPv4 address stands for itself, an IPv6 address for its /64, within which one host
 * picks addresses as it likes (RFC 8981).
 */
export const networkOf = (address: string): string => {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  // A last group in dotted form stands for two; it lies behind the /64 either way.
  const width = groups.length + after.length + (address.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? 0 : 8 - width
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after]
  const prefix = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${prefix.join(':')}::/64`
}
