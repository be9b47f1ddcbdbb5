import { randomUUID } from 'node:crypto'
import type { Page } from '../../../src/domain/content/page.js'
import type { Schema } from '../../../src/domain/content/property.js'
import { queriedRow } from '../../../src/domain/content/queried-row.js'
import type { RichText } from '../../../src/domain/content/rich-text.js'
import type { Values } from '../../../src/domain/content/value.js'
import { type Asking, evaluate, type Filter } from '../../../src/domain/query/filter.js'
import { orderOf, type Sort } from '../../../src/domain/query/sort.js'
import { keyRows } from '../../../src/operations/data-sources/key-rows.js'
import type { FoundBlock } from '../../../src/ports/content.js'
import type { FoundDataSource } from '../../../src/ports/databases.js'
import type { Store } from '../../../src/ports/store.js'
import { createGround } from '../../storage/rows.js'

/** A row as the proof knows it. */
export type KnownRow = {
  readonly blockId: string
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
  readonly editedBy: string
  readonly page: Page
  readonly inTrash: boolean
}

/** One data source on one store. */
type Side = {
  readonly store: Store
  readonly workspaceId: string
  readonly botId: string
  readonly dataSourceId: string
  /** As it was last read; only a change of the schema makes it another. */
  source?: FoundDataSource | undefined
}

/** A data source that is the same on every store, and as it must be. */
export type World = {
  schema: Schema
  readonly rows: Map<string, KnownRow>
  readonly sides: readonly Side[]
  nextNumber: number
}

const nothing = { title: [], icon: null, cover: null }

export const createWorld = async (stores: readonly Store[], schema: Schema): Promise<World> => {
  const dataSourceId = randomUUID()
  const sides = await Promise.all(
    stores.map(async (store): Promise<Side> => {
      const { workspace, botId } = await createGround(store)
      const { workspaceId } = workspace
      const pageId = randomUUID()
      const block = {
        blockId: pageId,
        parentId: workspaceId,
        type: 'child_page' as const,
        body: {},
        position: 1,
      }
      const page = { ...nothing, pageId, isLocked: false, row: null }
      const edit = { by: botId, at: 1 }
      await store.content.insert({ workspaceId, parent: null }, [block], [page], edit)
      const parent = await store.content.findBlock({ workspaceId, botId }, pageId)
      if (!parent) throw new Error('The page is not there.')
      await store.databases.createDatabase(
        { workspaceId, parent },
        {
          ...nothing,
          databaseId: randomUUID(),
          position: 1,
          description: [],
          isInline: false,
          isLocked: false,
        },
        { dataSourceId, title: [], icon: null, schema },
        edit,
      )
      return { store, workspaceId, botId, dataSourceId }
    }),
  )
  return { schema, rows: new Map(), sides, nextNumber: 1 }
}

const readSource = async (side: Side): Promise<FoundDataSource> => {
  const { store, workspaceId, botId, dataSourceId } = side
  const found = await store.databases.findDataSource({ workspaceId, botId }, dataSourceId)
  if (!found) throw new Error('The data source is not there.')
  return found
}

/** The data source, with the keys of its rows. */
export const sourceOf = async (side: Side): Promise<FoundDataSource> => {
  if (side.source) return side.source
  const found = await readSource(side)
  if (found.isKeyed) {
    side.source = found
    return found
  }
  await keyRows(side, side.workspaceId, found)
  return sourceOf(side)
}

const pageFrom = (values: Values, number: number | null): Page => {
  const { title, ...others } = values
  return {
    title: (title ?? []) as RichText[],
    icon: null,
    cover: null,
    isLocked: false,
    row: { values: others, number },
  }
}

const held = (isHeld: boolean): void => {
  if (!isHeld) throw new Error('A write of the proof was refused.')
}

export const addRow = async (
  world: World,
  values: Values,
  at: number,
  by: string,
): Promise<string> => {
  const blockId = randomUUID()
  const page = pageFrom(values, world.nextNumber)
  for (const side of world.sides) {
    const { store, workspaceId, dataSourceId } = side
    const source = await readSource(side)
    const position = world.nextNumber
    const block = {
      blockId,
      parentId: dataSourceId,
      type: 'child_page' as const,
      body: {},
      position,
    }
    const made = { ...page, pageId: blockId }
    held(
      await store.databases.createRow(workspaceId, source, world.schema, [block], made, { by, at }),
    )
  }
  world.nextNumber += 1
  world.rows.set(blockId, {
    blockId,
    createdAt: at,
    createdBy: by,
    editedAt: at,
    editedBy: by,
    page,
    inTrash: false,
  })
  return blockId
}

