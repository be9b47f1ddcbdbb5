import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Runs a proof as its command does and answers its exit code and what it printed. */
export const runProof = async (
  file: string,
  ...args: string[]
): Promise<{ code: number; printed: string }> => {
  if (!existsSync(pathOf('../../dist/cli/main.js'))) {
    throw new Error('The server is not built. Run: npm run build')
  }
  const child = spawn(process.execPath, [pathOf(`./${file}`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { code, printed }
}
