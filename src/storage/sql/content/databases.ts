import type { Database, DataSource } from '../../../domain/content/database.js'
import { plainTextOf } from '../../../domain/content/rich-text.js'
import { needsOtherKeys } from '../../../domain/content/row-keys.js'
import { titleWordsOf } from '../../../domain/content/title-words.js'
import type { Edit, NewBlock } from '../../../ports/content.js'
import type { Beyond, DatabaseStore } from '../../../ports/databases.js'
import type { Database as Seam } from '../database.js'
import { type Write, write } from '../statement.js'
import { defaultView } from '../views.js'
import {
  dataSourceFrom,
  findDatabase,
  findDatabaseForReader,
  findDataSource,
  findDataSourceForReader,
  findSchema,
  foundDatabaseFrom,
  listDataSources,
  listRows,
  rowFrom,
  scanRows,
} from './database-read.js'
import {
  databaseColumns,
  dataSourceColumns,
  holdOthers,
  insertDatabase,
  insertDataSource,
  markKeyed,
  setTitleWords,
  takeNumber,
  takeNumberAndExtend,
  takeNumberForMove,
  touchDataSource,
  touchParentAndOthers,
  updateDatabase,
  updateDataSource,
} from './database-write.js'
import { narrowRows } from './few-rows.js'
import { beyondWrites, linkWrites, NOTHING_BEYOND, othersOf } from './relations.js'
import { keysOfChange, keysOfNewRow, keysOfRead } from './row-keys.js'
import { pageFrom } from './rows.js'
import { privateTo } from './rules.js'
import { contentWrites } from './store.js'
import { copyWrites } from './template-copies.js'
import { startWrites } from './title-starts.js'
import { walkRows } from './walk.js'
import { becomeRow, moveAlong, touchParent, touchUnchanged } from './write.js'

