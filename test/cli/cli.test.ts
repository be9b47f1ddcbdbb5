import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Sqlite from 'libsql'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { databaseFile, readConfig } from '../../src/config.js'
import { openConfiguredStore } from '../../src/server.js'
import {
  openWorkbench,
  type Ran,
  type RunningCli,
  type RunOptions,
  type Workbench,
} from '../support/cli.js'
import { createDatabase } from '../support/postgres.js'
import { basic, clientOf, internalTokenOf, type Tokens, VERSION } from '../support/server.js'

const demo = clientOf()

const me = async (url: string, token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}`, 'notion-version': VERSION }
  return (await fetch(`${url}/v1/users/me`, { headers })).status
}

const redeem = (url: string, code: string, redirect_uri?: string): Promise<Response> =>
  fetch(`${url}/v1/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(demo), 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'authorization_code', code, redirect_uri }),
  })

/** Connects by the command line alone. */
const connect = async (
  bench: Workbench,
  { url }: RunningCli,
  options?: RunOptions,
): Promise<Tokens> => {
  const args = ['authorize', '--redirect-uri', demo.redirectUri, '--json']
  const { stdout, stderr } = await bench.run(args, options)
  expect(stderr).toBe('')
  const { code } = JSON.parse(stdout) as { code: string }
  const answer = await fetch(`${url}/v1/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(demo) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: demo.redirectUri,
    }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Tokens
}

const expectMistake = (ran: Ran, message: string | RegExp): void => {
  const lines = ran.stderr.trimEnd().split('\n')
  expect(lines).toHaveLength(1)
  if (typeof message === 'string') expect(lines[0]).toBe(`tessera: ${message}`)
  else expect(lines[0]).toMatch(message)
  expect(ran.stdout).toBe('')
  expect(ran.code).toBe(1)
}

test('a first start makes a demo, serves, and stops clean on SIGTERM', async () => {
  await using bench = await openWorkbench()
  const server = await bench.start()
  expect(server.greeting).toContain('Made a demo workspace, Mosaic Studio.')
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect(await me(server.url, internalTokenOf())).toBe(200)
  const record = join(bench.directory, '.tessera', 'server.json')
  expect(existsSync(record)).toBe(true)
  expect(await server.stop('SIGTERM')).toBe(0)
  expect(existsSync(record)).toBe(false)
})

test('Ctrl+C stops it as well, and a second start finds everything as it was', async () => {
  await using bench = await openWorkbench()
  const before = await bench.start()
  const { access_token } = await connect(bench, before)
  expect(await before.stop('SIGINT')).toBe(0)
  await using after = await bench.start()
  expect(after.greeting).not.toContain('Made a demo workspace')
  expect(await me(after.url, access_token)).toBe(200)
})

test('the lines of env point a shell at the running server', async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  const names = [
    'NOTION_BASE_URL',
    'NOTION_VERSION',
    'NOTION_CLIENT_ID',
    'NOTION_CLIENT_SECRET',
    'NOTION_REDIRECT_URI',
    'NOTION_TOKEN',
  ]
  const script = `set -eu; eval "$(tessera env)"; ${names.map((name) => `echo "$${name}"`).join('; ')}; sh -c "$NOTION_CODE_CMD"`
  const { stdout, stderr, code } = await bench.shell(script)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const [url, version, clientId, secret, redirectUri, token = '', authorizationCode = ''] =
    stdout.split('\n')
  expect([url, version, clientId, secret, redirectUri]).toEqual([
    server.url,
    VERSION,
    demo.clientId,
    demo.clientSecret,
    demo.redirectUri,
  ])
  expect(await me(server.url, token)).toBe(200)
  expect(authorizationCode).toMatch(/^[0-9a-f-]{36}$/)
})

test('env says on standard error that no server runs, and still prints', async () => {
  await using bench = await openWorkbench()
  const { stdout, stderr, code } = await bench.run(['env'])
  expect(stderr).toContain('no server runs on this data directory yet')
  expect(stdout).toContain("export NOTION_BASE_URL='http://127.0.0.1:8787'\n")
  expect(code).toBe(0)
})

test('a code of authorize redeems; without a redirect URI it is for the first one', async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  expect(await me(server.url, (await connect(bench, server)).access_token)).toBe(200)
  const { stdout: code } = await bench.run(['authorize'])
  expect((await redeem(server.url, code.trim(), demo.redirectUri)).status).toBe(200)
  expect((await redeem(server.url, 'pizza')).status).toBe(400)
})

describe('authorize under a running server', () => {
  let bench: Workbench
  let server: RunningCli
  beforeAll(async () => {
    bench = await openWorkbench()
    server = await bench.start()
  })
  afterAll(async () => {
    await server.stop()
    await bench[Symbol.asyncDispose]()
  })

  test.each([
    [['--client-id', 'pizza'], /Missing or incomplete Client ID\. .* Received: pizza$/],
    [['--redirect-uri', 'https://evil.example/'], /Missing or invalid redirect_uri/],
    [
      ['--redirect-uri', demo.redirectUri, '--user', 'no@example.com'],
      /There is no user no@example/,
    ],
    [['--redirect-uri', demo.redirectUri, '--workspace', 'Nowhere'], /has no workspace Nowhere/],
    [['--redirect-uri', demo.redirectUri, '--pages', 'pizza'], /The workspace has no page pizza/],
    [
      ['--redirect-uri', demo.redirectUri, '--code-challenge', 'x'],
      /invalid_request: code_challenge/,
    ],
  ])('authorize %j is refused in one line', async (args, message) => {
    expectMistake(await bench.run(['authorize', ...args]), message)
  })
})

test.skipIf(inject('postgresUrl') === null)('PostgreSQL is served and mended alike', async () => {
  const database = await createDatabase(inject('postgresUrl') ?? '')
  {
    await using bench = await openWorkbench()
    const env = { DATABASE_URL: database.url }
    await using server = await bench.start([], { env })
    expect(server.greeting).toContain('PostgreSQL')
    const tokens = await connect(bench, server, { env })
    expect(await me(server.url, tokens.access_token)).toBe(200)
    await bench.run(['revoke', tokens.access_token], { env })
    expect(await me(server.url, tokens.access_token)).toBe(401)
    await bench.run(['revoke', internalTokenOf()], { env })
    expect(await me(server.url, internalTokenOf())).toBe(401)
    expect((await bench.run(['reset'], { env })).code).toBe(0)
    expect(await me(server.url, internalTokenOf())).toBe(200)
    expect((await bench.run(['doctor'], { env })).stdout).toContain('✓ PostgreSQL answers')
    expect(await server.stop()).toBe(0)
  }
  await database.drop()
})

test('revoke ends a grant by argument and by standard input, under a running server', async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  const [one, two, bystander] = [
    await connect(bench, server),
    await connect(bench, server),
    await connect(bench, server),
  ]
  const revoked = 'Revoked: Demo Connect has lost this grant.\n'
  expect((await bench.run(['revoke', one.access_token])).stdout).toBe(revoked)
  const piped = await bench.run(['revoke'], { stdin: `${two.refresh_token}\n` })
  expect(piped.stdout).toBe(revoked)
  expect(await me(server.url, one.access_token)).toBe(401)
  expect(await me(server.url, two.access_token)).toBe(401)
  expect(await me(server.url, bystander.access_token)).toBe(200)
  const again = await bench.run(['revoke', one.refresh_token])
  expect(again.stdout).toBe('Its grant was dead already.\n')
  expectMistake(
    await bench.run(['revoke', 'pizza']),
    'This is not a token of ours: its form or its checksum is wrong.',
  )
  const fresh = (await bench.run(['token', 'new'])).stdout.trim()
  expect((await bench.run(['revoke', fresh])).stdout).toBe('The store does not know this token.\n')
})

test('revoke ends everything of a user, an integration or a workspace, after a look', async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  const { access_token } = await connect(bench, server)
  const looks: [string[], string][] = [
    [['--user', 'ada@example.com'], 'user ada@example.com: 1 grant, 2 credentials'],
    [['--integration', demo.clientId], 'integration Demo Connect: 1 grant, 2 credentials'],
    [['--workspace', 'Mosaic Studio'], 'workspace Mosaic Studio: 2 grants, 3 credentials'],
  ]
  for (const [args, firstLine] of looks) {
    const { stdout, stderr, code } = await bench.run(['revoke', ...args, '--dry-run'])
    expect([stderr, code]).toEqual(['', 0])
    expect(stdout.split('\n')[0]).toBe(firstLine)
    expect(stdout).toContain('  Demo Connect in Mosaic Studio, since 20')
    expect(await me(server.url, access_token)).toBe(200)
  }
  const [byUser, byIntegration, byWorkspace] = looks.map(([args]) => args)
  const ended = await bench.run(['revoke', ...(byUser ?? []), '--yes'])
  expect(ended.stdout).toBe('Revoked: everything of user ada@example.com.\n')
  expect(await me(server.url, access_token)).toBe(401)
  expect(await me(server.url, internalTokenOf())).toBe(200)
  const second = await connect(bench, server)
  await bench.run(['revoke', ...(byIntegration ?? []), '--yes'])
  expect(await me(server.url, second.access_token)).toBe(401)
  await bench.run(['revoke', ...(byWorkspace ?? []), '--yes'])
  expect(await me(server.url, internalTokenOf())).toBe(401)
})

describe('revoke in bulk says what it was not told right:', () => {
  let bench: Workbench
  beforeAll(async () => {
    bench = await openWorkbench()
    await (await bench.start()).stop()
    const config = readConfig({ dataDir: join(bench.directory, '.tessera') }, {})
    const store = await openConfiguredStore(config, { warn: () => {} })
    for (const workspaceId of [randomUUID(), randomUUID()]) {
      await store.workspaces.create({ workspaceId, name: 'Twin', icon: null, createdAt: 1 })
    }
    await store.close()
  })
  afterAll(() => bench[Symbol.asyncDispose]())

  const mistakes: [string, string | RegExp][] = [
    ['--yes --user nobody@example.com', 'There is no user nobody@example.com.'],
    ['--yes --user=', 'There is no user .'],
    ['--yes --integration Demo', 'There is no integration Demo. Give its id, the client id.'],
    ['--yes --workspace Nowhere', 'There is no workspace Nowhere.'],
    [
      '--yes --workspace Twin',
      /^tessera: There are several workspaces called Twin\. Give the id: [0-9a-f-]{36} or [0-9a-f-]{36}\.$/,
    ],
    ['--user ada@example.com --workspace x', 'Choose --user or --workspace, not both.'],
    ['ntn_x --user ada@example.com', 'Give a token or --user, not both.'],
    ['ntn_x --dry-run', '--dry-run goes with --user, --integration or --workspace.'],
    [
      '--user ada@example.com',
      'Nobody can be asked here: add --yes to revoke, or --dry-run to look.',
    ],
  ]
  test.for(mistakes)('%s', async ([args, message]) => {
    expectMistake(await bench.run(['revoke', ...args.split(' ')]), message)
  })
})

test('token check tells ours from others by argument and line by line, and shows no token', async () => {
  await using bench = await openWorkbench()
  const token = (await bench.run(['token', 'new'])).stdout.trim()
  const other = internalTokenOf()
  const one = await bench.run(['token', 'check', token])
  expect(one).toEqual({ code: 0, stdout: `access token ••••${token.slice(-4)}\n`, stderr: '' })
  const wrong = await bench.run(['token', 'check', `${token.slice(0, -1)}!`])
  expect(wrong).toEqual({ code: 1, stdout: 'not ours\n', stderr: '' })
  const many = await bench.run(['token', 'check'], {
    stdin: `${token}\r\n\n  ${demo.clientSecret}\n${other}`,
  })
  expect(many.stdout.split('\n')).toEqual([
    `access token ••••${token.slice(-4)}`,
    `client secret ••••${demo.clientSecret.slice(-4)}`,
    `access token ••••${other.slice(-4)}`,
    '',
  ])
  expect(many.code).toBe(0)
  const mixed = await bench.run(['token', 'check', '-'], { stdin: `${token}\npizza\n` })
  expect([mixed.code, mixed.stdout.split('\n')[1]]).toEqual([1, 'not ours'])
  expect((await bench.run(['token', 'check'])).code).toBe(1)
})

test('the admin token of env opens the admin API of the running server, and changes with it', async () => {
  await using bench = await openWorkbench()
  const tokenOf = async () =>
    /TESSERA_ADMIN_TOKEN='(.{43})'/.exec((await bench.run(['env'])).stdout)?.[1] ?? ''
  expect(await tokenOf()).toBe('')
  const ask = async ({ url }: RunningCli, token: string) => {
    const answer = await fetch(`${url}/admin/v1/revocations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user_email: 'ada@example.com', dry_run: true }),
    })
    return answer.status
  }
  const server = await bench.start()
  const token = await tokenOf()
  expect([await ask(server, token), await ask(server, 'x')]).toEqual([200, 401])
  await server.stop()
  await using again = await bench.start()
  expect([await ask(again, token), await ask(again, await tokenOf())]).toEqual([401, 200])
})

