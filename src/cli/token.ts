import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { CREDENTIAL_ENTROPY, spellCredential } from '../domain/oauth/credential.js'

/** `tessera token new`: a well-formed token to write into a seed file. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('Work with token texts, without a store')
    .addCommand(
      new Command('new')
        .description('Print a fresh token for a seed file')
        .action(() => console.log(spellCredential('access', randomBytes(CREDENTIAL_ENTROPY)))),
    )
