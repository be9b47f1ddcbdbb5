import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, inject } from 'vitest'
import { type Config, readConfig } from '../../src/config.js'
import { allow, readAuthorizeRequest } from '../../src/operations/oauth/authorize.js'
import { demoSeed } from '../../src/operations/seed/demo.js'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { credentialsOf } from '../../src/operations/seed/seed-ids.js'
import { createServer, type Server } from '../../src/server.js'
import { createDatabase } from './postgres.js'

export type StoreKind = 'sqlite' | 'postgres'

/** Runs a suite on both stores; PostgreSQL's half is left out where there is none (the run has said so). */
export const describeOnBothStores = (name: string, suite: (kind: StoreKind) => void): void => {
  describe(`${name} (sqlite)`, () => suite('sqlite'))
  describe.skipIf(inject('postgresUrl') === null)(`${name} (postgres)`, () => suite('postgres'))
}

export type TestServer = Server & {
  /** Moves the server's clock, in milliseconds. */
  advance(milliseconds: number): void
  /** Every log line so far. */
  readonly log: string[]
  /** What it was started with. */
  readonly config: Config
}

export type TestServerOptions = {
  readonly seed?: SeedDocument
  readonly config?: Partial<Config>
  /** Time stands still but for `advance`. */
  readonly still?: boolean
}

/** The shipped assembly on a store of its own, with a clock that tests can move. */
export const startTestServer = async (
  kind: StoreKind,
  { seed, config, still = false }: TestServerOptions = {},
): Promise<TestServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-test-'))
  const database = kind === 'postgres' ? await createDatabase(postgresUrl()) : undefined
  const startedAt = Date.now()
  let offset = 0
  const log: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line: string) => void log.push(line) })
  const defaults = readConfig(
    { port: '0', dataDir, databaseUrl: database?.url },
    { TESSERA_LOG_LEVEL: 'trace' },
  )
  // A test that wants the house kept does it itself, or asks for the schedule.
  const housekeeping = {
    ...defaults.housekeeping,
    sealInterval: undefined,
    sweepInterval: undefined,
    importInterval: undefined,
    copyInterval: undefined,
  }
  const whole = { ...defaults, housekeeping, ...config }
  const server = await createServer(whole, seed, {
    clock: () => (still ? startedAt : Date.now()) + offset,
    random: randomBytes,
    logger,
  })
  const close = async () => {
    await server.close()
    await database?.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return {
    ...server,
    log,
    config: whole,
    advance(milliseconds) {
      offset += milliseconds
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const postgresUrl = (): string => {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('this suite needs PostgreSQL')
  return url
}

export type Client = {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** The public integration of a seed, the first one unless named. */
export const clientOf = (seed: SeedDocument = demoSeed, name?: string): Client => {
  const integration = seed.integrations?.find(
    (one) => one.kind === 'public' && (name === undefined || one.name === name),
  )
  if (!integration) throw new Error(`the seed has no public integration ${name ?? ''}`)
  const redirectUri = integration.redirect_uris?.[0] ?? ''
  return { ...credentialsOf(integration), redirectUri }
}

/** The token of a seed's internal integration. */
export const internalTokenOf = (seed: SeedDocument = demoSeed): string => {
  const integration = seed.integrations?.find(({ kind }) => kind === 'internal')
  if (!integration) throw new Error('the seed has no internal integration')
  return credentialsOf(integration).token
}

/** `Authorization: Basic` in the most literal encoding. */
export const basic = ({ clientId, clientSecret }: Client): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

export const VERSION = '2025-09-03'

/** POSTs JSON to an OAuth endpoint as the official SDK does. */
export const postJson = (
  server: Server,
  client: Client,
  path: 'token' | 'introspect' | 'revoke',
  body: object,
): Promise<Response> =>
  fetch(`${server.url}/v1/oauth/${path}`, {
    method: 'POST',
    headers: {
      authorization: basic(client),
      'content-type': 'application/json',
      'notion-version': VERSION,
    },
    body: JSON.stringify(body),
  })

/** POSTs a form to an OAuth endpoint as generic OAuth clients do. */
export const postForm = (
  server: Server,
  client: Client,
  path: 'token' | 'introspect' | 'revoke',
  body: Record<string, string>,
): Promise<Response> =>
  fetch(`${server.url}/v1/oauth/${path}`, {
    method: 'POST',
    headers: { authorization: basic(client) },
    body: new URLSearchParams(body),
  })

/** GETs a bearer endpoint. */
export const get = (server: Server, token: string, path: string): Promise<Response> =>
  fetch(server.url + path, {
    headers: { authorization: `Bearer ${token}`, 'notion-version': VERSION },
  })

export type Consent = {
  readonly email?: string
  readonly pages?: readonly string[]
  readonly codeChallenge?: string
  /** `null`: the authorization URL names none. */
  readonly redirectUri?: string | null
}

/** A fresh authorization code, by the consent operation itself. */
export const codeFor = async (
  { deps }: Server,
  client: Client,
  { email = 'ada@example.com', pages = [], codeChallenge, redirectUri }: Consent = {},
): Promise<string> => {
  const query = {
    client_id: client.clientId,
    redirect_uri: redirectUri === null ? undefined : (redirectUri ?? client.redirectUri),
    response_type: 'code',
    owner: 'user',
    code_challenge: codeChallenge,
    code_challenge_method: codeChallenge === undefined ? undefined : 'S256',
  }
  const reading = await readAuthorizeRequest(deps, query, 'http://127.0.0.1')
  if (reading.kind !== 'ask') throw new Error(JSON.stringify(reading))
  const person = await deps.store.workspaces.findPerson({ email })
  if (!person) throw new Error(`no ${email}`)
  const [workspace] = await deps.store.workspaces.listOfUser(person.userId)
  const id = workspace?.workspaceId ?? ''
  const call = { ...deps, requestId: randomUUID(), origin: '' }
  const allowed = await allow(call, person, reading.request, id, pages)
  if (!allowed) throw new Error('the consent was refused')
  return allowed.code
}

export type Tokens = {
  readonly access_token: string
  readonly refresh_token: string
  readonly bot_id: string
  readonly workspace_id: string
}

/** Connects: consent, then the exchange of the code. */
export const connect = async (
  server: Server,
  client: Client,
  consent: Consent = {},
): Promise<Tokens> => {
  const code = await codeFor(server, client, consent)
  const response = await postJson(server, client, 'token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: client.redirectUri,
  })
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Tokens
}