test('audit lists and verifies the trail, and says which seal was tampered with', {
  timeout: 120_000,
}, async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  const { access_token } = await connect(bench, server)
  expect((await bench.run(['revoke', access_token])).code).toBe(0)
  const verify = (...args: string[]) => bench.run(['audit', 'verify', ...args])
  await expect
    .poll(async () => (await verify()).stdout, { timeout: 20_000, interval: 200 })
    .toMatch(/^✓ whole: 3 entries in \d seals\nhead \d:[\w-]{43}\n$/)
  const [, head = ''] = /head (\S+)/.exec((await verify()).stdout) ?? []
  expect(await verify('--head', head)).toMatchObject({ code: 0, stderr: '' })
  expectMistake(await verify('--head', 'x'), /A head looks like/)
  const listed = await bench.run(['audit', 'list', '--limit', '2'])
  const entries = listed.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(entries).toMatchObject([
    { event: 'revoked', reason: 'revoked_by_operator', actorKind: 'operator' },
    { event: 'connected' },
  ])
  const { stdout } = await bench.run(['audit', 'list', '--grant', entries[0].subjectId])
  expect(stdout.trim().split('\n')).toHaveLength(3)
  expectMistake(await bench.run(['audit', 'list', '--grant', 'x']), 'x is not an id.')

  const otherKey = { env: { TESSERA_SECRET_KEY: 'k'.repeat(32) } }
  expect((await bench.run(['audit', 'verify'], otherKey)).stderr).toMatch(/a key that is not known/)
  const database = new Sqlite(databaseFile(join(bench.directory, '.tessera')))
  database.exec("update audit_entries set reason = 'token_leaked' where event = 'revoked'")
  database.close()
  const tampered = await verify()
  expect(tampered.code).toBe(1)
  expect(tampered.stderr).toMatch(new RegExp(`^✗ seal \\d does not fit .*${entries[0].entryId}`))
  expect(tampered.stdout).toMatch(/^✗ not whole: 3 entries/)
})

