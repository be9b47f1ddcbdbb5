import { type Filter, propertiesIn } from '../../domain/query/filter.js'
import type { Sort } from '../../domain/query/sort.js'
import type { FoundDataSource } from '../../ports/databases.js'
import { askerOf, type Rowlike, withComputed } from '../content/computed.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/**
 * Rows with what a filter and sorts ask of them: related pages, rollups and formulas come to their values, and only those
 * that are asked about. Rows for which nothing is to be computed come back as they are, without a query. Errors:
 * `validation_error` if it is too much at once.
 */
export const judgedRows = (
  call: Call,
  bearer: Bearer,
  { dataSourceId, schema }: Pick<FoundDataSource, 'dataSourceId' | 'schema'>,
  filter: Filter | undefined,
  sorts: readonly Sort[],
): (<Row extends Rowlike>(rows: readonly Row[]) => Promise<readonly Row[]>) => {
  const asker = askerOf(call, bearer)
  const asked = new Set([
    ...(filter ? propertiesIn(filter) : []),
    ...sorts.flatMap((sort) => (sort.type === 'property' ? [sort.propertyId] : [])),
  ])
  const judged = schema.filter(({ id }) => asked.has(id))
  return (rows) => withComputed(call, asker, dataSourceId, schema, rows, judged)
}
