import { titleOf } from '../../../domain/content/page.js'
import { SIBLING_STEP } from '../../../domain/content/positions.js'
import { titleWordsOf } from '../../../domain/content/title-words.js'
import type { ContentStore, Edit, NewBlock, NewPage } from '../../../ports/content.js'
import type { Database } from '../database.js'
import { type Write, write } from '../statement.js'
import { askerParameters } from './access.js'
import {
  findBlock,
  findEnds,
  findNeighbours,
  findPosition,
  listChildren,
  listTitles,
} from './read.js'
import {
  findBlockForReader,
  labelFrom,
  listAncestors,
  listAncestorsForReader,
  listLabels,
  listNames,
} from './reader.js'
import { linkWrites } from './relations.js'
import { keysOfChange } from './row-keys.js'
import { foundFrom } from './rows.js'
import { privateTo } from './rules.js'
import { searchTitles } from './search.js'
import { copyWrites } from './template-copies.js'
import { startWrites } from './title-starts.js'
import {
  insertBlocks,
  insertPages,
  move,
  restore,
  spreadSiblings,
  touchPage,
  touchParent,
  touchUnchanged,
  touchUnchangedRow,
  trash,
  trashAmong,
  trashChildren,
  updateBody,
  updatePage,
} from './write.js'

export const createContentStore = (db: Database): ContentStore => ({
  async findBlock({ workspaceId, botId }, blockId) {
    const row = await db.get(findBlock, { workspaceId, botId, blockId })
    return row && foundFrom(row)
  },

  async findBlockForReader({ workspaceId, userId }, blockId) {
    const row = await db.get(findBlockForReader, { workspaceId, userId, blockId })
    return row && foundFrom(row)
  },

  async listAncestors(workspaceId, blockId) {
    return (await db.all(listAncestors, { workspaceId, blockId })).map(labelFrom)
  },

  async listAncestorsForReader({ workspaceId, userId }, blockId) {
    const rows = await db.all(listAncestorsForReader, { workspaceId, userId, blockId })
    return rows.map(labelFrom)
  },

  async listLabels({ workspaceId, userId }, ids) {
    if (ids.length === 0) return []
    return (await db.all(listLabels, { workspaceId, userId, ids })).map(labelFrom)
  },

  async listNames(workspaceId, ids) {
    if (ids.length === 0) return new Map()
    const rows = await db.all(listNames, { workspaceId, ids })
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  listChildren(asker, parentId, limit, from) {
    const { position = Number.MIN_SAFE_INTEGER, blockId = '' } = from ?? {}
    const place = { parentId, position, blockId, limit }
    return listChildren(db, { ...askerParameters(asker), ...place })
  },

  async findPosition(workspaceId, parentId, blockId) {
    return (await db.get(findPosition, { workspaceId, parentId, blockId }))?.position
  },

  async findGap(workspaceId, parentId, after) {
    if (after !== 'start' && after !== 'end') {
      const found = await db.get(findNeighbours, { workspaceId, parentId, blockId: after })
      return found && { after: found.after, before: found.before ?? undefined }
    }
    const ends = await db.get(findEnds, { workspaceId, parentId })
    return after === 'start'
      ? { after: undefined, before: ends?.first ?? undefined }
      : { after: ends?.last ?? undefined, before: undefined }
  },

  async spread(workspaceId, parentId) {
    await db.commit(write(spreadSiblings, { workspaceId, parentId, step: SIBLING_STEP }))
  },

  insert({ workspaceId, parent, keeper }, blocks, pages, { by, at }, copy) {
    const [first, ...rest] = contentWrites(workspaceId, blocks, pages, { by, at })
    const adding: [Write, ...Write[]] = [first, ...rest, ...copyWrites(copy)]
    if (!parent) {
      const tops = blocks.filter(({ parentId }) => keeper && parentId === workspaceId)
      return db.commit(
        ...adding,
        ...tops.flatMap(({ blockId }) => privateTo(workspaceId, blockId, keeper ?? '')),
      )
    }
    const { blockId } = parent
    const pageId = parent.type === 'child_page' ? null : parent.pageId
    const guard = write(touchParent, { workspaceId, blockId, by, at })
    return db.commit(guard, ...adding, ...touching(workspaceId, pageId, by, at))
  },

  rewrite(workspaceId, { blockId, editedAt, editedBy, page }, blocks, gone, { by, at }) {
    const former = { formerAt: editedAt, formerBy: editedBy }
    const titleWords = titleWordsOf(titleOf(page))
    const ids = JSON.stringify(gone.map((id) => ({ block_id: id })))
    return db.commit(
      write(touchUnchanged, { workspaceId, blockId, by, at, titleWords, ...former }),
      ...(gone.length > 0
        ? [write(trashAmong, { workspaceId, parentId: blockId, gone: ids, by, at })]
        : []),
      ...(blocks.length > 0 ? contentWrites(workspaceId, blocks, [], { by, at }) : []),
    )
  },

  updateBody(workspaceId, { blockId, body: former, pageId }, body, { by, at }) {
    const bodies = { body: JSON.stringify(body), former: JSON.stringify(former) }
    const guard = write(updateBody, { workspaceId, blockId, ...bodies, by, at })
    return db.commit(guard, ...touching(workspaceId, pageId, by, at))
  },

  updatePage(workspaceId, block, page, { by, at }, keying, links = []) {
    const { blockId, editedAt, editedBy } = block
    const former = { formerAt: editedAt, formerBy: editedBy }
    const titleWords = titleWordsOf(titleOf(page))
    const touch = { workspaceId, blockId, by, at, titleWords, ...former }
    const { parentId: dataSourceId } = block
    const { keysVersion } = keying
    const isRow = page.row !== null
    return db.commit(
      isRow
        ? write(touchUnchangedRow, { ...touch, dataSourceId, keysVersion })
        : write(touchUnchanged, touch),
      write(updatePage, {
        workspaceId,
        blockId,
        ...pageColumns(page),
        lockedAt: page.isLocked ? at : null,
        archivedAt: page.isArchived ? at : null,
        values: page.row && JSON.stringify(page.row.values),
      }),
      ...(block.page && titleOf(block.page) === titleOf(page)
        ? []
        : startWrites(workspaceId, [{ blockId, titleWords }])),
      ...linkWrites(workspaceId, links, { by, at }, false),
      ...(isRow && !block.isTemplate ? keysOfChange(workspaceId, block, page, keying.schema) : []),
    )
  },

  setTrash(workspaceId, { blockId, pageId }, inTrash, { by, at }) {
    const change = write(inTrash ? trash : restore, { workspaceId, blockId, by, at })
    return db.commit(change, ...touching(workspaceId, pageId, by, at))
  },

  async trashChildren(workspaceId, parentId, { by, at }) {
    await db.commit(write(trashChildren, { workspaceId, parentId, by, at }))
  },

  move: (workspaceId, blockId, parentId, position, { by, at }, keeper) =>
    db.commit(
      write(move, { workspaceId, blockId, parentId, position, by, at }),
      ...(keeper && parentId === workspaceId ? privateTo(workspaceId, blockId, keeper) : []),
    ),

  async listTitles({ workspaceId, botId }, ids) {
    if (ids.length === 0) return new Map()
    const rows = await db.all(listTitles, { workspaceId, botId, ids })
    return new Map(rows.map(({ id, title }) => [id, title]))
  },

  searchTitles: (viewer, search) => searchTitles(db, viewer, search),
})

/** The writes that put blocks, and pages among them, where they say. */
export const contentWrites = (
  workspaceId: string,
  blocks: readonly NewBlock[],
  pages: readonly NewPage[],
  { by, at }: Edit,
): [Write, ...Write[]] => {
  const titles = new Map(pages.map((page) => [page.pageId, titleOf(page)]))
  const rows = blocks.map((block) => rowOfBlock(block, titles.get(block.blockId)))
  const inserted = { workspaceId, blocks: JSON.stringify(rows), by, at }
  const titled = rows.map((row) => ({ blockId: row.block_id, titleWords: row.title_words }))
  return [
    write(insertBlocks, inserted),
    ...startWrites(workspaceId, titled),
    ...(pages.length > 0
      ? [write(insertPages, { workspaceId, pages: JSON.stringify(pages.map(rowOfPage)) })]
      : []),
  ]
}

const touching = (workspaceId: string, pageId: string | null, by: string, at: number): Write[] =>
  pageId === null ? [] : [write(touchPage, { workspaceId, blockId: pageId, by, at })]

const rowOfBlock = (block: NewBlock, title = block.title) => ({
  block_id: block.blockId,
  parent_id: block.parentId,
  position: block.position,
  type: block.type,
  body: JSON.stringify(block.body),
  title_words: title === undefined ? null : titleWordsOf(title),
})

export const jsonOf = (value: object | null): string | null =>
  value === null ? null : JSON.stringify(value)

const pageColumns = (page: Omit<NewPage, 'pageId'>) => ({
  title: titleOf(page),
  titleText: JSON.stringify(page.title),
  icon: jsonOf(page.icon),
  cover: jsonOf(page.cover),
})

const rowOfPage = ({ pageId, ...page }: NewPage) => {
  const { title, titleText, icon, cover } = pageColumns(page)
  const { row } = page
  return {
    page_id: pageId,
    title,
    title_text: titleText,
    icon,
    cover,
    property_values: row && JSON.stringify(row.values),
    row_number: row?.number ?? null,
  }
}
