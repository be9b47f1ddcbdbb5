import type { Environment, InstallationStore } from '../../ports/store.js'
import { databaseWrites, dataSourceWrites } from './content/databases.js'
import { linkWrites } from './content/relations.js'
import { ruleWrites } from './content/rules.js'
import { contentWrites } from './content/store.js'
import { insertCustomEmoji } from './custom-emojis.js'
import type { Database } from './database.js'
import { staticGrantWrites } from './grants/write.js'
import { insertBotOf, insertIntegration } from './integrations.js'
import { statement, write } from './statement.js'
import { defaultView } from './views.js'
import { insertMembershipOf, insertPersonOf, insertWorkspaceOf } from './workspaces.js'

const find = statement<Record<never, never>, { environment: Environment; createdAt: number }>(
  'find_installation',
  'select environment as "environment", created_at as "createdAt" from installation',
)

const insert = statement<{ environment: string; now: number }>(
  'insert_installation',
  `insert into installation (singleton, environment, created_at)
   values ('installation', :environment, :now) on conflict do nothing`,
)

/** Children before parents, so that they can be emptied in this order. */
const tables = [
  'audit_head',
  'audit_seals',
  'audit_entries',
  'audit_inbox',
  'grant_pages',
  'tokens',
  'grants',
  'bots',
  'integrations',
  'sessions',
  'memberships',
  'page_access',
  'comments',
  'relation_links',
  'file_objects',
  'file_uploads',
  'row_keys',
  'title_starts',
  'template_copies',
  'view_queries',
  'views',
  'custom_emojis',
  'async_tasks',
  'pages',
  'databases',
  'data_sources',
  'blocks',
  'people',
  'workspaces',
  'installation',
] as const

const emptying = tables.map((table) => statement(`empty_${table}`, `delete from ${table}`))

export const createInstallationStore = (db: Database): InstallationStore => ({
  find: () => db.get(find, {}),

  create: (environment, rows, now) =>
    db.commit(
      write(insert, { environment, now }),
      ...rows.workspaces.map(insertWorkspaceOf),
      ...rows.people.map(({ passwordHash, ...person }) => insertPersonOf(person, passwordHash)),
      ...rows.memberships.map(insertMembershipOf),
      ...rows.integrations.map(insertIntegration),
      ...rows.bots.map(insertBotOf),
      ...rows.staticGrants.flatMap(({ grantId, botId, tokens, createdAt }) =>
        staticGrantWrites(grantId, botId, tokens, createdAt),
      ),
      ...rows.customEmojis.map(({ workspaceId, ...emoji }, index) =>
        insertCustomEmoji(emoji, workspaceId, index),
      ),
      ...rows.contents.flatMap(({ workspaceId, blocks, pages, databases, links, rules, edit }) => [
        ...contentWrites(workspaceId, blocks, pages, edit),
        ...databases.flatMap((made) => [
          ...databaseWrites(workspaceId, made.databaseId, made.database, edit.at),
          ...dataSourceWrites(
            workspaceId,
            made.dataSourceId,
            made.dataSource,
            made.nextNumber,
            0,
            made.defaultTemplateId,
          ),
          defaultView(workspaceId, made.databaseId, made.dataSourceId, edit),
        ]),
        // One after the other, so that the other ends list them in this order.
        ...links.flatMap((link, index) =>
          linkWrites(workspaceId, [link], { ...edit, at: edit.at + index }, true),
        ),
        ...rules.flatMap(({ blockId, ...rule }) => ruleWrites(workspaceId, blockId, [rule])),
      ]),
    ),

  async clear() {
    for (const empty of emptying) await db.commit(write(empty, {}))
  },
})