test('reset restores the first day under a running server', async () => {
  await using bench = await openWorkbench()
  await using server = await bench.start()
  const { access_token } = await connect(bench, server)
  await bench.run(['revoke', internalTokenOf()])
  expect(await me(server.url, internalTokenOf())).toBe(401)
  const { stdout, code } = await bench.run(['reset'])
  expect(stdout).toContain('Mosaic Studio')
  expect(code).toBe(0)
  expect(await me(server.url, access_token)).toBe(401)
  expect(await me(server.url, internalTokenOf())).toBe(200)
  expect(await me(server.url, (await connect(bench, server)).access_token)).toBe(200)
})

test('doctor tells what is well and what is not', async () => {
  await using bench = await openWorkbench()
  const before = await bench.run(['doctor'])
  expect(before.stdout).toContain('✓ No server runs on this data directory')
  expect(before.code).toBe(0)
  await using server = await bench.start()
  const running = await bench.run(['doctor'])
  expect(running.stdout).toContain('✓ SQLite answers; set up for development')
  expect(running.stdout).toContain(`✓ The server at ${server.url} answers 200`)
  expect(running.stdout).not.toContain('✗')
  expect(running.code).toBe(0)
  const lost = await bench.run(['doctor', '--database-url', 'postgres://nobody@127.0.0.1:1/none'])
  expect(lost.stdout).toContain('✗ PostgreSQL does not answer')
  expect(lost.code).toBe(1)
  const wrong = await bench.run(['doctor'], { env: { TESSERA_ENV: 'staging' } })
  expect(wrong.stdout).toContain('✗ TESSERA_ENV should be development or production')
  expect(wrong.code).toBe(1)
})

