import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/tessera.js', import.meta.url))

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type RunOptions = {
  readonly env?: Record<string, string>
  readonly stdin?: string
}

export type RunningCli = AsyncDisposable & {
  readonly url: string
  readonly greeting: string
  /** Sends the signal and answers the exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>
}

/** A directory of its own with the commands run in it. */
export type Workbench = AsyncDisposable & {
  readonly directory: string
  /** Runs `tessera` to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>
  /** Runs a shell script in which `tessera` is the command. */
  shell(script: string): Promise<Ran>
  /** Runs `tessera start` until it listens. */
  start(args?: readonly string[], options?: RunOptions): Promise<RunningCli>
}

const collect = async (child: ChildProcess, stdin = ''): Promise<Ran> => {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('the child has no pipes')
  child.stdin?.end(stdin)
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')])
  return { code, stdout: out, stderr: err }
}

export const openWorkbench = async (): Promise<Workbench> => {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-cli-'))
  // Only what a process needs: settings of the machine that runs the tests must not leak in.
  const { PATH = '', HOME = '' } = process.env
  const base = { PATH, HOME }
  const launch = (args: readonly string[], { env = {} }: RunOptions = {}) =>
    spawn(process.execPath, [bin, ...args], { cwd: directory, env: { ...base, ...env } })

  const start = async (args: readonly string[] = [], options: RunOptions = {}) => {
    const child = launch(['start', '--port', '0', ...args], options)
    let output = ''
    const exited = once(child, 'exit')
    const listening = new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        const url = /Listening on (\S+)\n/.exec(output)?.[1]
        if (url !== undefined) resolve(url)
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => reject(new Error(output)))
    })
    const url = await listening
    const stop = async (signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM') => {
      child.kill(signal)
      const [code] = await exited
      return code
    }
    return {
      url,
      greeting: output,
      stop,
      async [Symbol.asyncDispose]() {
        if (child.exitCode === null) await stop()
      },
    }
  }

  return {
    directory,
    run: (args, options) => collect(launch(args, options), options?.stdin),
    shell: (script) => {
      const tessera = `tessera() { "${process.execPath}" "${bin}" "$@"; }\n`
      return collect(spawn('sh', ['-c', tessera + script], { cwd: directory, env: base }))
    },
    start,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
