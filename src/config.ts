import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { defaultLimits, type LimitSettings } from './domain/limits/limits.js'
import { defaultLifetimes, type Lifetimes } from './domain/oauth/grant.js'
import { isLoopback } from './lib/network.js'
import type { Environment } from './ports/store.js'

/** Everything that a server can be told, after defaults. */
export type Config = {
  readonly environment: Environment
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** PostgreSQL; undefined: SQLite in the data directory. */
  readonly databaseUrl: string | undefined
  readonly poolSize: number
  /** How long the store may take to answer before that is a fault, in milliseconds. */
  readonly storeTimeout: number
  readonly seedFile: string | undefined
  readonly publicUrl: string | undefined
  /** How many proxies in front set `X-Forwarded-*`; 0: nobody is believed. */
  readonly trustProxy: number
  /** undefined: the data directory keeps one. */
  readonly secretKey: string | undefined
  /** Secret keys of the past, newest first: what was sealed with them can still be checked. */
  readonly formerSecretKeys: readonly string[]
  readonly metricsToken: string | undefined | null
  /** Bearer secret of the admin API; null: closed. */
  readonly adminToken: string | null
  /** File of the keys with which GitHub signs its reports of leaks. */
  readonly githubKeysFile: string | undefined
  readonly logLevel: string
  readonly lifetimes: Lifetimes
  readonly limits: LimitSettings
  readonly files: FilesConfig
  readonly housekeeping: HousekeepingSettings
  /** Whether the latest requests of the API are kept in memory, to be looked at under `/inspector`. */
  readonly inspector: boolean
}

/** Where files lie, and how large they may be. */
export type FilesConfig = {
  /** In bytes. */
  readonly maxSize: number
  /** undefined: in the data directory. */
  readonly s3: S3Config | undefined
  /** Lets imports come from this machine and over http: for tests. */
  readonly allowsLocalImports: boolean
}

