import type { Access } from '../../domain/sharing/access.js'
import type { Membership, PageTitle, Person, Workspace } from '../../domain/workspaces/workspace.js'
import type { WorkspaceStore } from '../../ports/store.js'
import { accessElse, askerIs, ruleAt } from './content/access.js'
import type { Database } from './database.js'
import { isConnected } from './grants/rows.js'
import { type BotRow, botColumns, botFrom, botJoins } from './integrations.js'
import { ifGuardHeld, statement, write } from './statement.js'

const workspaceColumns = `
  w.workspace_id as "workspaceId", w.name as "name", w.icon as "icon",
  w.created_at as "createdAt"`

const find = statement<{ workspaceId: string }, Workspace>(
  'find_workspace',
  `select ${workspaceColumns} from workspaces w where w.workspace_id = :workspaceId`,
)

const findByName = statement<{ name: string }, Workspace>(
  'find_workspace_by_name',
  `select ${workspaceColumns} from workspaces w where w.name = :name order by w.created_at limit 1`,
)

const listByName = statement<{ name: string }, Workspace>(
  'list_workspaces_by_name',
  `select ${workspaceColumns} from workspaces w
   where w.name = :name order by w.created_at, w.workspace_id limit 10`,
)

const listOfUser = statement<{ userId: string }, Workspace & { role: Membership['role'] }>(
  'list_workspaces',
  `select ${workspaceColumns}, m.role as "role"
   from memberships m join workspaces w on w.workspace_id = m.workspace_id
   where m.user_id = :userId order by m.created_at, w.workspace_id`,
)

const insertWorkspace = statement<{ [K in keyof Workspace]: Workspace[K] }>(
  'insert_workspace',
  `insert into workspaces (workspace_id, name, icon, created_at)
   values (:workspaceId, :name, :icon, :createdAt)`,
)

const insertMembership = statement<{ [K in keyof Membership]: Membership[K] }>(
  'insert_membership',
  `insert into memberships (workspace_id, user_id, role, created_at)
   values (:workspaceId, :userId, :role, :createdAt)`,
)

const setFirstPassword = statement<{ email: string; passwordHash: string }>(
  'set_first_password',
  `update people set password_hash = :passwordHash
   where email = :email and password_hash is null`,
)

const insertMembershipByEmail = statement<{
  workspaceId: string
  email: string
  role: string
  createdAt: number
}>(
  'insert_membership_by_email',
  `insert into memberships (workspace_id, user_id, role, created_at)
   select cast(:workspaceId as text), p.user_id, cast(:role as text), cast(:createdAt as bigint)
   from people p where p.email = :email and ${ifGuardHeld}
   on conflict do nothing`,
)

const insertPerson = statement<{
  userId: string
  email: string
  name: string
  avatarUrl: string | null
  passwordHash: string | null
  createdAt: number
}>(
  'insert_person',
  `insert into people (user_id, email, name, avatar_url, password_hash, created_at)
   values (:userId, :email, :name, :avatarUrl, :passwordHash, :createdAt)
   on conflict do nothing`,
)

type UserRow = BotRow & {
  createdAt: number
  id: string
  type: 'person' | 'bot'
  personName: string
  personEmail: string
  personAvatarUrl: string | null
}

/** People and bots of a workspace as one list; the columns of the other kind are empty. */
const usersOf = (people: string): string => `
  select m.created_at as "createdAt", p.user_id as "id", 'person' as "type",
    p.name as "personName", p.email as "personEmail", p.avatar_url as "personAvatarUrl",
    null as "botId", null as "integrationId", m.workspace_id as "workspaceId",
    null as "integrationName", null as "botIcon", null as "workspaceName", null as "workspaceIcon",
    null as "ownerId", null as "ownerEmail", null as "ownerName", null as "ownerAvatarUrl",
    p.created_at as "ownerCreatedAt"
  from memberships m join people p on p.user_id = m.user_id
  where m.workspace_id = :workspaceId ${people}
  union all
  select b.created_at as "createdAt", b.bot_id as "id", 'bot' as "type",
    null as "personName", null as "personEmail", null as "personAvatarUrl", ${botColumns}
  from ${botJoins}
  where b.workspace_id = :workspaceId and ${isConnected}`

const listUsers = statement<
  { workspaceId: string; fromAt: number; fromId: string; limit: number },
  UserRow
>(
  'list_users',
  `select * from (${usersOf("and m.role <> 'guest'")}) as listed
   where ("createdAt", "id") >= (:fromAt, :fromId)
   order by "createdAt", "id" limit :limit`,
)

const findUser = statement<{ workspaceId: string; id: string }, UserRow>(
  'find_user',
  `select * from (${usersOf('')}) as listed where "id" = :id`,
)

const listPages = statement<
  { workspaceId: string; userId: string },
  PageTitle & { access: Access }
