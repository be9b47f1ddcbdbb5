// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startServer } from '../../bench/server-process.mjs'

/** @typedef {import('../oauth-conformance/suite.mjs').Report} Report */
/** @typedef {{ clientId: string, clientSecret: string, redirectUri: string }} Client */

/**
 * @typedef {object} Subject What the suite has to be told of a server.
 * @property {string} issuer
 * @property {readonly Client[]} clients
 * @property {string} codeCommand
 * @property {readonly string[]} args More of the suite's options.
 */

/** @param {string} relative */
const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url))

/** @param {string} name */
const createClient = (name) => ({
  name,
  kind: 'public',
  client_id: randomUUID(),
  client_secret: randomBytes(24).toString('base64url'),
  redirect_uris: [`https://${name}.example.com/callback`],
})

/**
 * The shipped server on a store of its own.
 * @param {{ databaseUrl?: string | undefined, sabotage?: string | undefined }} options
 * @returns {Promise<Subject & { stop(): Promise<void> }>}
 */
export async function startTessera({ databaseUrl = '', sabotage } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-conformance-'))
  const seed = join(directory, 'seed.json')
  const password = randomBytes(12).toString('base64url')
  const integrations = [createClient('first'), createClient('second')]
  const users = [{ email: 'ada@example.com', name: 'Ada', password, role: 'owner' }]
  writeFileSync(seed, JSON.stringify({ workspaces: [{ name: 'Studio', users }], integrations }))
  const broken = sabotage
    ? ['--import', new URL('conformance-sabotage.mjs', import.meta.url).href]
    : []
  const server = await startServer(
    [
      ...broken,
      pathOf('../../bin/tessera.js'),
      'start',
      '--port',
      '0',
      '--data-dir',
      directory,
      '--seed',
      seed,
    ],
    { DATABASE_URL: databaseUrl, SABOTAGE: sabotage },
  )
  const command = pathOf('../oauth-conformance/code-commands/tessera.mjs')
  return {
    issuer: server.url,
    clients: integrations.map(({ client_id, client_secret, redirect_uris }) => ({
      clientId: client_id,
      clientSecret: client_secret,
      redirectUri: String(redirect_uris[0]),
    })),
    codeCommand: `TESSERA_PASSWORD=${password} '${process.execPath}' '${command}'`,
    args: [
      '--pkce',
      ...['--resource', `${server.url}/v1/users/me`],
      ...['--resource-header', 'Notion-Version: 2025-09-03'],
    ],
    async stop() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/**
 * Runs the suite as anybody would: by its command, knowing nothing of the server but what it is told.
 * @param {Subject} subject
 * @param {readonly string[]} [more] Options besides.
 * @returns {Promise<Report>}
 */
export async function judge({ issuer, clients, codeCommand, args }, more = []) {
  const [one, two] = clients
  if (!one || !two) throw new Error('The suite needs two clients.')
  const child = spawn(
    process.execPath,
    [
      pathOf('../oauth-conformance/run.mjs'),
      '--json',
      ...['--issuer', issuer],
      ...['--client-id', one.clientId, '--redirect-uri', one.redirectUri],
      ...['--other-client-id', two.clientId, '--other-redirect-uri', two.redirectUri],
      ...['--code-cmd', codeCommand],
      ...args,
      ...more,
    ],
    {
      env: {
        ...process.env,
        OAUTH_CLIENT_SECRET: one.clientSecret,
        OAUTH_OTHER_CLIENT_SECRET: two.clientSecret,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (printed === '') throw new Error('The suite gave no report.')
  for (const { clientSecret } of clients) {
    if (printed.includes(clientSecret)) throw new Error('The report shows a client secret.')
  }
  return JSON.parse(printed)
}
