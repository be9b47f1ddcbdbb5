import { randomUUID } from 'node:crypto'
import { demoSeed } from '../../src/operations/seed/demo.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { signIn } from '../../src/operations/sessions/sign-in.js'
import {
  basic,
  type Client,
  clientOf,
  codeFor,
  connect,
  internalTokenOf,
  type TestServer,
} from '../support/server.js'

export const PASSWORD = 'mosaic-demo'

/** The demo and a second client, whose live tokens are nobody else's business. */
export const fuzzSeed: SeedDocument = {
  ...demoSeed,
  integrations: [
    ...(demoSeed.integrations ?? []),
    { name: 'Other Connect', kind: 'public', redirect_uris: ['https://other.example/cb'] },
  ],
}

/** Live secrets: the tokens of a grant and a code that is not redeemed. */
export type Holding = {
  readonly access: string
  readonly refresh: string
  readonly code: string
}

export type Owner = 'victim' | 'bystander' | 'foreign'
export type Change = 'exact' | 'flip' | 'cut' | 'longer' | 'case' | 'padded' | 'swapped'

/** A secret that a generated request speaks of before it is known: it is filled in when the request is sent. */
export const placeholder = (owner: Owner, what: keyof Holding, change: Change): string =>
  `@@${owner}.${what}.${change}@@`

const PLACEHOLDER = /@@(\w+)\.(\w+)\.(\w+)@@/g

const flipAt = (text: string, at: number): string => {
  const other = text[at] === 'a' ? 'b' : 'a'
  return text.slice(0, at) + other + text.slice(at + 1)
}

const changed = (secret: string, change: string): string => {
  switch (change) {
    case 'flip':
      return flipAt(secret, secret.length - 9)
    case 'cut':
      return secret.slice(0, -1)
    case 'longer':
      return `${secret}0`
    case 'case':
      return secret.replace(/[a-z]/gi, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
    case 'padded':
      return ` ${secret} `
    case 'swapped':
      return secret.slice(1, 2) + secret.slice(0, 1) + secret.slice(2)
    default:
      return secret
  }
}

const TOKEN = /n(?:tn|rt)_[0-9A-Za-z]{20}|secret_[0-9A-Za-z]{17}/g
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const HEAD = 24

export type Material = {
  readonly client: Client
  readonly other: Client
  readonly internal: string
  readonly session: string
  readonly bystander: Holding
  /** Puts the secrets of now in the place of every placeholder. */
  fill(text: string): string
  /** Gives the victim a fresh grant and a fresh code: the last ones may be spent. */
  renew(): Promise<void>
  /** The secret that a text shows, if it shows one. */
  secretIn(text: string): string | undefined
  isLiveOwn(token: string): boolean
  isForeign(token: string): boolean
}

/** Everything secret that the requests may carry, and the list of it that logs and errors are searched for. */
export const gatherMaterial = async (server: TestServer): Promise<Material> => {
  const client = clientOf(fuzzSeed)
  const other = clientOf(fuzzSeed, 'Other Connect')
  const internal = internalTokenOf(fuzzSeed)
  const heads = new Set<string>()
  const codes = new Set<string>()
  const session = await signIn(server.deps, 'ada@example.com', PASSWORD)
  if (session === undefined) throw new Error('ada cannot sign in')
  const whole = [session, PASSWORD, basic(client).slice(6), basic(other).slice(6)]

  const keep = (holding: Holding): Holding => {
    heads.add(holding.access.slice(0, HEAD))
    heads.add(holding.refresh.slice(0, HEAD))
    codes.add(holding.code)
    return holding
  }
  const hold = async (of: Client): Promise<Holding> => {
    const tokens = await connect(server, of)
    const code = await codeFor(server, of)
    return keep({ access: tokens.access_token, refresh: tokens.refresh_token, code })
  }
  for (const secret of [client.clientSecret, other.clientSecret, internal]) {
    heads.add(secret.slice(0, HEAD))
  }
  const bystander = await hold(client)
  const foreign = await hold(other)
  let victim = await hold(client)

  const holders: Record<string, () => Holding> = {
    victim: () => victim,
    bystander: () => bystander,
    foreign: () => foreign,
  }
  return {
    client,
    other,
    internal,
    session,
    bystander,
    fill: (text) =>
      text.replace(PLACEHOLDER, (_, owner: string, what: string, change: string) => {
        const holding = holders[owner]?.()
        return holding ? changed(holding[what as keyof Holding], change) : randomUUID()
      }),
    async renew() {
      victim = await hold(client)
    },
    secretIn: (text) =>
      whole.find((secret) => text.includes(secret)) ??
      text.match(TOKEN)?.find((head) => heads.has(head)) ??
      text.match(UUID)?.find((code) => codes.has(code)),
    isLiveOwn: (token) =>
      [victim, bystander].some(({ access, refresh }) => token === access || token === refresh),
    isForeign: (token) => [foreign.access, foreign.refresh, internal].includes(token),
  }
}
