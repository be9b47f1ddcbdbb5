import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test.skipIf(process.platform !== 'linux')('a file in parts is never held in memory', async () => {
  const args = ['bench/upload.mjs', '--mebibytes', '64', '--limit', '64']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toMatch(/^64 MiB in 4 parts/)
})
