import { queriedRow } from '../../domain/content/queried-row.js'
import { type Asking, evaluate, type Filter } from '../../domain/query/filter.js'
import { pushedFilter, pushedSorts } from '../../domain/query/pushed.js'
import { orderOfPlaces, type Place, placeOf, type Sort } from '../../domain/query/sort.js'
import type { PlacedBlock } from '../../ports/content.js'
import type { FoundDataSource, RowMark, ScannedRow } from '../../ports/databases.js'
import type { Rowlike } from '../content/computed.js'
import type { Call } from '../deps.js'

/** What is asked of the rows of a data source. */
export type RowQuery = {
  readonly filter: Filter
  readonly sorts: readonly Sort[]
  readonly inTrash: boolean
  /** The first row to be answered, or where it was. */
  readonly from?: Place | undefined
  readonly limit: number
  /** How many rows the store rather sorts than walks; it knows a good number. */
  readonly handful?: number
}

/** Rows with what is computed of them come to its values, as far as a query asks. */
export type Judge = <Row extends Rowlike>(rows: readonly Row[]) => Promise<readonly Row[]>

export type FoundRow = { readonly place: Place; readonly block: PlacedBlock }

/** Rows that are judged before others get their turn. */
const BATCH = 500

/** Rows that are held for every row that is wanted, before those that came too far behind are let go. */
const HELD = 4

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The first rows that satisfy a filter, in the order of the sorts. The store answers by keys what it can and the filter
 * judges each row of its answer; what goes by no keys is judged row after row.
 */
export const findRows = async (
  call: Pick<Call, 'store'>,
  workspaceId: string,
  source: FoundDataSource,
  query: RowQuery,
  asking: Asking,
  judge: Judge,
): Promise<FoundRow[]> => {
  const { databases } = call.store
  const { dataSourceId, schema } = source
  const { filter, inTrash, limit, handful } = query
  const read = async (ids: readonly string[]) => {
    const blocks = await judge(await databases.listRows(workspaceId, dataSourceId, ids, inTrash))
    return new Map(blocks.map((block) => [block.blockId, block]))
  }
  const isRight = (block: PlacedBlock): boolean =>
    block.page !== null && evaluate(filter, queriedRow(schema, block, block.page), asking)

  const sorts = pushedSorts(schema, query.sorts)
  const where = pushedFilter(schema, filter, asking)
  if (sorts && !inTrash) {
    const found: FoundRow[] = []
    let from = query.from
    let last: string | undefined
    while (found.length < limit) {
      const wanted = limit - found.length + Number(last !== undefined)
      const asked = { where, sorts, from, limit: wanted, handful }
      const places = await databases.walkRows(workspaceId, dataSourceId, asked)
      if (!places) return scan(call, workspaceId, source, query, asking, judge)
      const fresh = places.filter(({ id }) => id !== last)
      const blocks = await read(fresh.map(({ id }) => id))
      for (const place of fresh) {
        const block = blocks.get(place.id)
        if (block && isRight(block)) found.push({ place, block })
      }
      if (places.length < wanted) break
      from = places.at(-1)
      last = from?.id
    }
    return found
  }
  if (inTrash) return scan(call, workspaceId, source, query, asking, judge)
  const few = await databases.narrowRows(workspaceId, dataSourceId, { where, handful })
  if (!few) return scan(call, workspaceId, source, query, asking, judge)
  const blocks = [...(await read(few)).values()].filter(isRight)
  const placeOfRow = placeOf(query.sorts)
  const order = orderOfPlaces(query.sorts)
  return blocks
    .flatMap((block) =>
      block.page ? [{ block, place: placeOfRow(queriedRow(schema, block, block.page)) }] : [],
    )
    .filter(({ place }) => !query.from || order(place, query.from) >= 0)
    .sort((one, other) => order(one.place, other.place))
    .slice(0, limit)
}

/** Judges every row, a batch at a time, and holds the first. */
const scan = async (
  { store: { databases } }: Pick<Call, 'store'>,
  workspaceId: string,
  { dataSourceId, schema }: FoundDataSource,
  { filter, sorts, inTrash, from, limit }: RowQuery,
  asking: Asking,
  judge: Judge,
): Promise<FoundRow[]> => {
  const placeOfRow = placeOf(sorts)
  const order = orderOfPlaces(sorts)
  let held: Place[] = []
  const letGo = (): void => {
    held = held.sort(order).slice(0, limit)
  }
  const take = (scanned: ScannedRow): void => {
    const row = queriedRow(schema, scanned, scanned.page)
    if (!evaluate(filter, row, asking)) return
    const place = placeOfRow(row)
    if (!from || order(place, from) >= 0) held.push(place)
  }
  let after: RowMark | undefined
  do {
    const rows = await databases.scanRows(workspaceId, dataSourceId, BATCH, inTrash, after)
    for (const row of await judge(rows)) take(row)
    if (held.length > limit * HELD) letGo()
    after = rows.length === BATCH ? rows.at(-1) : undefined
    await nextTurn()
  } while (after)
  letGo()
  const ids = held.map(({ id }) => id)
  const blocks = await databases.listRows(workspaceId, dataSourceId, ids, inTrash)
  const byId = new Map(blocks.map((block) => [block.blockId, block]))
  return held.flatMap((place) => {
    const block = byId.get(place.id)
    return block ? [{ place, block }] : []
  })
}
