import { perSecond, type Rate } from './rate.js'

/** What an operator may set. */
export type LimitSettings = {
  /** Whose requests are counted: those of `remote` addresses, those of loopback too, or none. */
  readonly reach: 'nobody' | 'remote' | 'everybody'
  /** Requests to OAuth endpoints, sign-ins and consents of an address that has not proven a client. */
  readonly addressPerSecond: number
  /** Requests of a proven client to the OAuth endpoints. */
  readonly clientPerSecond: number
  /** Requests of a bot to the bearer endpoints; undefined: as many as it likes. */
  readonly apiPerSecond: number | undefined
}

export const defaultLimits: LimitSettings = {
  reach: 'remote',
  addressPerSecond: 200,
  clientPerSecond: 100,
  apiPerSecond: undefined,
}

const everySeconds = (seconds: number, burst: number): Rate => ({
  burst,
  interval: seconds * 1_000_000,
})

/** How much more a client may revoke than it may do otherwise. */
const REVOCATIONS = 10

/** Every limit by name. Reasons: docs/decisions. */
export const ratesOf = ({ addressPerSecond, clientPerSecond, apiPerSecond }: LimitSettings) => ({
  address: perSecond(addressPerSecond, 3 * addressPerSecond),
  client: perSecond(clientPerSecond, 3 * clientPerSecond),
  'client-revocations': perSecond(REVOCATIONS * clientPerSecond, 3 * REVOCATIONS * clientPerSecond),
  /** Wrong credentials, by address and client. */
  'client-failures': everySeconds(6, 10),
  /** Wrong passwords of browsers in which nobody has signed in to the account before. */
  'sign-in-address': everySeconds(6, 10),
  'sign-in-account': everySeconds(60, 20),
  /** The same by account and address, once the account has no more left for all of them. */
  'sign-in-attacked-account': everySeconds(600, 3),
  /** Wrong passwords of a browser that has signed in to the account before. */
  'sign-in-browser': everySeconds(6, 10),
  /** Notion: reference/request-limits, "an average of three requests per second", some bursts allowed. */
  api: perSecond(apiPerSecond ?? 1, Math.ceil(((apiPerSecond ?? 1) * 10) / 3)),
})

export type LimitName = keyof ReturnType<typeof ratesOf>
