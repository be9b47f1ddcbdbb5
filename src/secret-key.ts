import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.js'
import { type TrailKey, trailKeyFrom } from './domain/audit/seal.js'

/** The configured secret key, or the one that the data directory keeps, made when there is none. */
export const secretKeyOf = ({ secretKey, dataDir }: Pick<Config, 'secretKey' | 'dataDir'>) => {
  if (secretKey !== undefined) return secretKey
  const file = join(dataDir, 'secret.key')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (fault) {
    if ((fault as { code?: string }).code !== 'EEXIST') throw fault
  }
  return readFileSync(file, 'utf8')
}

/** The keys of the audit trail, the current one first. */
export const trailKeysOf = (
  config: Pick<Config, 'secretKey' | 'formerSecretKeys' | 'dataDir'>,
): [TrailKey, ...TrailKey[]] => [
  trailKeyFrom(secretKeyOf(config)),
  ...config.formerSecretKeys.map(trailKeyFrom),
]