test('user add makes a person who can sign in', async () => {
  await using bench = await openWorkbench()
  const add = (email: string, stdin: string, more: string[] = []) =>
    bench.run(['user', 'add', email, '--workspace', 'Mosaic Studio', ...more], { stdin })
  expectMistake(await add('eve@example.com', 'long enough'), /This store is empty/)
  await using server = await bench.start()
  const { stdout } = await add('eve@example.com', 'long enough\n', ['--role', 'member'])
  expect(stdout).toBe('Added eve@example.com to Mosaic Studio as member.\n')
  const login = await fetch(`${server.url}/login`)
  const cookie = login.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(await login.text())?.[1] ?? ''
  const signIn = async (password: string) => {
    const body = new URLSearchParams({ _csrf, email: 'eve@example.com', password, return_to: '/' })
    const init = { method: 'POST', headers: { cookie }, body, redirect: 'manual' } as const
    return (await fetch(`${server.url}/login`, init)).status
  }
  expect(await signIn('long enough')).toBe(303)
  expect(await signIn('long enough\n')).toBe(401)
  expectMistake(
    await add('EVE@example.com', 'long enough'),
    /There is a user EVE@example.com already/,
  )
  expectMistake(await add('pizza', 'long enough'), 'pizza is not an email address.')
  expectMistake(await add('x@example.com', 'short'), /password of at least 10 characters/)
  expectMistake(await add('x@example.com', 'long enough', ['--role', 'king']), /not king\.$/)
})