/** Rows as they were there before the store had keys; the next query gives them theirs. */
export const addUnkeyed = async (
  world: World,
  rows: readonly { readonly values: Values; readonly at: number; readonly by: string }[],
): Promise<void> => {
  const made = rows.map(
    ({ values, at, by }, n): KnownRow => ({
      blockId: randomUUID(),
      createdAt: at,
      createdBy: by,
      editedAt: at,
      editedBy: by,
      page: pageFrom(values, 1000 + n),
      inTrash: false,
    }),
  )
  const groups = groupBy(made, ({ createdAt, createdBy }) => `${createdAt} ${createdBy}`)
  await Promise.all(
    world.sides.flatMap((side) =>
      [...groups.values()].map((group) => {
        const [{ createdAt: at, createdBy: by } = { createdAt: 0, createdBy: '' }] = group
        const parent = { blockId: side.dataSourceId, type: 'child_page', pageId: null }
        const blocks = group.map((row) => ({
          blockId: row.blockId,
          parentId: side.dataSourceId,
          type: 'child_page' as const,
          body: {},
          position: 1000 + made.indexOf(row),
        }))
        const pages = group.map(({ blockId, page }) => ({ ...page, pageId: blockId }))
        const place = { workspaceId: side.workspaceId, parent: parent as FoundBlock }
        return side.store.content.insert(place, blocks, pages, { by, at })
      }),
    ),
  )
  for (const row of made) world.rows.set(row.blockId, row)
}

const blockOf = (row: KnownRow, { dataSourceId }: Side): FoundBlock => ({
  ...row,
  parentId: dataSourceId,
  type: 'child_page',
  body: {},
  position: 1,
  hasChildren: false,
  parentType: 'data_source',
  isTrashedItself: row.inTrash,
  isTemplate: false,
  pageId: null,
})

export const changeRow = async (
  world: World,
  row: KnownRow,
  values: Values,
  at: number,
  by: string,
) => {
  const page = pageFrom(
    { title: row.page.title, ...row.page.row?.values, ...values },
    row.page.row?.number ?? null,
  )
  for (const side of world.sides) {
    const { store, workspaceId, dataSourceId } = side
    const place = await store.databases.findSchema(workspaceId, dataSourceId)
    if (!place) throw new Error('The data source is not there.')
    held(await store.content.updatePage(workspaceId, blockOf(row, side), page, { by, at }, place))
  }
  world.rows.set(row.blockId, { ...row, page, editedAt: at, editedBy: by })
}

export const trashRow = async (world: World, row: KnownRow, at: number, by: string) => {
  for (const { store, workspaceId } of world.sides) {
    held(
      await store.content.setTrash(
        workspaceId,
        { blockId: row.blockId, pageId: null },
        !row.inTrash,
        { by, at },
      ),
    )
  }
  world.rows.set(row.blockId, { ...row, inTrash: !row.inTrash, editedAt: at, editedBy: by })
}

export const changeSchema = async (world: World, schema: Schema, at: number, by: string) => {
  for (const side of world.sides) {
    const found = await readSource(side)
    held(
      await side.store.databases.updateDataSource(
        side.workspaceId,
        found,
        { ...found, schema },
        { by, at },
      ),
    )
    side.source = undefined
  }
  world.schema = schema
}

/** What the specification answers: the ids of all rows that satisfy the filter, in their order. */
export const answerOf = (
  world: World,
  {
    filter,
    sorts,
    inTrash,
  }: { readonly filter: Filter; readonly sorts: readonly Sort[]; readonly inTrash: boolean },
  asking: Asking,
): string[] =>
  [...world.rows.values()]
    .filter((row) => row.inTrash === inTrash)
    .map((row) => queriedRow(world.schema, row, row.page))
    .filter((row) => evaluate(filter, row, asking))
    .sort(orderOf(sorts))
    .map(({ id }) => id)

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? []
    group.push(item)
    groups.set(keyOf(item), group)
  }
  return groups
}