/** A bucket of a server that speaks S3. */
export type S3Config = {
  /** The bucket's address, such as `https://s3.eu-central-1.amazonaws.com/my-bucket`. */
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What a server does beside answering, in milliseconds. */
export type HousekeepingSettings = {
  /** From one sealing of the audit trail to the next; undefined: this server does not seal. */
  readonly sealInterval: number | undefined
  /** From one sweep to the next; undefined: this server does not sweep. */
  readonly sweepInterval: number | undefined
  /** From one look for files to import to the next; undefined: this server imports none. */
  readonly importInterval: number | undefined
  /** From one look for templates that are not copied to their end to the next; undefined: this server goes on with none. */
  readonly copyInterval: number | undefined
  /** How long what is dead is kept. */
  readonly retention: number
}

/** What a user got wrong at start-up: one line, no stack, exit code 1. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Options of the command line; each wins over its environment variable. */
export type Flags = {
  readonly port?: string | undefined
  readonly host?: string | undefined
  readonly dataDir?: string | undefined
  readonly databaseUrl?: string | undefined
  readonly seed?: string | undefined
}

type Env = Readonly<Record<string, string | undefined>>

export const DEFAULT_PORT = 8787

/** Reads flags and environment. Errors: {@link ConfigError}, one line that says what to do. */
export const readConfig = (flags: Flags, env: Env): Config => {
  const environment = readEnvironment(env)
  const host = flags.host ?? env.TESSERA_HOST ?? '127.0.0.1'
  const publicUrl = readPublicUrl(env.TESSERA_PUBLIC_URL)
  const trustProxy = readProxies(env.TESSERA_TRUST_PROXY)
  const secretKey = env.TESSERA_SECRET_KEY || undefined
  if (environment === 'development' && !isLoopback(host)) {
    throw new ConfigError(
      `A development server holds known credentials and listens on loopback only, not on ${host}. Set TESSERA_ENV=production to serve others.`,
    )
  }
  if (environment === 'production')
    refuseUnsafeProduction({ host, publicUrl, trustProxy, secretKey })
  return {
    environment,
    host,
    port: readPort(flags.port ?? env.TESSERA_PORT),
    dataDir: resolve(flags.dataDir ?? env.TESSERA_DATA_DIR ?? '.tessera'),
    databaseUrl: readDatabaseUrl(flags.databaseUrl ?? env.DATABASE_URL),
    poolSize: readCount('TESSERA_POOL_SIZE', env.TESSERA_POOL_SIZE, 10),
    storeTimeout: 1000 * readCount('TESSERA_STORE_TIMEOUT', env.TESSERA_STORE_TIMEOUT, 5),
    seedFile: flags.seed === undefined ? env.TESSERA_SEED : flags.seed,
    publicUrl,
    trustProxy,
    secretKey,
    formerSecretKeys: (env.TESSERA_FORMER_SECRET_KEYS ?? '').split(',').filter(Boolean),
    metricsToken: env.TESSERA_METRICS_TOKEN ?? (environment === 'production' ? null : undefined),
    adminToken: readAdminToken(env.TESSERA_ADMIN_TOKEN, environment),
    githubKeysFile: env.TESSERA_GITHUB_KEYS || undefined,
    logLevel: readLogLevel(env.TESSERA_LOG_LEVEL, environment),
    lifetimes: {
      ...defaultLifetimes,
      accessToken: readSeconds('TESSERA_ACCESS_TOKEN_LIFETIME', env.TESSERA_ACCESS_TOKEN_LIFETIME),
      refreshToken: readSeconds(
        'TESSERA_REFRESH_TOKEN_LIFETIME',
        env.TESSERA_REFRESH_TOKEN_LIFETIME,
      ),
    },
    limits: readLimits(env),
    files: readFiles(env),
    inspector: readSwitch(
      'TESSERA_INSPECTOR',
      env.TESSERA_INSPECTOR,
      environment === 'development',
    ),
    housekeeping: {
      sealInterval: readInterval('TESSERA_SEAL_INTERVAL', env.TESSERA_SEAL_INTERVAL, 1),
      sweepInterval: readInterval('TESSERA_SWEEP_INTERVAL', env.TESSERA_SWEEP_INTERVAL, HOUR),
      importInterval: readInterval('TESSERA_IMPORT_INTERVAL', env.TESSERA_IMPORT_INTERVAL, 1),
      copyInterval: readInterval('TESSERA_COPY_INTERVAL', env.TESSERA_COPY_INTERVAL, 1),
      retention: readRetention(env.TESSERA_RETENTION),
    },
  }
}

const freshSecret = (): string => randomBytes(32).toString('base64url')

const MIB = 1024 * 1024

const readFiles = (env: Env): FilesConfig => ({
  maxSize: MIB * readCount('TESSERA_MAX_FILE_SIZE', env.TESSERA_MAX_FILE_SIZE, 5120),
  s3: readS3(env),
  allowsLocalImports: env.TESSERA_ALLOW_LOCAL_IMPORTS === '1',
})

const readS3 = (env: Env): S3Config | undefined => {
  const text = env.TESSERA_S3_URL
  if (text === undefined || text === '') return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '') {
    throw new ConfigError(
      'TESSERA_S3_URL should be the http or https URL of a bucket, such as https://s3.eu-central-1.amazonaws.com/my-bucket.',
    )
  }
  const accessKeyId = env.TESSERA_S3_ACCESS_KEY_ID ?? ''
  const secretAccessKey = env.TESSERA_S3_SECRET_ACCESS_KEY ?? ''
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new ConfigError(
      'TESSERA_S3_URL needs TESSERA_S3_ACCESS_KEY_ID and TESSERA_S3_SECRET_ACCESS_KEY.',
    )
  }
  const region = env.TESSERA_S3_REGION || 'us-east-1'
  return { url: url.href.replace(/\/$/, ''), region, accessKeyId, secretAccessKey }
}

/** Where the SQLite file is. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'tessera.db')

export const readEnvironment = (env: Env): Environment => {
  const environment = env.TESSERA_ENV ?? 'development'
  if (environment === 'development' || environment === 'production') return environment
  throw new ConfigError(
    `TESSERA_ENV should be development or production, instead was ${environment}.`,
  )
}

const MIN_SECRET_LENGTH = 32

const refuseUnsafeProduction = (given: {
  host: string
  publicUrl: string | undefined
  trustProxy: number
  secretKey: string | undefined
}): void => {
  if ((given.secretKey ?? '').length < MIN_SECRET_LENGTH) {
    throw new ConfigError(
      `A production server needs TESSERA_SECRET_KEY, at least ${MIN_SECRET_LENGTH} characters, the same on every node. Make one with: openssl rand -base64 32`,
    )
  }
  if (given.publicUrl === undefined) {
    throw new ConfigError(
      'A production server needs TESSERA_PUBLIC_URL, the https URL under which people reach it.',
    )
  }
  if (isLoopback(given.host)) return
  if (given.trustProxy === 0 || !given.publicUrl.startsWith('https://')) {
    throw new ConfigError(
      `Listening on ${given.host} without TLS would send secrets in clear. Put a proxy that terminates TLS in front, then set TESSERA_TRUST_PROXY=1 and an https TESSERA_PUBLIC_URL.`,
    )
  }
}

/** A development server makes one per start, which `tessera env` prints. */
const readAdminToken = (text: string | undefined, environment: Environment): string | null => {
  if (text === undefined || text === '') return environment === 'production' ? null : freshSecret()
  if (environment === 'development' || text.length >= MIN_SECRET_LENGTH) return text
  throw new ConfigError(
    `TESSERA_ADMIN_TOKEN should have at least ${MIN_SECRET_LENGTH} characters. Make one with: openssl rand -base64 32`,
  )
}