const workspace = 'workspaces:\n  - name: W\n    users: [{email: a@x.example, name: A}]\n'
const id = '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a'
test.each<[string, string, RegExp]>([
  ['an empty file', '', /seed\.yaml: The seed failed validation: The seed should be an object/],
  ['broken YAML', 'workspaces: [{name: W\n', /seed\.yaml: .* at line 2, column 1\.$/],
  ['an alias without anchor', 'workspaces: *none\n', /seed\.yaml: Unresolved alias .*none$/],
  ['no workspaces', 'workspaces: []\n', /seed\.workspaces\.length should be ≥ `1`/],
  ['a misspelt member', `${workspace}integration: []\n`, /seed\.integration should be not present/],
  [
    'a bad email',
    'workspaces: [{name: W, users: [{email: pizza, name: A}]}]\n',
    /seed\.workspaces\[0\]\.users\[0\]\.email should be an email address, instead was `"pizza"`\.$/,
  ],
  [
    'two workspaces of one name',
    `${workspace}  - name: W\n    users: [{email: b@x.example, name: B}]\n`,
    /seed\.workspaces\[1\]\.name repeats seed\.workspaces\[0\]\.name\.$/,
  ],
  [
    'a person twice',
    'workspaces: [{name: W, users: [{email: a@x.example, name: A}, {email: A@x.example, name: B}]}]\n',
    /seed\.workspaces\[0\]\.users\[1\]\.email repeats seed\.workspaces\[0\]\.users\[0\]\.email\.$/,
  ],
  [
    'a client_id twice',
    `${workspace}integrations:\n  - {name: I, kind: internal, client_id: ${id}}\n  - {name: J, kind: internal, client_id: ${id.replaceAll('-', '')}}\n`,
    /seed\.integrations\[1\]\.client_id repeats seed\.integrations\[0\]\.client_id\.$/,
  ],
  [
    'a script for a redirect URI',
    `${workspace}integrations: [{name: I, kind: public, redirect_uris: ["javascript:alert(1)"]}]\n`,
    /seed\.integrations\[0\]\.redirect_uris: javascript:alert\(1\) uses the scheme javascript:\.$/,
  ],
])('a seed with %s is refused in one line that names the place', async (_, yaml, message) => {
  await using bench = await openWorkbench()
  await writeFile(join(bench.directory, 'seed.yaml'), yaml)
  expectMistake(await bench.run(['start', '--port', '0', '--seed', 'seed.yaml']), message)
  expect(existsSync(join(bench.directory, '.tessera'))).toBe(false)
})

