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
    if (fault instanceof YAMLParseError) throw new SeedError(`${file}: ${fault.message}`)
    if (fault instanceof SeedError) throw new SeedError(`${file}: ${fault.message}`)
    throw fault
  }
}

/** The seed of a file, or the demo. */
export const seedOrDemo = (file: string | undefined): SeedDocument =>
  file === undefined ? demoSeed : readSeedFile(file)
