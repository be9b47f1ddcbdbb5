import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** What a running server leaves in its data directory, so that other commands find it. */
export type ServerRecord = {
  readonly url: string
  readonly pid: number
  readonly seedFile: string | undefined
  /** Of a development server alone: a production server's is its operator's. */
  readonly adminToken: string | undefined
}

const fileIn = (dataDir: string): string => join(dataDir, 'server.json')

export const writeServerRecord = (
  dataDir: string,
  { url, seedFile, adminToken }: Omit<ServerRecord, 'pid'>,
): void => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const record: ServerRecord = {
    url,
    pid: process.pid,
    seedFile: seedFile === undefined ? undefined : resolve(seedFile),
    adminToken,
  }
  writeFileSync(fileIn(dataDir), JSON.stringify(record), { mode: 0o600 })
}

/** Removes the record, unless another server has written its own since. */
export const removeServerRecord = (dataDir: string): void => {
  if (findServerRecord(dataDir)?.pid === process.pid) rmSync(fileIn(dataDir), { force: true })
}

/** The record of a server that still runs. */
export const findServerRecord = (dataDir: string): ServerRecord | undefined => {
  try {
    const record: ServerRecord = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))
    process.kill(record.pid, 0)
    return record
  } catch {
    return undefined
  }
}
