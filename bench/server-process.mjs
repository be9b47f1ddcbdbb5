// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const startupMilliseconds = 30_000
const shutdownMilliseconds = 5_000
const urlPattern = /https?:\/\/[\w.:[\]-]+/

/** @type {Set<ChildProcess>} */
const running = new Set()

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

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
 * @property {number} pid
 * @property {ChildProcess} child
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Node process and waits until its standard output names a URL.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<ServerProcess>}
 */
export async function startServer(args, environment = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
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
      const found = urlPattern.exec(said)
      if (!found) return
      clearTimeout(late)
      resolve(found[0])
    })
  }).catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  if (child.pid === undefined) throw new Error('The server has no process id.')
  return { url, pid: child.pid, child, stop: () => stop(child) }
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
