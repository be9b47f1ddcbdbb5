import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { type Config, ConfigError, type Flags } from '../config.js'
import { readGithubKeys } from '../server.js'
import { configOf, storeCommand, withStore } from './options.js'
import { findServerRecord } from './server-record.js'
import { version } from './version.js'

type Finding = { readonly good: boolean; readonly text: string }

/** `tessera doctor`: looks at everything that a server needs and says what to do about what is missing. */
export const doctorCommand = (): Command =>
  storeCommand('doctor', 'Check the set-up and say what is wrong').action(doctor)

const doctor = async (flags: Flags): Promise<void> => {
  console.log(`Tessera ${version}`)
  const findings: Finding[] = [checkNode()]
  const config = readable(flags, findings)
  if (config)
    findings.push(
      checkDataDir(config),
      await checkStore(config),
      ...(await checkKeys(config)),
      await checkServer(config),
    )
  for (const { good, text } of findings) console.log(`${good ? '✓' : '✗'} ${text}`)
  if (findings.some(({ good }) => !good)) process.exitCode = 1
}

const checkNode = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 20 || (major === 20 && minor >= 19)
  return { good, text: `Node ${process.versions.node}${good ? '' : ': 20.19 or newer is needed'}` }
}

const readable = (flags: Flags, findings: Finding[]): Config | undefined => {
  try {
    const config = configOf(flags)
    findings.push({ good: true, text: `Settings for ${config.environment} are complete` })
    return config
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault
    findings.push({ good: false, text: fault.message })
    return undefined
  }
}

const checkDataDir = ({ dataDir }: Config): Finding => {
  let nearest = dataDir
  while (!existsSync(nearest)) nearest = dirname(nearest)
  try {
    accessSync(nearest, constants.W_OK)
    return { good: true, text: `Data directory ${dataDir} can be written` }
  } catch {
    return { good: false, text: `Data directory ${dataDir} cannot be written` }
  }
}

const checkStore = async (config: Config): Promise<Finding> => {
  const name = config.databaseUrl === undefined ? 'SQLite' : 'PostgreSQL'
  try {
    return await withStore(config, async ({ store }) => {
      const found = await store.installation.find()
      if (!found) return { good: true, text: `${name} answers; it is empty until the first start` }
      return found.environment === config.environment
        ? { good: true, text: `${name} answers; set up for ${found.environment}` }
        : {
            good: false,
            text: `${name} was set up for ${found.environment}, not ${config.environment}`,
          }
    })
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    return { good: false, text: `${name} does not answer: ${reason}` }
  }
}

const checkKeys = async ({ githubKeysFile: file }: Config): Promise<Finding[]> => {
  if (file === undefined) return []
  try {
    const { length } = await readGithubKeys(file)
    return [
      { good: true, text: `${file} holds ${length} ${length === 1 ? 'key' : 'keys'} of GitHub` },
    ]
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault
    return [{ good: false, text: fault.message }]
  }
}

const checkServer = async ({ dataDir }: Config): Promise<Finding> => {
  const running = findServerRecord(dataDir)
  if (!running) return { good: true, text: 'No server runs on this data directory' }
  try {
    const { status } = await fetch(`${running.url}/readyz`)
    return { good: status === 200, text: `The server at ${running.url} answers ${status}` }
  } catch {
    return { good: false, text: `The server at ${running.url} does not answer` }
  }
}