const readPort = (text: string | undefined): number => {
  if (text === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new ConfigError(`The port should be a number from 0 (any free one) to 65535, not ${text}.`)
}

const readDatabaseUrl = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  if (/^postgres(ql)?:\/\//.test(text)) return text
  throw new ConfigError(
    'The database URL should start with postgres:// or postgresql://. Leave it out for SQLite.',
  )
}

const readPublicUrl = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search)
    return url.origin
  throw new ConfigError(
    'TESSERA_PUBLIC_URL should be an http or https URL without a path, such as https://notes.example.com.',
  )
}

const readProxies = (text: string | undefined): number => {
  if (text === undefined || text === '' || text === 'false') return 0
  if (text === 'true') return 1
  if (/^\d$/.test(text)) return Number(text)
  throw new ConfigError(
    `TESSERA_TRUST_PROXY should be the number of proxies in front, 0 to 9, instead was ${text}.`,
  )
}

const readCount = <Otherwise>(
  name: string,
  text: string | undefined,
  otherwise: Otherwise,
): number | Otherwise => {
  if (text === undefined || text === '') return otherwise
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new ConfigError(`${name} should be a number from 1 to 9999, instead was ${text}.`)
}

const reaches = { '': defaultLimits.reach, off: 'nobody', on: 'everybody' } as const

const readLimits = (env: Env): LimitSettings => {
  const switched = env.TESSERA_LIMITS ?? ''
  if (!Object.hasOwn(reaches, switched)) {
    throw new ConfigError(`TESSERA_LIMITS should be on or off, instead was ${switched}.`)
  }
  const read = <Otherwise>(name: string, otherwise: Otherwise) =>
    readCount(name, env[name], otherwise)
  return {
    reach: reaches[switched as keyof typeof reaches],
    addressPerSecond: read('TESSERA_LIMIT_ADDRESS_PER_SECOND', defaultLimits.addressPerSecond),
    clientPerSecond: read('TESSERA_LIMIT_CLIENT_PER_SECOND', defaultLimits.clientPerSecond),
    apiPerSecond: read('TESSERA_API_RATE_LIMIT', defaultLimits.apiPerSecond),
  }
}

const readSwitch = (name: string, text: string | undefined, otherwise: boolean): boolean => {
  if (text === undefined || text === '') return otherwise
  if (text === 'on' || text === 'off') return text === 'on'
  throw new ConfigError(`${name} should be on or off, instead was ${text}.`)
}

/** A lifetime in seconds, as milliseconds. */
const readSeconds = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return undefined
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text) * 1000
  throw new ConfigError(`${name} should be a number of seconds, instead was ${text}.`)
}

const HOUR = 3600

/** An interval in seconds, as milliseconds; 0: never. */
const readInterval = (
  name: string,
  text: string | undefined,
  seconds: number,
): number | undefined => (text === '0' ? undefined : (readSeconds(name, text) ?? seconds * 1000))

/** Below an hour, a spent refresh token might be forgotten while its client may still repeat the refresh. */
const readRetention = (text: string | undefined): number => {
  const retention = readSeconds('TESSERA_RETENTION', text) ?? 30 * 24 * HOUR * 1000
  if (retention >= HOUR * 1000) return retention
  throw new ConfigError('TESSERA_RETENTION should be at least 3600 seconds.')
}

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** A developer's terminal shows what is wrong; an operator's log shows every request. */
const readLogLevel = (text: string | undefined, environment: Environment): string => {
  if (text === undefined || text === '') return environment === 'development' ? 'warn' : 'info'
  if (levels.includes(text)) return text
  throw new ConfigError(`TESSERA_LOG_LEVEL should be one of ${levels.join(', ')}, not ${text}.`)
}
