import { addressOf } from '../../domain/content/page.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import type {
  ChosenFilter,
  DatabaseView,
  TableQuery,
} from '../../operations/databases/view-database.js'
import type { TableProps } from '../../ui/database-table.js'

const PAGE_SIZE = 50
const INLINE_SIZE = 10
const MAX_FILTERS = 10

/** What the address of a table asks for, and the property that a filter is about to be made for. */
export type AskedTable = TableQuery & { readonly pending?: string | undefined }

export const inlineQuery: AskedTable = { filters: [], from: '', size: INLINE_SIZE }

/** Reads the query of an address: filters are `p`, `o` and `value`, repeated in step; `v` is a view, as in its `url`. */
export const tableQueryFrom = (query: unknown): AskedTable => {
  const given = query as Readonly<Record<string, unknown>>
  const [properties, operators, values] = [all(given.p), all(given.o), all(given.value)]
  const filters: ChosenFilter[] = properties.slice(0, MAX_FILTERS).map((propertyId, index) => ({
    propertyId,
    operator: operators[index] ?? '',
    value: values[index] ?? '',
  }))
  const sorted = one(given.sort)
  const view = one(given.v)
  return {
    viewId: view !== undefined && isUuid(view) ? dashed(view) : undefined,
    sourceId: one(given.source),
    filters,
    ...(sorted !== undefined && {
      sort: {
        propertyId: sorted,
        direction: given.dir === 'descending' ? ('descending' as const) : ('ascending' as const),
      },
    }),
    from: one(given.from) ?? '',
    size: PAGE_SIZE,
    pending: one(given.add),
  }
}

const all = (value: unknown): string[] =>
  [value].flat().filter((text): text is string => typeof text === 'string')

const one = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A table as the page shows it. */
export const tableOf = (
  { database, title, table, people }: DatabaseView,
  asked: AskedTable,
  isInline = false,
): TableProps | undefined => {
  if (!table) return undefined
  const { labels, sourceId, sources, views, viewId } = table
  return {
    path: addressOf('', database.databaseId, title),
    sources,
    sourceId,
    views,
    viewId,
    columns: table.columns,
    rows: table.rows,
    filters: asked.filters,
    sort: asked.sort,
    pending: asked.pending,
    placeOf(id) {
      const label = labels.get(id)
      return label && { title: label.title, href: addressOf('', id, label.title) }
    },
    next: table.next,
    isContinued: asked.from !== '',
    problem: table.problem,
    people,
    isInline,
    label: `Rows of ${sources.find(({ id }) => id === sourceId)?.name || title || 'Untitled'}`,
  }
}
