import { databaseFile } from '../../src/config.js'
import { openPostgres } from '../../src/storage/sql/dialect/postgres.js'
import { openSqlite } from '../../src/storage/sql/dialect/sqlite.js'
import { statement } from '../../src/storage/sql/statement.js'
import type { TestServer } from './server.js'

/** One note of the audit trail. */
export type Note = {
  readonly event: string
  readonly reason: string | null
  readonly actorKind: string
  readonly actorId: string | null
  readonly requestId: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly credentials: number | null
}

const columns = `entry_id as "entryId", event as "event", reason as "reason", actor_kind as "actorKind",
  actor_id as "actorId", request_id as "requestId", subject_kind as "subjectKind",
  subject_id as "subjectId", credentials as "credentials"`

const select = statement<{ requestId: string }, Note & { entryId: string }>(
  'test_notes_of_request',
  `select * from (select ${columns} from audit_inbox union all select ${columns} from audit_entries) as n
   where n."requestId" = :requestId order by n."subjectId"`,
)

/** What the store noted of a request, whether sealed already or not. */
export const notesOf = async (
  { config }: Pick<TestServer, 'config'>,
  requestId: unknown,
): Promise<Note[]> => {
  const onIdleFault = (fault: Error): never => {
    throw fault
  }
  const db =
    config.databaseUrl === undefined
      ? openSqlite(databaseFile(config.dataDir))
      : openPostgres({ url: config.databaseUrl, poolSize: 1, onIdleFault })
  try {
    const rows = await db.all(select, { requestId: String(requestId) })
    return rows.map(({ entryId: _, ...note }) => note)
  } finally {
    await db.close()
  }
}
