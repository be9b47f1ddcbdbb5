import { randomBytes, randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.js'
import { spellCredential } from '../../src/domain/oauth/credential.js'
import { defaultLifetimes } from '../../src/domain/oauth/grant.js'
import { openDisk } from '../../src/files/disk.js'
import { openRemoteFiles } from '../../src/files/remote.js'
import { createApp } from '../../src/http/app.js'
import type { Deps } from '../../src/operations/deps.js'
import { newTally } from '../../src/operations/housekeeping/tally.js'
import { seedRows } from '../../src/operations/seed/seed-rows.js'
import type { Database } from '../../src/storage/sql/database.js'
import { openStore } from '../../src/storage/sql/store.js'
import { createPlace, type Place } from '../storage/open.js'
import { adminToken } from '../support/admin.js'
import { first, studioSeed } from '../support/seeds.js'
import { describeOnBothStores, internalTokenOf, VERSION } from '../support/server.js'

/** A database that writes down which statements it is asked for. */
const counting = (db: Database, asked: string[]): Database => ({
  ...db,
  get: (statement, parameters) => {
    asked.push(statement.name)
    return db.get(statement, parameters)
  },
  all: (statement, parameters) => {
    asked.push(statement.name)
    return db.all(statement, parameters)
  },
  commit: (...writes) => {
    asked.push(writes.map(({ statement }) => statement.name).join('+'))
    return db.commit(...writes)
  },
})

describeOnBothStores('what a request asks of the store', (kind) => {
  const asked: string[] = []
  let place: Place
  let close: () => Promise<void>
  let url: string
  beforeAll(async () => {
    place = await createPlace(kind)
    const store = await openStore(counting(place.open(), asked))
    await store.installation.create(
      'development',
      await seedRows(studioSeed, Date.now()),
      Date.now(),
    )
    const files = { maxSize: 0, linkKey: 'unused' }
    const settings = { environment: 'development', lifetimes: defaultLifetimes, files } as const
    const objects = openDisk(tmpdir())
    const remoteFiles = openRemoteFiles(false)
    const deps: Deps = {
      store,
      objects,
      remoteFiles,
      clock: Date.now,
      random: randomBytes,
      settings,
    }
    const app = await createApp({
      inspector: false,
      deps,
      logger: pino({ level: 'silent' }),
      publicUrl: undefined,
      trustProxy: 0,
      limits: readConfig({}, {}).limits,
      secretKey: 'k'.repeat(32),
      metricsToken: undefined,
      adminToken,
      trustedKeys: null,
      tally: newTally(),
    })
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    close = () => app.close()
  })
  afterAll(async () => {
    await close()
    await place[Symbol.asyncDispose]()
  })

  /** The status of a call and the statements that it took. */
  const statementsOf = async (path: string, init: RequestInit): Promise<[number, string[]]> => {
    asked.length = 0
    const answer = await fetch(url + path, init)
    await answer.arrayBuffer()
    return [answer.status, [...asked]]
  }
  const bearer = (token: string) =>
    statementsOf('/v1/users/me', {
      headers: { authorization: `Bearer ${token}`, 'notion-version': VERSION },
    })
  const admin = (path: string, body: object) =>
    statementsOf(`/admin/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('a malformed bearer asks nothing, a well-formed one asks', async () => {
    const token = spellCredential('access', randomBytes(40))
    const swapped = token.replace(/(.)(.)$/, (_, a, b) => (a === b ? `${a}x` : b + a))
    const wrongDigit = token.replace(/^ntn_./, token[4] === '1' ? 'ntn_2' : 'ntn_1')
    for (const malformed of [
      'x',
      adminToken,
      swapped,
      wrongDigit,
      `${token}0`,
      token.slice(0, -1),
    ]) {
      expect(await bearer(malformed)).toEqual([401, []])
    }
    expect(await bearer(token)).toEqual([401, ['find_token']])
    const [status, statements] = await bearer(internalTokenOf(studioSeed))
    expect([status, statements[0]]).toEqual([200, 'find_token'])
  })

  test('a bulk revocation finds its subject, writes one commit, and counts nothing', async () => {
    const { clientId: integration_id } = first
    expect(await admin('/revocations', { integration_id })).toEqual([
      200,
      ['find_integration', 'next_epoch_of_integration+insert_audit_entry'],
    ])
    expect(await admin('/revocations', { user_email: 'ada@example.com' })).toEqual([
      200,
      ['find_person_by_email', 'next_epoch_of_user+remove_sessions_of_person+insert_audit_entry'],
    ])
    const [, dry] = await admin('/revocations', { integration_id, dry_run: true })
    expect(dry.sort()).toEqual([
      'count_all_of_integration',
      'find_integration',
      'list_all_of_integration',
    ])
  })

  test('a report of leaks looks all of them up at once', async () => {
    const sha256 = Array.from({ length: 1000 }, () => randomBytes(32).toString('hex'))
    expect(await admin('/leaked-tokens', { sha256 })).toEqual([
      200,
      ['find_tokens', 'list_secrets'],
    ])
    const tokens = [internalTokenOf(studioSeed)]
    expect(await admin('/leaked-tokens', { tokens })).toEqual([
      200,
      ['find_tokens', 'revoke_grant+note_revoke'],
    ])
  })

  test('nothing is asked for whoever does not know the admin token', async () => {
    const body = JSON.stringify({ user_id: randomUUID() })
    expect(await statementsOf('/admin/v1/revocations', { method: 'POST', body })).toEqual([401, []])
  })
})
