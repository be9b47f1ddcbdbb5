import type { Store } from '../../ports/store.js'
import { createAsyncTaskStore } from './async-tasks.js'
import { createCommentStore } from './comments.js'
import { createDatabaseStore } from './content/databases.js'
import { createRelationStore } from './content/relations.js'
import { createContentStore } from './content/store.js'
import { createCustomEmojiStore } from './custom-emojis.js'
import type { Database } from './database.js'
import { createFileUploadStore } from './file-uploads.js'
import { createGrantStore } from './grants/store.js'
import { createHousekeepingStore } from './housekeeping.js'
import { createInstallationStore } from './installation.js'
import { createIntegrationStore } from './integrations.js'
import { foundation } from './migrations/0001-foundation.js'
import { finality } from './migrations/0002-finality.js'
import { sessionsOfPerson } from './migrations/0003-sessions-of-person.js'
import { content } from './migrations/0004-content.js'
import { search } from './migrations/0005-search.js'
import { databases } from './migrations/0006-databases.js'
import { comments } from './migrations/0007-comments.js'
import { titlesOfDataSources } from './migrations/0008-titles-of-data-sources.js'
import { fileUploads } from './migrations/0009-file-uploads.js'
import { relations } from './migrations/0010-relations.js'
import { rowKeys } from './migrations/0011-row-keys.js'
import { templates } from './migrations/0012-templates.js'
import { archivedPages } from './migrations/0013-archived-pages.js'
import { customEmojis } from './migrations/0014-custom-emojis.js'
import { trash } from './migrations/0015-trash.js'
import { views } from './migrations/0016-views.js'
import { sharing } from './migrations/0020-sharing.js'
import { shortKeysOfLists } from './migrations/0030-short-keys-of-lists.js'
import { asyncTasks } from './migrations/0031-async-tasks.js'
import { titleStarts } from './migrations/0032-title-starts.js'
import { wordsOfRows } from './migrations/0033-words-of-rows.js'
import { createSessionStore } from './sessions.js'
import { createSharingStore } from './sharing.js'
import { statement } from './statement.js'
import { createTemplateStore } from './templates.js'
import { createAuditStore } from './trail/store.js'
import { createViewStore } from './views.js'
import { createWorkspaceStore } from './workspaces.js'

/** Reads a page of the store: the driver alone could answer a constant. */
const ping = statement<Record<never, never>, { name: string }>(
  'ping',
  'select name as "name" from migrations limit 1',
)

const migrations = [
  foundation,
  finality,
  sessionsOfPerson,
  content,
  search,
  databases,
  comments,
  titlesOfDataSources,
  fileUploads,
  relations,
  rowKeys,
  templates,
  archivedPages,
  customEmojis,
  trash,
  views,
  sharing,
  shortKeysOfLists,
  asyncTasks,
  titleStarts,
  wordsOfRows,
]

/** The store over either database, its schema brought up to date. */
export const openStore = async (db: Database): Promise<Store> => {
  await db.migrate(migrations)
  return {
    grants: createGrantStore(db),
    integrations: createIntegrationStore(db),
    workspaces: createWorkspaceStore(db),
    content: createContentStore(db),
    databases: createDatabaseStore(db),
    relations: createRelationStore(db),
    sharing: createSharingStore(db),
    templates: createTemplateStore(db),
    views: createViewStore(db),
    customEmojis: createCustomEmojiStore(db),
    asyncTasks: createAsyncTaskStore(db),
    comments: createCommentStore(db),
    fileUploads: createFileUploadStore(db),
    sessions: createSessionStore(db),
    installation: createInstallationStore(db),
    audit: createAuditStore(db),
    housekeeping: createHousekeepingStore(db),
    exclusively: (name, work) => db.exclusively(name, work),
    now: () => db.now(),
    async ping() {
      await db.get(ping, {})
    },
    close: () => db.close(),
  }
}
