import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import {
  CREDENTIAL_ENTROPY,
  hintOf,
  kindOfCredential,
  spellCredential,
} from '../domain/oauth/credential.js'

/** `tessera token`: what can be said and done about token texts without a store. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('Work with token texts, without a store')
    .addCommand(
      new Command('new')
        .description('Print a fresh token for a seed file')
        .action(() => console.log(spellCredential('access', randomBytes(CREDENTIAL_ENTROPY)))),
    )
    .addCommand(
      new Command('check')
        .description(
          'Say by form and checksum whether a text is a token of ours; exit code 1 if not',
        )
        .argument('[text]', '- or nothing: one per line from standard input', '-')
        .addHelpText(
          'after',
          `
Prints one line for each text: its kind and its last four characters, or "not ours". Of many, the exit code is 0 if
all are ours. Whether a token still opens something only its server knows: tessera revoke, or the admin API.`,
        )
        .action(check),
    )

const names = { access: 'access token', refresh: 'refresh token', secret: 'client secret' } as const

const check = async (text: string): Promise<void> => {
  const lines = text === '-' ? createInterface({ input: process.stdin }) : [text]
  let checked = 0
  let ours = 0
  for await (const line of lines) {
    const candidate = line.trim()
    if (candidate === '') continue
    const kind = kindOfCredential(candidate)
    console.log(kind ? `${names[kind]} ••••${hintOf(candidate)}` : 'not ours')
    checked += 1
    if (kind) ours += 1
  }
  if (checked === 0 || ours < checked) process.exitCode = 1
}
