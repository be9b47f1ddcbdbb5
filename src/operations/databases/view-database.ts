import { ApiError } from '../../contract/errors.js'
import { explain } from '../../contract/explain.js'
import { endpoints } from '../../contract/index.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import {
  type FilterOperator,
  type FilterRequest,
  operatorsOf,
} from '../../contract/objects/query.js'
import { checkOf } from '../../contract/schema.js'
import type { Property } from '../../domain/content/property.js'
import { plainTextOf } from '../../domain/content/rich-text.js'
import type { Person, Workspace } from '../../domain/workspaces/workspace.js'
import type { FoundDatabase, PageLabel } from '../../ports/content.js'
import { emojisIn } from '../content/naming.js'
import { openFiles } from '../content/open-files.js'
import { readingAs } from '../content/reading-as.js'
import { queryDataSource } from '../data-sources/query-data-source.js'
import type { Call } from '../deps.js'

/** One condition as a person chose it; `value` is as it was typed. */
export type ChosenFilter = {
  readonly propertyId: string
  readonly operator: string
  readonly value: string
}

/** What a person asked of a table. */
export type TableQuery = {
  /** Undefined: the first data source. */
  readonly sourceId?: string | undefined
  readonly filters: readonly ChosenFilter[]
  readonly sort?:
    | { readonly propertyId: string; readonly direction: 'ascending' | 'descending' }
    | undefined
  /** Where an earlier page ended; empty: the beginning. */
  readonly from: string
  readonly size: number
}

export type Column = Pick<Property, 'id' | 'name'> & {
  readonly format: string | undefined
  readonly type: string
  readonly options: readonly string[]
  readonly operators: readonly FilterOperator[]
}

/** A data source of a database as a table. */
export type Table = {
  readonly sources: readonly { readonly id: string; readonly name: string }[]
  readonly sourceId: string
  /** The title first. */
  readonly columns: readonly Column[]
  readonly rows: readonly PageAnswer[]
  /** Pages that rows relate to, by id. */
  readonly labels: ReadonlyMap<string, PageLabel>
  readonly next: string | null
  /** Why nothing could be asked for. */
  readonly problem: string | undefined
}

