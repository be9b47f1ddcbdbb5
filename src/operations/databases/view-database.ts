import { ApiError } from '../../contract/errors.js'
import { explain } from '../../contract/explain.js'
import { endpoints } from '../../contract/index.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import {
  type FilterOperator,
  type FilterRequest,
  formulaOperators,
  operatorsOf,
  rollupOperators,
  type SortRequest,
} from '../../contract/objects/query.js'
import type { ViewType } from '../../contract/objects/view.js'
import { checkOf } from '../../contract/schema.js'
import type { Property } from '../../domain/content/property.js'
import { plainTextOf } from '../../domain/content/rich-text.js'
import type { Person, Workspace } from '../../domain/workspaces/workspace.js'
import type { PageLabel } from '../../ports/content.js'
import type { FoundDatabase } from '../../ports/databases.js'
import type { View, ViewDefinition } from '../../ports/views.js'
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
  /** Undefined: the first view of the data source. */
  readonly viewId?: string | undefined
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

/** A way to look at a data source, and whether it shows other rows, or in another order, than the whole has. */
export type TableView = {
  readonly id: string
  readonly name: string
  readonly type: ViewType
  readonly isFiltered: boolean
  readonly isSorted: boolean
}

/** A data source of a database as a table. */
export type Table = {
  readonly sources: readonly { readonly id: string; readonly name: string }[]
  readonly sourceId: string
  /** Views of the data source in this database; the one that is open also filters and sorts. */
  readonly views: readonly TableView[]
  readonly viewId: string | undefined
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
  { databaseId, dataSources: sources }: FoundDatabase,
  query: TableQuery,
): Promise<Table | undefined> => {
  const { call, bearer } = readingAs(ownCall, workspace, person)
  const { store } = call
  const { workspaceId } = workspace
  const all = await store.views.list(workspaceId, { databaseId })
  const asked = all.find(({ viewId }) => viewId === query.viewId)
  const sourceId = query.sourceId ?? asked?.dataSourceId
  const chosen = sources.find(({ id }) => id === sourceId) ?? sources[0]
  const schema = chosen && (await store.databases.findSchema(workspaceId, chosen.id))?.schema
  if (!schema) return undefined
  const views = all.filter(({ dataSourceId }) => dataSourceId === chosen.id)
  const view = views.find((one) => one === asked) ?? views[0]
  const inOrder = schema.toSorted(
    (one, other) => Number(other.type === 'title') - Number(one.type === 'title'),
  )
  const shown = {
    sources,
    sourceId: chosen.id,
    views: views.map(tableViewOf),
    viewId: view?.viewId,
  }
  const columnsFor = (rows: readonly PageAnswer[]) =>
    inOrder.map((property) => columnOf(property, rows, query.filters))
  try {
    const body = bodyFrom(columnsFor([]), query)
    if (!isAskable(body)) {
      const { body: row } = endpoints.queryDataSource
      throw new ApiError('validation_error', explain('body', row, body))
    }
    const seen = throughView(body, view?.definition ?? {})
    const input = { params: { data_source_id: chosen.id }, query: {}, body: seen }
    const { results, next_cursor } = await queryDataSource(call, bearer, input)
    const rows = results.flatMap((row) => ('properties' in row ? [row] : []))
    const related = [...new Set(rows.flatMap(relatedIn))]
    const labels = await store.content.listLabels({ workspaceId, userId: person.userId }, related)
    return {
      ...shown,
      columns: columnsFor(rows),
      rows,
      labels: new Map(labels.map((label) => [label.id, label])),
      next: next_cursor,
      problem: undefined,
    }
  } catch (fault) {
    if (!(fault instanceof ApiError) || fault.code !== 'validation_error') throw fault
    const nothing = { rows: [], labels: new Map(), next: null, problem: fault.message }
    return { ...shown, columns: columnsFor([]), ...nothing }
  }
}

const tableViewOf = ({ viewId: id, name, type, definition }: View): TableView => ({
  id,
  name,
  type,
  isFiltered: filtersOf(definition).length > 0,
  isSorted: (definition.sorts ?? []).length > 0,
})

const filtersOf = ({ filter, quickFilters = {} }: ViewDefinition): FilterRequest[] => {
  const quick = Object.entries(quickFilters).map(([property, one]) => ({ ...one, property }))
  return [...(filter ? [filter] : []), ...(quick as FilterRequest[])]
}

type Body = {
  readonly filter?: FilterRequest
  readonly sorts?: SortRequest[]
  readonly start_cursor?: string
  readonly page_size: number
}

/** What a view lets through; its own order comes after the one that was asked for. */
const throughView = ({ filter, sorts = [], ...body }: Body, view: ViewDefinition): Body => {
  const and = [...filtersOf(view), ...(filter ? [filter] : [])]
  return {
    ...body,
    ...(and.length > 0 && { filter: { and } as FilterRequest }),
    sorts: [...sorts, ...(view.sorts ?? [])],
  }
}

/** What formulas and rollups come to is told by their values, and by filters that there are. */
const columnOf = (
  { id, name, type, format, options = [] }: Property,
  rows: readonly PageAnswer[],
  filters: readonly ChosenFilter[],
): Column => ({
  id,
  name,
  type,
  format,
  options: options.map((option) => option.name),
  operators:
    type === 'formula' || type === 'rollup'
      ? computedOperators(
          type,
          rows.map(({ properties }) => (properties as Values)[name]),
          filters.find(({ propertyId }) => propertyId === id)?.operator ?? '',
        )
      : operatorsOf(type),
})

type Values = Readonly<Record<string, Value | undefined>>
type Computed = { readonly type?: string; readonly array?: readonly { readonly type: string }[] }
type Value = { readonly formula?: Computed; readonly rollup?: Computed }

const computedOperators = (
  type: 'formula' | 'rollup',
  values: readonly (Value | undefined)[],
  chosen: string,
): readonly FilterOperator[] => {
  const known = chosen.split('.').slice(0, -1)
  if (type === 'formula') {
    const [member = ''] = known
    const told = values.find((value) => value?.formula?.type)?.formula?.type
    return formulaOperators(told ?? (member === 'checkbox' ? 'boolean' : member))
  }
  const [member = '', item] = known
  if (item) return rollupOperators(item, true)
  if (member) return rollupOperators(member, false)
  const lists = values.flatMap((value) => value?.rollup?.array ?? [])
  if (lists[0]) return rollupOperators(lists[0].type, true)
  return rollupOperators(values.find((value) => value?.rollup)?.rollup?.type ?? '', false)
}

/** What the API would be sent. */
const bodyFrom = (columns: readonly Column[], { filters, sort, from, size }: TableQuery): Body => {
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
  const condition = operator
    .split('.')
    .reduceRight<unknown>((inner, member) => ({ [member]: inner }), operand)
  return { property: propertyId, [column.type]: condition } as FilterRequest
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
