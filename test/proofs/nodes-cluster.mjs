// @ts-check
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '../../bench/server-process.mjs'
import { LeanClient } from './lean-client.mjs'

/** @typedef {import('../../bench/server-process.mjs').ServerProcess} ServerProcess */

const executable = fileURLToPath(new URL('../../bin/tessera.js', import.meta.url))

/** The machine of one node stands five minutes behind, one is right, one five minutes ahead: all must go by the store. */
const skews = [-300_000, 0, 300_000]

/** Seconds that an access token lives: less than the clocks differ, more than a grant waits for its next refresh. */
const LIFETIME = '120'

/** The node that believes what it found a second ago, where one does. */
const sabotaged = 1

/**
 * @typedef {object} Node
 * @property {number} number
 * @property {LeanClient} client
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {() => Promise<void>} killAndRestart
 * @property {() => Promise<boolean>} isReady
 */

/**
 * Starts three nodes on one database, one after the other.
 * @param {string} databaseUrl
 * @param {{ sabotage: boolean, patience: number }} options `patience`: milliseconds that a client waits for an answer.
 */
export async function startNodes(databaseUrl, { sabotage, patience }) {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-nodes-'))
  const clear = () => rmSync(directory, { recursive: true, force: true })
  process.on('exit', clear)
  const environment = {
    DATABASE_URL: databaseUrl,
    TESSERA_SECRET_KEY: randomBytes(32).toString('base64url'),
    TESSERA_LOG_LEVEL: 'silent',
    TESSERA_ACCESS_TOKEN_LIFETIME: LIFETIME,
  }
  /** @type {Node[]} */
  const nodes = []
  /** @type {ServerProcess[]} */
  const servers = []

  for (const [number, skew] of skews.entries()) {
    const preloads = [
      new URL(`./clock-skew.mjs?${skew}`, import.meta.url).href,
      ...(sabotage && number === sabotaged
        ? [new URL('./stale-cache.mjs', import.meta.url).href]
        : []),
    ].flatMap((url) => ['--import', url])
    const place = ['--port', '0', '--data-dir', join(directory, String(number))]
    const start = () => startServer([...preloads, executable, 'start', ...place], environment)
    let server = await start()
    servers[number] = server
    /** @type {Node} */
    const node = {
      number,
      client: new LeanClient(server.url, patience),
      pause: () => server.child.kill('SIGSTOP'),
      resume: () => server.child.kill('SIGCONT'),
      async killAndRestart() {
        const exited = once(server.child, 'exit')
        server.child.kill('SIGKILL')
        await exited
        server = await start()
        servers[number] = server
        node.client.close()
        node.client = new LeanClient(server.url, patience)
      },
      isReady: () =>
        node.client.send({ method: 'GET', path: '/readyz', headers: {} }).then(
          ({ status }) => status === 200,
          () => false,
        ),
    }
    nodes.push(node)
  }

  return {
    nodes,
    async stop() {
      for (const { client } of nodes) client.close()
      await Promise.all(servers.map((server) => server.stop()))
      clear()
    },
  }
}
