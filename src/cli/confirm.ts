import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { ConfigError } from '../config.js'

/** Errors: {@link ConfigError} where there is nobody to ask. */
export const requireTerminal = (): void => {
  if (!process.stdin.isTTY) {
    throw new ConfigError('Nobody can be asked here: add --yes to revoke, or --dry-run to look.')
  }
}

/** Asks the person at the terminal; anything but yes is no. */
export const confirm = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const closed = once(terminal, 'close').then(() => '')
    // Ctrl+C and Ctrl+D are a no.
    const asked = terminal.question(`${question} [y/N] `).catch(() => '')
    const answer = await Promise.race([asked, closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