>(
  'list_page_titles',
  `with recursive ${askerIs.person},
   up (of_id, at_id, holder, rule) as (
     select b.block_id, b.parent_id, cast(null as text), ${ruleAt('b.block_id')} from blocks b
     left join blocks p on p.workspace_id = b.workspace_id and p.block_id = b.parent_id
     where b.workspace_id = :workspaceId and b.type in ('child_page', 'child_database')
       and b.trashed_at is null and coalesce(p.type, '') not in ('data_source', 'templates')
     union all
     select u.of_id, a.parent_id, coalesce(u.holder,
       case when a.type in ('child_page', 'child_database') then a.block_id end),
       coalesce(u.rule, ${ruleAt('a.block_id')})
     from up u
     join blocks a on a.workspace_id = :workspaceId and a.block_id = u.at_id
     where a.trashed_at is null
   )
   select b.block_id as "pageId", u.holder as "parentId",
     coalesce(pg.title, d.title) as "title", coalesce(pg.icon, d.icon) as "icon",
     case when b.type = 'child_database' then 'database' else 'page' end as "kind",
     ${accessElse('u.rule')} as "access"
   from up u
   cross join blocks b
   left join pages pg on pg.workspace_id = b.workspace_id and pg.page_id = b.block_id
   left join databases d on d.workspace_id = b.workspace_id and d.database_id = b.block_id
   where u.at_id = :workspaceId and b.workspace_id = :workspaceId and b.block_id = u.of_id
   order by b.position, b.block_id`,
)

type PersonRow = Person & { passwordHash: string | null }

export const personColumns = `
  p.user_id as "userId", p.email as "email", p.name as "name", p.avatar_url as "avatarUrl",
  p.created_at as "createdAt"`

const findPersonById = statement<{ userId: string }, PersonRow>(
  'find_person',
  `select ${personColumns}, p.password_hash as "passwordHash" from people p
   where p.user_id = :userId`,
)

const findPersonByEmail = statement<{ email: string }, PersonRow>(
  'find_person_by_email',
  `select ${personColumns}, p.password_hash as "passwordHash" from people p
   where p.email = :email`,
)

export const insertWorkspaceOf = (workspace: Workspace) => write(insertWorkspace, { ...workspace })
export const insertMembershipOf = (membership: Membership) =>
  write(insertMembership, { ...membership })
export const insertPersonOf = (person: Person, passwordHash: string | null) =>
  write(insertPerson, { ...person, email: person.email.toLowerCase(), passwordHash })
export const personFrom = (row: Person): Person => ({
  userId: row.userId,
  email: row.email,
  name: row.name,
  avatarUrl: row.avatarUrl,
  createdAt: row.createdAt,
})

const userFrom = (row: UserRow) => {
  const { createdAt, id } = row
  if (row.type === 'bot') return { type: 'bot' as const, id, createdAt, bot: botFrom(row) }
  const person = {
    userId: id,
    email: row.personEmail,
    name: row.personName,
    avatarUrl: row.personAvatarUrl,
    createdAt: row.ownerCreatedAt,
  }
  return { type: 'person' as const, id, createdAt, person }
}

export const createWorkspaceStore = (db: Database): WorkspaceStore => ({
  find: (workspaceId) => db.get(find, { workspaceId }),

  findByName: (name) => db.get(findByName, { name }),

  listByName: (name) => db.all(listByName, { name }),

  async create(workspace) {
    await db.commit(insertWorkspaceOf(workspace))
  },

  listOfUser: (userId) => db.all(listOfUser, { userId }),

  async listUsers(workspaceId, limit, from) {
    const start = { fromAt: from?.at ?? 0, fromId: from?.id ?? '' }
    return (await db.all(listUsers, { workspaceId, limit, ...start })).map(userFrom)
  },

  async findUser(workspaceId, id) {
    const row = await db.get(findUser, { workspaceId, id })
    return row && userFrom(row)
  },

  async listPages({ workspaceId, userId }) {
    const pages = await db.all(listPages, { workspaceId, userId })
    return pages.map((page) => ({ ...page, icon: pictureIn(page.icon) }))
  },

  async findPerson(by) {
    const row =
      'userId' in by
        ? await db.get(findPersonById, by)
        : await db.get(findPersonByEmail, { email: by.email.toLowerCase() })
    return row && { ...personFrom(row), passwordHash: row.passwordHash }
  },

  givePassword(email, passwordHash, { workspaceId, role, createdAt }) {
    const address = email.toLowerCase()
    return db.commit(
      write(setFirstPassword, { email: address, passwordHash }),
      write(insertMembershipByEmail, { workspaceId, email: address, role, createdAt }),
    )
  },

  createPerson: (person, passwordHash, membership) =>
    db.commit(insertPersonOf(person, passwordHash), insertMembershipOf(membership)),
})

/** An icon as one text: an emoji, or the address of a picture. */
const pictureIn = (icon: string | null): string | null => {
  const { emoji, url } = JSON.parse(icon ?? '{}') as { emoji?: string; url?: string }
  return emoji ?? url ?? null
}
