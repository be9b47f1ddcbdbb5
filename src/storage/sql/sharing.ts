import type { Access, AccessRule } from '../../domain/sharing/access.js'
import type { Role } from '../../domain/workspaces/workspace.js'
import type { SharingStore } from '../../ports/sharing.js'
import { noteOf } from './audit.js'
import { findAccess } from './content/reader.js'
import { lineageOf } from './content/rows.js'
import { ruleWrites } from './content/rules.js'
import type { Database } from './database.js'
import { statement, write } from './statement.js'
import { insertMembershipOf, insertPersonOf } from './workspaces.js'

type Place = { workspaceId: string; blockId: string }

const findVersion = statement<{ workspaceId: string }, { version: number }>(
  'find_sharing_version',
  'select sharing_version as "version" from workspaces where workspace_id = :workspaceId',
)

const findRule = statement<Place, { level: Access }>(
  'find_access_rule',
  `select level as "level" from page_access
   where workspace_id = :workspaceId and block_id = :blockId limit 1`,
)

/** The pages and databases above and what they say; `userId` null: nothing. */
const listPlaces = statement<
  Place,
  { blockId: string; title: string | null; userId: string | null; level: Access | null }
>(
  'list_sharing_places',
  `${lineageOf(':blockId')}
   select l.block_id as "blockId", coalesce(pg.title, d.title) as "title", r.user_id as "userId",
     r.level as "level"
   from lineage l
   left join pages pg on pg.workspace_id = :workspaceId and pg.page_id = l.block_id
   left join databases d on d.workspace_id = :workspaceId and d.database_id = l.block_id
   left join page_access r on r.workspace_id = :workspaceId and r.block_id = l.block_id
   order by l.height, r.user_id`,
)

const listPeople = statement<
  { workspaceId: string },
  { userId: string; name: string; email: string; role: Role }
>(
  'list_people_of_workspace',
  `select p.user_id as "userId", p.name as "name", p.email as "email", m.role as "role"
   from memberships m join people p on p.user_id = m.user_id
   where m.workspace_id = :workspaceId order by m.created_at, p.user_id`,
)

const bumpVersion = statement<{ workspaceId: string; version: number }>(
  'bump_sharing_version',
  `update workspaces set sharing_version = sharing_version + 1
   where workspace_id = :workspaceId and sharing_version = :version`,
)

export const createSharingStore = (db: Database): SharingStore => ({
  async findAccess({ workspaceId, userId }, blockId) {
    const row = await db.get(findAccess, { workspaceId, userId, blockId })
    return row?.access ?? 'none'
  },

  async hasRules(workspaceId, blockId) {
    return (await db.get(findRule, { workspaceId, blockId })) !== undefined
  },

  async find(workspaceId, blockId) {
    const found = await db.get(findVersion, { workspaceId })
    const [rows, people] = await Promise.all([
      db.all(listPlaces, { workspaceId, blockId }),
      db.all(listPeople, { workspaceId }),
    ])
    const places = new Map<string, { blockId: string; title: string; rules: AccessRule[] }>()
    for (const { blockId: id, title, userId, level } of rows) {
      const place = places.get(id) ?? { blockId: id, title: title ?? '', rules: [] }
      if (level !== null) place.rules.push({ userId: userId || null, level })
      places.set(id, place)
    }
    return { version: found?.version ?? 0, places: [...places.values()], people }
  },

  change: (workspaceId, blockId, version, changes, newcomer, occasion) =>
    db.commit(
      write(bumpVersion, { workspaceId, version }),
      ...(newcomer?.person ? [insertPersonOf(newcomer.person, null)] : []),
      ...(newcomer ? [insertMembershipOf(newcomer.membership)] : []),
      ...ruleWrites(workspaceId, blockId, changes),
      noteOf(occasion, { event: 'sharing_changed', subject: { kind: 'page', id: blockId } }),
    ),
})
