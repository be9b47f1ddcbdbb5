import { readFileSync } from 'node:fs'
import { parse, YAMLParseError } from 'yaml'
import { demoSeed } from '../operations/seed/demo.js'
import { parseSeed, type SeedDocument, SeedError } from '../operations/seed/seed-document.js'

/** Reads a seed file, YAML or JSON (which is YAML). Errors: {@link SeedError} that names the place. */
export const readSeedFile = (file: string): SeedDocument => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new SeedError(`The seed file ${file} cannot be read.`)
  }
  try {
    return parseSeed(parse(text))
  } catch (fault) {
    if (isMistake(fault)) throw new SeedError(`${file}: ${firstLineOf(fault)}`)
    throw fault
  }
}

/** An alias without its anchor, or too many of them, is a `ReferenceError` of the parser. */
const isMistake = (fault: unknown): fault is Error =>
  fault instanceof SeedError || fault instanceof YAMLParseError || fault instanceof ReferenceError

/** The parser says the place in its first line and draws it below. */
const firstLineOf = (fault: Error): string =>
  fault instanceof YAMLParseError
    ? `${fault.message.split('\n', 1)[0]?.replace(/:$/, '')}.`
    : fault.message

/** The seed of a file, or the demo. */
export const seedOrDemo = (file: string | undefined): SeedDocument =>
  file === undefined ? demoSeed : readSeedFile(file)
