import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import { digestOf, isWellFormedToken } from '../domain/oauth/credential.js'
import { occasionOf } from '../operations/occasion.js'
import { configOf, storeCommand, withStore } from './options.js'

/** `tessera revoke`: ends the grant of a token, by the operator of the store. */
export const revokeCommand = (): Command =>
  storeCommand('revoke', 'Revoke a token and everything granted with it')
    .argument('[token]', 'access or refresh token; - or nothing: read it from standard input', '-')
    .action(revoke)

const revoke = async (given: string, flags: Flags): Promise<void> => {
  const token = given === '-' ? (await text(process.stdin)).trim() : given
  if (!isWellFormedToken(token)) {
    throw new ConfigError('This is not a token of ours: its form or its checksum is wrong.')
  }
  const outcome = await withStore(configOf(flags), async (call) => {
    const { grants } = call.store
    const found = await grants.findToken(digestOf(token))
    if (!found) return 'The store does not know this token.'
    const occasion = occasionOf(call, { kind: 'operator', id: null })
    const ended = await grants.revoke(found.grant.grantId, 'revoked_by_operator', occasion)
    return ended
      ? `Revoked: ${found.party.integrationName} has lost this grant.`
      : 'Its grant was dead already.'
  })
  console.log(outcome)
}
