// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const startupMilliseconds = 30_000
const shutdownMilliseconds = 5_000
const urlPattern = /(https?:\/\/[\w.:[\]-]+).*\n/

/** @type {Set<ChildProcess>} */
const running = new Set()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
// Ended by a signal, a process would leave its servers behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/**
 * Says where this server listens, in the form its parent process waits for.
 * @param {string} url
 */
export function announce(url) {
  process.stdout.write(`${JSON.stringify({ url })}\n`)
  // An orphan would distort the next measurement on the machine.
  process.on('disconnect', () => process.exit(0))
}

/**
 * @typedef {object} ServerProcess
 * @property {string} url
 * @property {string} said The last of what it wrote until its URL was known.
 * @property {number} pid
 * @property {ChildProcess} child
 * @property {() => Promise<void>} stop
 */

/**
 * A process that ends with this one at the latest.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function spawnServer(command, args, environment = {}) {
  const child = spawn(command, args, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    // An open standard input tells a peer that somebody still wants it.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return { child, stop: () => stop(child) }
}

/**
 * Starts a Node process and waits until a line of its standard output names a URL.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<ServerProcess>}
 */
export async function startServer(args, environment) {
  const { child, stop } = spawnServer(process.execPath, args, environment)
  let said = ''
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`No URL was announced.\n${said}`)),
      startupMilliseconds,
    )
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The server ended (${code}).\n${said}`)))
    child.stderr?.on('data', (bytes) => {
      said = (said + bytes).slice(-4000)
    })
    child.stdout?.on('data', (bytes) => {
      said = (said + bytes).slice(-4000)
      const found = urlPattern.exec(said)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    })
  }).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  if (child.pid === undefined) throw new Error('The server has no process id.')
  return { url, said, pid: child.pid, child, stop }
}

/** @param {ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), shutdownMilliseconds)
  await exited
  clearTimeout(late)
}
