import type { Migration } from '../database.js'

/** A revocation of everything that a person gave ends the person's sessions, too. */
export const sessionsOfPerson: Migration = {
  name: '0003-sessions-of-person',
  statements: ['create index sessions_of_person on sessions (user_id)'],
}