test('a seed file fills an empty store, and env knows it from the running server', async () => {
  await using bench = await openWorkbench()
  const yaml = `${workspace}integrations: [{name: Robot, kind: internal}]\n`
  await writeFile(join(bench.directory, 'seed.yaml'), yaml)
  await using server = await bench.start(['--seed', 'seed.yaml'])
  const { stdout } = await bench.shell('eval "$(tessera env)"; echo "$NOTION_TOKEN"')
  expect(await me(server.url, stdout.trim())).toBe(200)
  expect(await me(server.url, internalTokenOf())).toBe(401)
  expectMistake(
    await bench.run(['start', '--seed', 'none.yaml']),
    'The seed file none.yaml cannot be read.',
  )
})

test('a port in use is named', async () => {
  await using bench = await openWorkbench()
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const address = holder.address()
  const port = String(typeof address === 'object' && address ? address.port : '')
  expectMistake(await bench.run(['start', '--port', port]), new RegExp(`Port ${port} is in use`))
  await new Promise((resolve) => holder.close(resolve))
})

const secretKey = 'k'.repeat(32)
const production = {
  TESSERA_ENV: 'production',
  TESSERA_SECRET_KEY: secretKey,
  TESSERA_PUBLIC_URL: 'https://notes.example.com',
}
test.each<[string, string[], Record<string, string>, RegExp]>([
  ['without a key', ['start'], { TESSERA_ENV: 'production' }, /needs TESSERA_SECRET_KEY/],
  [
    'with a short key',
    ['start'],
    { ...production, TESSERA_SECRET_KEY: 'k'.repeat(31) },
    /at least 32 characters/,
  ],
  [
    'without a public URL',
    ['start'],
    { TESSERA_ENV: 'production', TESSERA_SECRET_KEY: secretKey },
    /needs TESSERA_PUBLIC_URL/,
  ],
  [
    'on a public address without a proxy',
    ['start', '--host', '0.0.0.0'],
    production,
    /Listening on 0\.0\.0\.0 without TLS/,
  ],
  [
    'on a public address with a plain public URL',
    ['start', '--host', '0.0.0.0'],
    { ...production, TESSERA_TRUST_PROXY: '1', TESSERA_PUBLIC_URL: 'http://notes.example.com' },
    /without TLS/,
  ],
  ['asked for env', ['env'], production, /has no known credentials to print/],
  ['asked for a code', ['authorize'], production, /Consent cannot be given from the command line/],
  ['asked to reset', ['reset'], production, /A production store is never reset/],
])('production %s is refused', async (_, args, env, message) => {
  await using bench = await openWorkbench()
  expectMistake(await bench.run(args, { env }), message)
})

test('a development server listens on loopback alone', async () => {
  await using bench = await openWorkbench()
  expectMistake(await bench.run(['start', '--host', '0.0.0.0']), /listens on loopback only/)
})

test('a production store starts empty and cannot be served, reset or consented in development', async () => {
  await using bench = await openWorkbench()
  const server = await bench.start([], { env: production })
  expect(server.greeting).toContain('The store is empty. Add the first person:')
  expect(await me(server.url, internalTokenOf())).toBe(401)
  expect((await fetch(`${server.url}/metrics`)).status).not.toBe(200)
  const args = ['user', 'add', 'eve@example.com', '--workspace', 'Team']
  const added = await bench.run(args, { env: production, stdin: 'long enough' })
  expect(added.stdout).toBe('Added eve@example.com to Team as owner.\n')
  expect(await server.stop()).toBe(0)
  expectMistake(await bench.run(['start', '--port', '0']), /set up for production/)
  expectMistake(await bench.run(['reset']), /A production store is never reset/)
  expectMistake(await bench.run(['authorize']), /Consent cannot be given/)
})