/** A database as a person sees it; `table` undefined: it has no data source. */
export type DatabaseView = {
  readonly workspace: Workspace
  readonly database: FoundDatabase
  readonly title: string
  readonly description: string
  /** The pages above, the topmost first. */
  readonly ancestors: readonly PageLabel[]
  readonly table: Table | undefined
  /** They may say who else sees it. */
  readonly isSharer: boolean
  /** Whom a filter can name; to guests nobody is listed. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

const MAX_PEOPLE = 100

const isAskable = checkOf(endpoints.queryDataSource.body)

/** A database for a person; undefined: there is none that is shared with them. */
export const viewDatabase = async (
  call: Call,
  person: Person,
  databaseId: string,
  query: TableQuery,
): Promise<DatabaseView | undefined> => {
  const { store } = call
  for (const workspace of await store.workspaces.listOfUser(person.userId)) {
    const { workspaceId } = workspace
    const reader = { workspaceId, userId: person.userId }
    const database = await store.databases.findDatabaseForReader(reader, databaseId)
    if (!database) continue
    const isGuest = workspace.role === 'guest'
    const [ancestors, users, table, access] = await Promise.all([
      store.content.listAncestorsForReader(reader, databaseId),
      isGuest ? [] : store.workspaces.listUsers(workspaceId, MAX_PEOPLE),
      viewTable(call, workspace, person, database, query),
      store.sharing.findAccess(reader, databaseId),
    ])
    const icons = [database.icon, ...ancestors.map(({ icon }) => icon)]
    const emojis = await emojisIn({ ...call, origin: '' }, workspaceId, [], icons)
    const { openPage, openLabel } = openFiles(call, emojis)
    return {
      workspace,
      database: openPage(database),
      title: plainTextOf(database.title),
      description: plainTextOf(database.description),
      ancestors: ancestors.map(openLabel),
      table,
      isSharer: access === 'full_access',
      people: users.flatMap((user) =>
        user.type === 'person' ? [{ id: user.id, name: user.person.name }] : [],
      ),
    }
  }
  return undefined
}

const viewTable = async (
  ownCall: Call,
  workspace: Workspace,
  person: Person,
  { dataSources: sources }: FoundDatabase,
  query: TableQuery,
): Promise<Table | undefined> => {
  const chosen = sources.find(({ id }) => id === query.sourceId) ?? sources[0]
  if (!chosen) return undefined
  const { call, bearer } = readingAs(ownCall, workspace, person)
  const schema = (await call.store.databases.findSchema(workspace.workspaceId, chosen.id))?.schema
  if (!schema) return undefined
  const columns = schema
    .toSorted((one, other) => Number(other.type === 'title') - Number(one.type === 'title'))
    .map(columnOf)
  const shown = { sources, sourceId: chosen.id, columns }
  try {
    const body = bodyFrom(columns, query)
    if (!isAskable(body)) {
      const { body: row } = endpoints.queryDataSource
      throw new ApiError('validation_error', explain('body', row, body))
    }
    const input = { params: { data_source_id: chosen.id }, query: {}, body }
    const { results, next_cursor } = await queryDataSource(call, bearer, input)
    const rows = results.flatMap((row) => ('properties' in row ? [row] : []))
    const related = [...new Set(rows.flatMap(relatedIn))]
    const labels = await call.store.content.listLabels(
      { workspaceId: workspace.workspaceId, userId: person.userId },
      related,
    )
    return {
      ...shown,
      rows,
      labels: new Map(labels.map((label) => [label.id, label])),
      next: next_cursor,
      problem: undefined,
    }
  } catch (fault) {
    if (!(fault instanceof ApiError) || fault.code !== 'validation_error') throw fault
    return { ...shown, rows: [], labels: new Map(), next: null, problem: fault.message }
  }
}

const columnOf = ({ id, name, type, format, options = [] }: Property): Column => ({
  id,
  name,
  type,
  format,
  options: options.map((option) => option.name),
  operators: operatorsOf(type),
})

/** What the API would be sent. */
const bodyFrom = (columns: readonly Column[], { filters, sort, from, size }: TableQuery) => {
  const and = filters.map((filter) => conditionFrom(columns, filter))
  return {
    ...(and.length > 0 && { filter: { and } as FilterRequest }),
    ...(sort && { sorts: [{ property: sort.propertyId, direction: sort.direction }] }),
    ...(from !== '' && { start_cursor: from }),
    page_size: size,
  }
}

const conditionFrom = (columns: readonly Column[], filter: ChosenFilter): FilterRequest => {
  const { propertyId, operator, value } = filter
  const column = columns.find(({ id }) => id === propertyId)
  const known = column?.operators.find(({ name }) => name === operator)
  if (!column || !known) {
    throw new ApiError(
      'validation_error',
      'A filter names a property or operator that is not here.',
    )
  }
  const operand = operandFrom(known.operand, value)
  return { property: propertyId, [column.type]: { [operator]: operand } } as FilterRequest
}

const operandFrom = (kind: FilterOperator['operand'], value: string): unknown => {
  switch (kind) {
    case 'nothing':
      return true
    case 'period':
      return {}
    case 'number':
      return value.trim() === '' ? Number.NaN : Number(value)
    case 'truth':
      return value === 'true'
    default:
      return value
  }
}

const relatedIn = ({ properties }: PageAnswer): string[] =>
  Object.values(properties as Readonly<Record<string, unknown>>).flatMap((value) => {
    const { relation } = value as { readonly relation?: readonly { readonly id: string }[] }
    return Array.isArray(relation) ? relation.map(({ id }) => id) : []
  })
