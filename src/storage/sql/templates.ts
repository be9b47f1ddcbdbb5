import { templatesOf } from '../../domain/content/template.js'
import type { TemplateCopy } from '../../ports/content.js'
import type { TemplateStore } from '../../ports/templates.js'
import { findPosition, listChildren } from './content/read.js'
import { contentWrites } from './content/store.js'
import { type CopyRow, copyWrites } from './content/template-copies.js'
import { touchPage, trashChildren } from './content/write.js'
import type { Database } from './database.js'
import { statement, write } from './statement.js'

const columns = `copy_id as "copyId", workspace_id as "workspaceId", page_id as "pageId",
  me as "me", time_zone as "timeZone", shift as "shift", asked_at as "at", asked_by as "by",
  copy_steps as "steps"`

const findCopy = statement<{ copyId: string }, CopyRow>(
  'find_template_copy',
  `select ${columns} from template_copies where copy_id = :copyId`,
)

const listCopies = statement<{ limit: number }, CopyRow>(
  'list_template_copies',
  `select ${columns} from template_copies order by asked_at, copy_id limit :limit`,
)

const advanceCopy = statement<{ copyId: string; steps: string; former: string }>(
  'advance_template_copy',
  `update template_copies set copy_steps = :steps
   where copy_id = :copyId and copy_steps = :former`,
)

const endCopy = statement<{ copyId: string; former: string }>(
  'end_template_copy',
  'delete from template_copies where copy_id = :copyId and copy_steps = :former',
)

const copyFrom = ({ steps, at, by, ...row }: CopyRow): TemplateCopy => ({
  ...row,
  edit: { at, by },
  left: JSON.parse(steps),
})

export const createTemplateStore = (db: Database): TemplateStore => ({
  async list(workspaceId, dataSourceId, limit, from) {
    const parentId = templatesOf(dataSourceId)
    const found = from && (await db.get(findPosition, { workspaceId, parentId, blockId: from }))
    if (from !== undefined && !found) return undefined
    const { position } = found || { position: Number.MIN_SAFE_INTEGER }
    // Templates are shared with their data source: they say nothing of their own.
    const start = {
      workspaceId,
      botId: '',
      userId: '',
      parentId,
      position,
      blockId: from ?? '',
      limit,
    }
    return listChildren(db, start)
  },

  async start(copy, erases) {
    const { workspaceId, pageId, edit } = copy
    const [noting, ...rest] = copyWrites(copy)
    if (!noting) return
    const erasing = erases ? [write(trashChildren, { workspaceId, parentId: pageId, ...edit })] : []
    await db.commit(noting, ...rest, ...erasing)
  },

  async findCopy(copyId) {
    const row = await db.get(findCopy, { copyId })
    return row && copyFrom(row)
  },

  async listCopies(limit) {
    return (await db.all(listCopies, { limit })).map(copyFrom)
  },

  advance({ copyId, workspaceId, pageId, edit, left: former }, left, blocks, pages, at) {
    const change = { copyId, former: JSON.stringify(former) }
    return db.commit(
      left.length > 0
        ? write(advanceCopy, { ...change, steps: JSON.stringify(left) })
        : write(endCopy, change),
      ...(blocks.length > 0 ? contentWrites(workspaceId, blocks, pages, { ...edit, at }) : []),
      write(touchPage, { workspaceId, blockId: pageId, ...edit, at }),
    )
  },
})
