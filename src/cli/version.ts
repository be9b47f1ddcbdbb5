import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'

export const version: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version

/** How the person called this program, to be used in what they are told to type next. */
export const invocation = (script = process.argv[1] ?? 'tessera'): string =>
  basename(script) === 'tessera' ? 'tessera' : `node ${relative(process.cwd(), script)}`
