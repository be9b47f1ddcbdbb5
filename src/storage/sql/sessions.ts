import type { Person } from '../../domain/workspaces/workspace.js'
import type { SessionStore } from '../../ports/store.js'
import type { Database } from './database.js'
import { ifGuardHeld, statement, write } from './statement.js'
import { personColumns, personFrom } from './workspaces.js'

const insert = statement<{ digest: string; userId: string; now: number; expiresAt: number }>(
  'insert_session',
  `insert into sessions (digest, user_id, created_at, expires_at)
   values (:digest, :userId, :now, :expiresAt)`,
)

const find = statement<{ digest: string; now: number }, Person>(
  'find_session',
  `select ${personColumns} from sessions s join people p on p.user_id = s.user_id
   where s.digest = :digest and s.expires_at > :now`,
)

const remove = statement<{ digest: string }>(
  'remove_session',
  'delete from sessions where digest = :digest',
)

const removeExpired = statement<{ now: number }>(
  'remove_expired_sessions',
  'delete from sessions where expires_at <= :now',
)

const removeAllOf = statement<{ userId: string }>(
  'remove_sessions_of_person',
  `delete from sessions where user_id = :userId and ${ifGuardHeld}`,
)

/** Signs a person out everywhere, if the guard of the commit held. */
export const endSessionsOf = (userId: string) => write(removeAllOf, { userId })

export const createSessionStore = (db: Database): SessionStore => ({
  async create(digest, userId, now, expiresAt) {
    await db.commit(
      write(insert, { digest, userId, now, expiresAt }),
      write(removeExpired, { now }),
    )
  },

  async find(digest, now) {
    const row = await db.get(find, { digest, now })
    return row && personFrom(row)
  },

  async remove(digest) {
    await db.commit(write(remove, { digest }))
  },
})
