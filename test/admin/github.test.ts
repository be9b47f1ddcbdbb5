import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { spellCredential } from '../../src/domain/oauth/credential.js'
import { expectAdminError } from '../support/admin.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
  type Tokens,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { expectAlive, expectDead } from '../support/wire.js'

const current = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const former = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

const listOf = (...keys: [string, typeof current, boolean][]): string =>
  JSON.stringify({
    public_keys: keys.map(([key_identifier, { publicKey }, is_current]) => ({
      key_identifier,
      key: publicKey.export({ type: 'spki', format: 'pem' }),
      is_current,
    })),
  })

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const found = (token: string) => ({
  token,
  type: 'tessera_access_token',
  url: 'https://github.com/octocat/hello-world/blob/main/.env',
  source: 'content',
})

describeOnBothStores('a report of GitHub', (kind) => {
  let directory: string
  let githubKeysFile: string
  let server: TestServer
  let tokens: Tokens
  const writeKeys = () =>
    writeFile(githubKeysFile, listOf(['now', current, true], ['before', former, false]))
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tessera-keys-'))
    githubKeysFile = join(directory, 'keys.json')
    await writeKeys()
    server = await startTestServer(kind, { seed: studioSeed, config: { githubKeysFile } })
  })
  afterAll(async () => {
    await server.close()
    await rm(directory, { recursive: true })
  })
  beforeEach(async () => {
    await writeKeys()
    tokens = await connect(server, first)
  })

  type Signed = { keyId?: string; key?: typeof current; signature?: string; sent?: string }

  /** What GitHub sends: every part can be forged. */
  const report = (body: unknown, { keyId = 'now', key = current, ...more }: Signed = {}) => {
    const text = JSON.stringify(body)
    const signature =
      more.signature ?? sign('sha256', Buffer.from(text), key.privateKey).toString('base64')
    return fetch(`${server.url}/admin/v1/github/secret-scanning`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'github-public-key-identifier': keyId,
        'github-public-key-signature': signature,
      },
      body: more.sent ?? text,
    })
  }

  test('ends what was found, tells what was real, and answers no token', async () => {
    const noise = spellCredential('access', server.deps.random(40))
    const body = [
      found(tokens.access_token),
      found(noise),
      { token: internalTokenOf(studioSeed), type: 'internal', url: '', source: 'unknown' },
      { token: first.clientSecret, type: 'secret' },
    ]
    const answer = await report(body)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual([
      {
        token_hash: sha256(tokens.access_token),
        token_type: 'tessera_access_token',
        label: 'true_positive',
      },
      { token_hash: sha256(noise), token_type: 'tessera_access_token', label: 'false_positive' },
      {
        token_hash: sha256(internalTokenOf(studioSeed)),
        token_type: 'internal',
        label: 'true_positive',
      },
      { token_hash: sha256(first.clientSecret), token_type: 'secret', label: 'true_positive' },
    ])
    await expectDead(server, first, tokens)
    expect((await get(server, internalTokenOf(studioSeed), '/v1/users/me')).status).toBe(401)
    const notes = await notesOf(server, answer.headers.get('x-notion-request-id'))
    expect(notes).toMatchObject([
      { event: 'revoked', reason: 'token_leaked', actorKind: 'system', actorId: null },
      { event: 'revoked', reason: 'token_leaked', actorKind: 'system', actorId: null },
    ])
  })

  test('counts when a listed key signed it that is no longer current', async () => {
    const answer = await report([found(tokens.access_token)], { keyId: 'before', key: former })
    expect(answer.status).toBe(200)
    await expectDead(server, first, tokens)
  })

  const forgeries: [string, Signed][] = [
    ['an unknown key', { keyId: 'later' }],
    ['no key', { keyId: '' }],
    ["another key's signature", { key: former }],
    ['no signature', { signature: '' }],
    ['what is no signature', { signature: 'AAAA' }],
    ['another body', { sent: JSON.stringify([found('x')]) }],
    ['the same body spaced out', { sent: ' []' }],
  ]
  test.each(forgeries)('with %s ends nothing', async (_, signed) => {
    const body = signed.sent === ' []' ? [] : [found(tokens.access_token)]
    const message = await expectAdminError(await report(body, signed), 401, 'unauthorized')
    expect(message).toBe('The signature does not match the body and a trusted key.')
    await expectAlive(server, first, tokens)
  })

  test('is taken by the keys that the file holds now; a file that broke ends nothing', async () => {
    await writeFile(githubKeysFile, listOf(['later', current, true]))
    await expectAdminError(await report([found(tokens.access_token)]), 401, 'unauthorized')
    await writeFile(githubKeysFile, '')
    await expectAdminError(
      await report([found(tokens.access_token)], { keyId: 'later' }),
      500,
      'internal_server_error',
    )
    await expectAlive(server, first, tokens)
    await writeFile(githubKeysFile, listOf(['later', current, true]))
    expect((await report([found(tokens.access_token)], { keyId: 'later' })).status).toBe(200)
    await expectDead(server, first, tokens)
  })

  test('of another shape is refused, whoever signed it', async () => {
    const refusals: [unknown, string][] = [
      [{}, 'body failed validation: body should be an array, instead was `{}`.'],
      [
        [{ type: 'x' }],
        'body failed validation: body[0].token should be defined, instead was `undefined`.',
      ],
      [
        [{ token: 'x' }],
        'body failed validation: body[0].type should be defined, instead was `undefined`.',
      ],
    ]
    for (const [body, message] of refusals) {
      expect(await expectAdminError(await report(body), 400, 'validation_error')).toBe(message)
    }
  })

  test('may be large', async () => {
    const noise = Array.from({ length: 2500 }, () =>
      found(spellCredential('access', server.deps.random(40))),
    )
    const answer = await report([...noise, found(tokens.access_token)])
    expect(answer.status).toBe(200)
    const labels = ((await answer.json()) as { label: string }[]).map(({ label }) => label)
    expect([labels.length, labels.lastIndexOf('false_positive')]).toEqual([2501, 2499])
    await expectDead(server, first, tokens)
  })

  test('is not taken by a server without keys, and a broken file stops a start', async () => {
    await using bare = await startTestServer(kind, { seed: studioSeed })
    const answer = await fetch(`${bare.url}/admin/v1/github/secret-scanning`, {
      method: 'POST',
      body: '[]',
    })
    const message = await expectAdminError(answer, 404, 'object_not_found')
    expect(message).toBe('Reports of GitHub are not taken: this server has no TESSERA_GITHUB_KEYS.')
    await writeFile(githubKeysFile, '{"public_keys":[]}')
    await expect(startTestServer(kind, { config: { githubKeysFile } })).rejects.toThrow(
      `The keys of GitHub in ${githubKeysFile} cannot be used: public_keys should be a list with at least one key.`,
    )
    await expect(
      startTestServer(kind, { config: { githubKeysFile: join(directory, 'none') } }),
    ).rejects.toThrow(/cannot be used: ENOENT/)
  })
})