export const createDatabaseStore = (db: Seam): DatabaseStore => {
  return {
    async findDatabase({ workspaceId, botId }, databaseId) {
      const [row, dataSources] = await Promise.all([
        db.get(findDatabase, { workspaceId, botId, databaseId }),
        db.all(listDataSources, { workspaceId, databaseId }),
      ])
      return row && foundDatabaseFrom(row, dataSources)
    },

    async findDataSource({ workspaceId, botId }, dataSourceId) {
      const row = await db.get(findDataSource, { workspaceId, botId, dataSourceId })
      return row && dataSourceFrom(row)
    },

    async findDatabaseForReader(reader, databaseId) {
      const { workspaceId } = reader
      const [row, dataSources] = await Promise.all([
        db.get(findDatabaseForReader, { ...reader, databaseId }),
        db.all(listDataSources, { workspaceId, databaseId }),
      ])
      return row && foundDatabaseFrom(row, dataSources)
    },

    async findDataSourceForReader(reader, dataSourceId) {
      const row = await db.get(findDataSourceForReader, { ...reader, dataSourceId })
      return row && dataSourceFrom(row)
    },

    async findSchema(workspaceId, dataSourceId) {
      const row = await db.get(findSchema, { workspaceId, dataSourceId })
      if (!row) return undefined
      const { properties, databaseId, keysVersion } = row
      return { schema: JSON.parse(properties), databaseId, keysVersion }
    },

    createDatabase(
      { workspaceId, parent, keeper },
      { databaseId, position, ...database },
      first,
      edit,
      beyond = NOTHING_BEYOND,
    ) {
      const parentId = parent?.blockId ?? workspaceId
      const own = { blockId: databaseId, parentId, type: 'child_database' as const, body: {} }
      const { dataSourceId } = first
      const source = dataSourceBlock(databaseId, first, 1, database)
      const blocks = [{ ...own, position }, source]
      return db.commit(
        parent
          ? touching(workspaceId, parentId, edit, beyond)
          : write(holdOthers, { workspaceId, others: othersOf(beyond) }),
        ...contentWrites(workspaceId, blocks, [], edit),
        ...databaseWrites(workspaceId, databaseId, database, edit.at),
        ...dataSourceWrites(workspaceId, dataSourceId, first, 1, 1),
        defaultView(workspaceId, databaseId, dataSourceId, edit),
        ...(!parent && keeper ? privateTo(workspaceId, databaseId, keeper) : []),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    createDataSource(workspaceId, database, { position, ...made }, edit, beyond = NOTHING_BEYOND) {
      const { databaseId } = database
      const { dataSourceId } = made
      const block = dataSourceBlock(databaseId, made, position, database)
      return db.commit(
        touching(workspaceId, databaseId, edit, beyond),
        ...contentWrites(workspaceId, [block], [], edit),
        ...dataSourceWrites(workspaceId, dataSourceId, made, 1, 1),
        defaultView(workspaceId, databaseId, dataSourceId, edit),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    updateDatabase(workspaceId, found, database, edit) {
      const { databaseId, editedAt, editedBy, dataSources } = found
      const former = { formerAt: editedAt, formerBy: editedBy, titleWords: null }
      return db.commit(
        write(touchUnchanged, { workspaceId, blockId: databaseId, ...edit, ...former }),
        write(updateDatabase, { workspaceId, databaseId, ...databaseColumns(database, edit.at) }),
        ...dataSources.flatMap(({ id: dataSourceId, name }) => {
          const titleWords = titleWordsOf(searchedTitle(name, database))
          return [
            write(setTitleWords, { workspaceId, dataSourceId, titleWords }),
            ...startWrites(workspaceId, [{ blockId: dataSourceId, titleWords }]),
          ]
        }),
      )
    },

    updateDataSource(
      workspaceId,
      { dataSourceId, schema, database },
      next,
      edit,
      beyond = NOTHING_BEYOND,
    ) {
      const former = JSON.stringify(schema)
      const titleWords = titleWordsOf(searchedTitle(plainTextOf(next.title), database))
      return db.commit(
        write(updateDataSource, {
          workspaceId,
          dataSourceId,
          ...dataSourceColumns(next),
          former,
          others: othersOf(beyond),
          otherKeys: needsOtherKeys(schema, next.schema) ? 1 : 0,
        }),
        write(touchDataSource, { workspaceId, dataSourceId, titleWords, ...edit }),
        ...startWrites(workspaceId, [{ blockId: dataSourceId, titleWords }]),
        ...beyondWrites(workspaceId, beyond),
      )
    },

    createRow(
      workspaceId,
      { dataSourceId, nextNumber, schema: former },
      schema,
      blocks,
      page,
      edit,
      links = [],
      copy = undefined,
    ) {
      const numbered = {
        workspaceId,
        dataSourceId,
        number: nextNumber,
        former: JSON.stringify(former),
      }
      return db.commit(
        schema === former
          ? write(takeNumber, numbered)
          : write(takeNumberAndExtend, { ...numbered, properties: JSON.stringify(schema) }),
        ...contentWrites(workspaceId, blocks, [page], edit),
        ...linkWrites(workspaceId, links, edit, true),
        keysOfNewRow(workspaceId, dataSourceId, schema, page, edit),
        ...copyWrites(copy),
      )
    },

    moveRow(workspaceId, { dataSourceId, nextNumber, schema }, block, edit) {
      const { blockId, page } = block
      if (!page) throw new Error('The block is no page.')
      const to = { workspaceId, blockId, parentId: dataSourceId }
      const row = { values: page.row?.values ?? {}, number: nextNumber }
      const number = nextNumber
      return db.commit(
        write(takeNumberForMove, { ...to, number, former: JSON.stringify(schema) }),
        write(moveAlong, { ...to, position: number, ...edit }),
        write(becomeRow, { workspaceId, blockId, number, values: JSON.stringify(row.values) }),
        ...keysOfChange(
          workspaceId,
          { ...block, parentId: dataSourceId, page: null },
          { ...page, row },
          schema,
        ),
      )
    },

    walkRows: (workspaceId, dataSourceId, walk) =>
      walkRows(db, { workspaceId, dataSourceId }, walk),

    narrowRows: (workspaceId, dataSourceId, walk) =>
      narrowRows(db, { workspaceId, dataSourceId }, walk),

    async listRows(workspaceId, dataSourceId, ids, inTrash) {
      if (ids.length === 0) return []
      const parameters = { workspaceId, dataSourceId, ids, inTrash: inTrash ? 1 : 0 }
      const rows = await db.all(listRows, parameters)
      return rows.map((row) => rowFrom(row, dataSourceId, inTrash))
    },

    async scanRows(workspaceId, dataSourceId, limit, inTrash, after) {
      const { position = Number.MIN_SAFE_INTEGER, blockId = '' } = after ?? {}
      const wanted = inTrash === undefined ? 2 : Number(inTrash)
      const asked = { workspaceId, dataSourceId, position, blockId, inTrash: wanted, limit }
      return (await db.all(scanRows, asked)).map((row) => ({
        blockId: row.blockId,
        position: row.position,
        createdAt: row.createdAt,
        createdBy: row.createdBy,
        editedAt: row.editedAt,
        editedBy: row.editedBy,
        page: pageFrom(row, true),
      }))
    },

    async keyRows(workspaceId, dataSourceId, schema, rows) {
      await db.commit(keysOfRead(workspaceId, dataSourceId, schema, rows))
    },

    async markKeyed(workspaceId, dataSourceId, keysVersion) {
      await db.commit(write(markKeyed, { workspaceId, dataSourceId, keysVersion }))
    },
  }
}

const touching = (workspaceId: string, blockId: string, edit: Edit, beyond: Beyond): Write =>
  beyond.others.length === 0
    ? write(touchParent, { workspaceId, blockId, ...edit })
    : write(touchParentAndOthers, { workspaceId, blockId, ...edit, others: othersOf(beyond) })

/** The writes that give a database what it shows of itself. */
export const databaseWrites = (
  workspaceId: string,
  databaseId: string,
  database: Database,
  at: number,
): Write[] => [write(insertDatabase, { workspaceId, databaseId, ...databaseColumns(database, at) })]

/** The writes that give a data source its schema. `keyedVersion`: 0 if it begins with rows that have no keys. */
export const dataSourceWrites = (
  workspaceId: string,
  dataSourceId: string,
  made: DataSource,
  nextNumber: number,
  keyedVersion: 0 | 1,
  defaultTemplateId: string | null = null,
): Write[] => [
  write(insertDataSource, {
    workspaceId,
    dataSourceId,
    nextNumber,
    keyedVersion,
    defaultTemplateId,
    ...dataSourceColumns(made),
  }),
]

/** The block of a data source, to be inserted beside it. */
const dataSourceBlock = (
  parentId: string,
  { dataSourceId, title }: Pick<DataSource, 'title'> & { readonly dataSourceId: string },
  position: number,
  database: Titled,
): NewBlock => ({
  blockId: dataSourceId,
  parentId,
  type: 'data_source',
  body: {},
  position,
  title: searchedTitle(plainTextOf(title), database),
})

type Titled = Pick<Database, 'title'>

/** A data source is found by the title of its database as well. Contract §10. */
const searchedTitle = (name: string, { title }: Titled): string =>
  [...new Set([name, plainTextOf(title)])].join(' ')
