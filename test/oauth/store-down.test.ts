import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { expect, inject, test } from 'vitest'
import { databaseFile } from '../../src/config.js'
import { startPipe } from '../support/pipe.js'
import { createDatabase, startPostgres } from '../support/postgres.js'
import { findPostgresBinaries } from '../support/postgres-binaries.js'
import { first, studioSeed } from '../support/seeds.js'
import { connect, get, startTestServer, type TestServer } from '../support/server.js'
import {
  type Dialect,
  dialects,
  expectAlive,
  expectDead,
  expectRefusal,
  expectRevoked,
  post,
} from '../support/wire.js'

/** Whether it ended the grant is not known, so it must not say so. */
const expectNoPromise = async (
  server: TestServer,
  token: string,
  asked: readonly Dialect[] = dialects,
): Promise<void> => {
  for (const dialect of asked) {
    const answer = await post(dialect, server, first, 'revoke', { token })
    expect(answer.headers.get('retry-after')).toBe('2')
    const message = await expectRefusal(answer, dialect, 500, 'internal_server_error')
    expect(message).toBe('Unexpected error occurred. Please try again.')
  }
}

test('revoke answers 500 while another process holds the SQLite file, and works after', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-held-'))
  {
    await using server = await startTestServer('sqlite', {
      seed: studioSeed,
      config: { dataDir, storeTimeout: 1000 },
    })
    const tokens = await connect(server, first)
    await expectAlive(server, first, tokens)
    const other = new Sqlite(databaseFile(dataDir))
    other.exec('begin immediate')
    const refused = expectNoPromise(server, tokens.access_token)
    // Who only reads does not wait with those who write.
    const read = get(server, tokens.access_token, '/v1/users/me').then(({ status }) => status)
    expect(await Promise.race([read, refused])).toBe(200)
    await refused
    other.exec('rollback')
    other.close()
    await expectAlive(server, first, tokens)
    const answer = await post('json', server, first, 'revoke', { token: tokens.access_token })
    await expectRevoked(answer)
    await expectDead(server, first, tokens)
  }
  await rm(dataDir, { recursive: true, force: true })
})

test.skipIf(inject('postgresUrl') === null)(
  'a server whose PostgreSQL fell silent says so at /readyz, and is ready again by itself',
  async () => {
    const database = await createDatabase(inject('postgresUrl') ?? '')
    {
      await using pipe = await startPipe(database.url)
      await using server = await startTestServer('postgres', {
        seed: studioSeed,
        config: { databaseUrl: pipe.url, storeTimeout: 2000 },
      })
      const statusOf = async (path: string) => (await fetch(server.url + path)).status
      const tokens = await connect(server, first)
      expect(await statusOf('/readyz')).toBe(200)
      pipe.silence()
      const call = get(server, tokens.access_token, '/v1/users/me')
      // The probe has an answer before the call, which has the patience of a client.
      expect(await Promise.race([statusOf('/readyz'), call.then(() => 'the call')])).toBe(503)
      expect(await statusOf('/healthz')).toBe(200)
      expect((await call).status).toBe(503)
      pipe.restore()
      expect((await get(server, tokens.access_token, '/v1/users/me')).status).toBe(200)
      expect(await statusOf('/readyz')).toBe(200)
    }
    await database.drop()
  },
)

const hasPostgres = inject('postgresUrl') !== null && findPostgresBinaries() !== undefined
test.skipIf(!hasPostgres)(
  'revoke answers 500 while PostgreSQL is down, and works after',
  async () => {
    const postgres = await startPostgres({ own: true, durable: true })
    if ('missing' in postgres) throw new Error(postgres.missing)
    try {
      await using server = await startTestServer('postgres', {
        seed: studioSeed,
        config: { databaseUrl: postgres.url },
      })
      const tokens = await connect(server, first)
      await expectAlive(server, first, tokens)
      await postgres.stopImmediate()
      await expectNoPromise(server, tokens.access_token)
      const call = await get(server, tokens.access_token, '/v1/users/me')
      expect(call.status).toBe(503)
      expect(call.headers.get('retry-after')).toBe('2')
      expect(await call.json()).toMatchObject({
        code: 'service_unavailable',
        message: 'Tessera is unavailable, please try again later.',
      })
      expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
      await postgres.restart()
      await expectAlive(server, first, tokens)
      const answer = await post('form', server, first, 'revoke', { token: tokens.access_token })
      await expectRevoked(answer)
      await expectDead(server, first, tokens)
    } finally {
      await postgres.stop()
    }
  },
)
