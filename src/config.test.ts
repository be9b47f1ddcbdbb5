import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.js'

const production = {
  TESSERA_ENV: 'production',
  TESSERA_SECRET_KEY: 'k'.repeat(32),
  TESSERA_PUBLIC_URL: 'https://notes.example.com',
}

describe('the configuration', () => {
  it('is a loopback development server with SQLite, and nothing expires, by default', () => {
    const { secretKey, adminToken, dataDir, ...rest } = readConfig({}, {})
    expect(rest).toEqual({
      inspector: true,
      environment: 'development',
      host: '127.0.0.1',
      port: 8787,
      databaseUrl: undefined,
      poolSize: 10,
      storeTimeout: 5000,
      seedFile: undefined,
      publicUrl: undefined,
      trustProxy: 0,
      metricsToken: undefined,
      githubKeysFile: undefined,
      logLevel: 'warn',
      lifetimes: {
        authorizationCode: 600_000,
        replayWindow: 60_000,
        accessToken: undefined,
        refreshToken: undefined,
      },
      limits: {
        reach: 'remote',
        addressPerSecond: 200,
        clientPerSecond: 100,
        apiPerSecond: undefined,
      },
      formerSecretKeys: [],
      files: { maxSize: 5 * 1024 ** 3, s3: undefined, allowsLocalImports: false },
      housekeeping: {
        sealInterval: 1000,
        sweepInterval: 3_600_000,
        importInterval: 1000,
        copyInterval: 1000,
        retention: 2_592_000_000,
      },
    })
    expect(dataDir).toMatch(/\/\.tessera$/)
    expect(secretKey).toBeUndefined()
    expect(adminToken?.length).toBeGreaterThanOrEqual(32)
    expect(readConfig({}, {}).adminToken).not.toBe(adminToken)
  })

  it('of production keeps its key, logs requests and closes the metrics', () => {
    expect(readConfig({}, production)).toMatchObject({
      environment: 'production',
      secretKey: production.TESSERA_SECRET_KEY,
      publicUrl: 'https://notes.example.com',
      logLevel: 'info',
      metricsToken: null,
      adminToken: null,
    })
  })

  it('takes an admin token, in production only a long one', () => {
    const long = 'a'.repeat(32)
    expect(readConfig({}, { ...production, TESSERA_ADMIN_TOKEN: long }).adminToken).toBe(long)
    expect(readConfig({}, { ...production, TESSERA_ADMIN_TOKEN: '' }).adminToken).toBeNull()
    expect(readConfig({}, { TESSERA_ADMIN_TOKEN: 'short' }).adminToken).toBe('short')
    expect(() => readConfig({}, { ...production, TESSERA_ADMIN_TOKEN: 'a'.repeat(31) })).toThrow(
      'TESSERA_ADMIN_TOKEN should have at least 32 characters.',
    )
  })

  it('takes a flag before its variable', () => {
    const env = {
      TESSERA_PORT: '1',
      TESSERA_HOST: 'localhost',
      TESSERA_DATA_DIR: '/a',
      DATABASE_URL: 'postgres://a',
      TESSERA_SEED: 'a',
    }
    const flags = {
      port: '2',
      host: '::1',
      dataDir: '/b',
      databaseUrl: 'postgresql://b',
      seed: 'b',
    }
    expect(readConfig({}, env)).toMatchObject({
      port: 1,
      host: 'localhost',
      dataDir: '/a',
      seedFile: 'a',
    })
    expect(readConfig(flags, env)).toMatchObject({
      port: 2,
      host: '::1',
      dataDir: '/b',
      databaseUrl: 'postgresql://b',
      seedFile: 'b',
    })
  })

  it.each<[Record<string, string>, object]>([
    [{ TESSERA_PORT: '0' }, { port: 0 }],
    [{ TESSERA_PORT: '65535' }, { port: 65_535 }],
    [
      { TESSERA_PUBLIC_URL: 'https://notes.example.com/' },
      { publicUrl: 'https://notes.example.com' },
    ],
    [{ TESSERA_PUBLIC_URL: '' }, { publicUrl: undefined }],
    [{ TESSERA_TRUST_PROXY: 'true' }, { trustProxy: 1 }],
    [{ TESSERA_TRUST_PROXY: '0' }, { trustProxy: 0 }],
    [{ TESSERA_TRUST_PROXY: '2' }, { trustProxy: 2 }],
    [{ TESSERA_POOL_SIZE: '3' }, { poolSize: 3 }],
    [{ TESSERA_STORE_TIMEOUT: '2' }, { storeTimeout: 2000 }],
    [{ TESSERA_LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
    [{ TESSERA_METRICS_TOKEN: 'x' }, { metricsToken: 'x' }],
    [{ DATABASE_URL: '' }, { databaseUrl: undefined }],
  ])('reads %j', (env, expected) => {
    expect(readConfig({}, env)).toMatchObject(expected)
  })

  it('reads lifetimes in seconds', () => {
    const env = { TESSERA_ACCESS_TOKEN_LIFETIME: '3600', TESSERA_REFRESH_TOKEN_LIFETIME: '86400' }
    expect(readConfig({}, env).lifetimes).toMatchObject({
      accessToken: 3_600_000,
      refreshToken: 86_400_000,
    })
  })

  it('reads limits', () => {
    const env = {
      TESSERA_LIMITS: 'on',
      TESSERA_LIMIT_ADDRESS_PER_SECOND: '2',
      TESSERA_LIMIT_CLIENT_PER_SECOND: '1',
      TESSERA_API_RATE_LIMIT: '3',
    }
    expect(readConfig({}, env).limits).toEqual({
      reach: 'everybody',
      addressPerSecond: 2,
      clientPerSecond: 1,
      apiPerSecond: 3,
    })
    expect(readConfig({}, { TESSERA_LIMITS: 'off' }).limits.reach).toBe('nobody')
    expect(readConfig({}, { TESSERA_LIMITS: '' }).limits.reach).toBe('remote')
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ TESSERA_ENV: 'staging' }, /^TESSERA_ENV should be development or production/],
    [{ TESSERA_HOST: '0.0.0.0' }, /listens on loopback only, not on 0\.0\.0\.0/],
    [{ TESSERA_HOST: '127.0.0.1.evil.example' }, /listens on loopback only/],
    [{ TESSERA_PORT: '65536' }, /^The port should be/],
    [{ TESSERA_PORT: '-1' }, /^The port should be/],
    [{ TESSERA_PORT: '80a' }, /^The port should be/],
    [{ TESSERA_PORT: '' }, /^The port should be/],
    [{ DATABASE_URL: 'mysql://x' }, /^The database URL should start with postgres/],
    [{ TESSERA_PUBLIC_URL: 'notes.example.com' }, /^TESSERA_PUBLIC_URL should be/],
    [{ TESSERA_PUBLIC_URL: 'ftp://notes.example.com' }, /^TESSERA_PUBLIC_URL should be/],
    [{ TESSERA_PUBLIC_URL: 'https://notes.example.com/path' }, /without a path/],
    [{ TESSERA_PUBLIC_URL: 'https://notes.example.com/?x' }, /^TESSERA_PUBLIC_URL should be/],
    [{ TESSERA_TRUST_PROXY: 'yes' }, /^TESSERA_TRUST_PROXY should be the number of proxies/],
    [{ TESSERA_POOL_SIZE: '0' }, /^TESSERA_POOL_SIZE should be/],
    [{ TESSERA_STORE_TIMEOUT: '0' }, /^TESSERA_STORE_TIMEOUT should be/],
    [{ TESSERA_LIMITS: 'maybe' }, /^TESSERA_LIMITS should be on or off/],
    [{ TESSERA_LIMITS: 'toString' }, /^TESSERA_LIMITS should be on or off/],
    [{ TESSERA_API_RATE_LIMIT: '0' }, /^TESSERA_API_RATE_LIMIT should be a number/],
    [{ TESSERA_ACCESS_TOKEN_LIFETIME: '0' }, /^TESSERA_ACCESS_TOKEN_LIFETIME should be/],
    [{ TESSERA_REFRESH_TOKEN_LIFETIME: '1h' }, /^TESSERA_REFRESH_TOKEN_LIFETIME should be/],
    [{ TESSERA_LOG_LEVEL: 'loud' }, /^TESSERA_LOG_LEVEL should be one of/],
    [
      { ...production, TESSERA_SECRET_KEY: 'short' },
      /^A production server needs TESSERA_SECRET_KEY/,
    ],
    [{ ...production, TESSERA_PUBLIC_URL: '' }, /^A production server needs TESSERA_PUBLIC_URL/],
    [{ ...production, TESSERA_HOST: '0.0.0.0' }, /without TLS/],
    [{ ...production, TESSERA_HOST: '0.0.0.0', TESSERA_TRUST_PROXY: '0' }, /without TLS/],
  ])('refuses %j in one line', (env, message) => {
    const read = () => readConfig({}, env)
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(message)
    expect(read).not.toThrow(/\n/)
  })

  it('lets production serve others behind a proxy with TLS', () => {
    const env = { ...production, TESSERA_HOST: '0.0.0.0', TESSERA_TRUST_PROXY: '1' }
    expect(readConfig({}, env)).toMatchObject({ host: '0.0.0.0', trustProxy: 1 })
  })
})
