import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { createTurns } from './turns.js'

/** argon2id with the library's OWASP parameters: about 16 ms of CPU on another thread. */
export const hashPassword = (password: string): Promise<string> => hash(password)

let decoy: Promise<string> | undefined

/** One core is left to the rest; whoever stands last in line waits about half a second. */
const turns = createTurns(Math.max(1, availableParallelism() - 1), 32)

/**
 * Compares a password; without a hash to compare with it takes as long and says no. Undefined: too many are being
 * compared already.
 */
export const verifyPassword = (
  stored: string | null,
  password: string,
): Promise<boolean> | undefined =>
  turns(async () => {
    decoy ??= hash('decoy')
    const matches = await verify(stored ?? (await decoy), password)
    return stored !== null && matches
  })
