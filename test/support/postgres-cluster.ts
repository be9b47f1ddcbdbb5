import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { findUnprivilegedOwner, type ProcessOwner } from './postgres-binaries.js'

const run = promisify(execFile)

const startupMilliseconds = 30_000
const shutdownMilliseconds = 20_000
const portAttempts = 3
const throwawaySettings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

// Ends with its standard input, so the cluster goes away even when this process is killed outright.
const watcherScript = `
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then kill -QUIT "$pid" 2>/dev/null; fi
tries=0
while [ -e "$1/data/postmaster.pid" ] && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$1"
`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port was given.')
  return address.port
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

export class PostgresCluster {
  readonly directory: string
  readonly dataDir: string
  readonly #binaries: string
  readonly #settings: readonly string[]
  readonly #owner: ProcessOwner | undefined
  readonly #watcher: ChildProcess
  #port = 0
  #server: ChildProcess | undefined

  private constructor(binaries: string, durable: boolean) {
    this.#binaries = binaries
    this.#settings = durable ? [] : throwawaySettings
    this.#owner = findUnprivilegedOwner()
    this.directory = mkdtempSync(join(tmpdir(), 'tessera-pg-'))
    this.dataDir = join(this.directory, 'data')
    if (this.#owner) chownSync(this.directory, this.#owner.uid, this.#owner.gid)
    const args = ['-c', watcherScript, 'sh', this.directory]
    this.#watcher = spawn('sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    this.#watcher.unref()
  }

  static async create(binaries: string, durable: boolean): Promise<PostgresCluster> {
    const cluster = new PostgresCluster(binaries, durable)
    try {
      await cluster.#initialise()
      for (let attempt = 1; ; attempt += 1) {
        cluster.#port = await freePort()
        try {
          await cluster.start()
          return cluster
        } catch (error) {
          if (attempt === portAttempts) throw error
        }
      }
    } catch (error) {
      await cluster.remove()
      throw error
    }
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.#port}/postgres`
  }

  get pid(): number | undefined {
    return this.#server?.pid
  }

  async start(): Promise<void> {
    if (this.#server) return
    const logFile = join(this.directory, 'log')
    const log = openSync(logFile, 'a')
    const settings = ['listen_addresses=127.0.0.1', ...this.#settings]
    const place = ['-D', this.dataDir, '-p', String(this.#port), '-k', this.directory]
    const args = [...place, ...settings.flatMap((setting) => ['-c', setting])]
    const server = spawn(join(this.#binaries, 'postgres'), args, {
      ...this.#spawnOptions(),
      // A Ctrl-C in the terminal must reach the suites first, not the database under them.
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    server.unref()
    this.#server = server
    server.once('exit', () => {
      if (this.#server === server) this.#server = undefined
    })
    server.once('error', () => {
      if (this.#server === server) this.#server = undefined
    })
    const deadline = Date.now() + startupMilliseconds
    while (this.#server === server && Date.now() < deadline) {
      if (await answers(this.url)) return
      await delay(50)
    }
    await this.stop('SIGQUIT')
    throw new Error(`PostgreSQL did not start.\n${readFileSync(logFile, 'utf8').slice(-2000)}`)
  }

  async stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const server = this.#server
    if (!server) return
    const exited = once(server, 'exit')
    // The timer and the reference keep an otherwise idle event loop alive until the server is gone.
    server.ref()
    server.kill(signal)
    const late = setTimeout(() => server.kill('SIGQUIT'), shutdownMilliseconds)
    await exited
    clearTimeout(late)
    this.#server = undefined
  }

  /** Ends the watcher, which removes the directory and whatever still runs in it. */
  async remove(): Promise<void> {
    if (this.#watcher.exitCode !== null) return
    this.#watcher.ref()
    const exited = once(this.#watcher, 'exit')
    this.#watcher.stdin?.end()
    await exited
  }

  async #initialise(): Promise<void> {
    const identity = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C']
    const args = ['-D', this.dataDir, ...identity, '--no-sync']
    await run(join(this.#binaries, 'initdb'), args, this.#spawnOptions())
  }

  #spawnOptions() {
    return { cwd: this.directory, ...(this.#owner ?? {}) }
  }
}
