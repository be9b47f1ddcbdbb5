import { ApiError } from '../../contract/errors.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import { sha256 } from '../../lib/digest.js'
import { verifyPassword } from '../../lib/password.js'
import type { Deps } from '../deps.js'

/** Two weeks, in milliseconds. */
export const SESSION_LIFETIME = 14 * 24 * 60 * 60_000

const SESSION_ENTROPY = 32

const EMAIL = /^[^\s@\0]{1,64}@[^\s@\0]{1,190}$/

/**
 * Checks a password and opens a session. Answers the session's secret for the cookie, or undefined.
 * Errors: `service_unavailable` while too many passwords are being checked.
 */
export const signIn = async (
  { store, clock, random }: Deps,
  email: string,
  password: string,
): Promise<string | undefined> => {
  const person = EMAIL.test(email) ? await store.workspaces.findPerson({ email }) : undefined
  const matching = verifyPassword(person?.passwordHash ?? null, password.slice(0, 1000))
  if (!matching) {
    throw new ApiError('service_unavailable', 'Too many people are signing in.', undefined, 1)
  }
  if (!(await matching) || !person) return undefined
  const secret = Buffer.from(random(SESSION_ENTROPY)).toString('base64url')
  const now = clock()
  await store.sessions.create(sha256(secret), person.userId, now, now + SESSION_LIFETIME)
  return secret
}

/** The person behind a session cookie. */
export const findSession = (
  { store, clock }: Deps,
  secret: string | undefined,
): Promise<Person | undefined> =>
  secret === undefined ? Promise.resolve(undefined) : store.sessions.find(sha256(secret), clock())

export const signOut = ({ store }: Deps, secret: string): Promise<void> =>
  store.sessions.remove(sha256(secret))
