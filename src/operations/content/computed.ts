import { ApiError } from '../../contract/errors.js'
import type { Block } from '../../domain/content/block.js'
import {
  type ComputedRow,
  computing,
  endKeyOf,
  TooMuchToCompute,
} from '../../domain/content/computing.js'
import type { Page } from '../../domain/content/page.js'
import { type Plan, type PropertyPlace, planOf } from '../../domain/content/planning.js'
import type { Schema } from '../../domain/content/property.js'
import { peopleIn } from '../../domain/content/texts-and-people.js'
import type { Stamped } from '../../domain/content/value.js'
import type { Reader, Viewer } from '../../ports/content.js'
import type { Store } from '../../ports/store.js'
import type { Call, Deps } from '../deps.js'
import type { Bearer } from '../operation.js'
import { namesIn } from './naming.js'
import { viewerOf } from './viewer.js'

type PersonOf = (id: string) => { readonly name: string | null; readonly email: string | null }

/** For whom values are computed: what they may not see takes no part. */
export type Asker = (Viewer | Reader) & {
  readonly people: (ids: readonly string[]) => Promise<PersonOf>
}

type Surroundings = { readonly store: Pick<Store, 'relations'>; readonly clock: Deps['clock'] }

/** The bot of a token. */
export const askerOf = (call: Call, bearer: Bearer): Asker => ({
  ...viewerOf(bearer),
  async people(ids) {
    const named = await namesIn(call, bearer, [], ids)
    return (id) => {
      const { name, shown } = named.user(id)
      const { person } = shown as { person?: { email?: string } }
      return { name, email: person?.email ?? null }
    }
  },
})

/** A person who reads a page. */
export const askerOfPerson = ({ store }: Pick<Deps, 'store'>, reader: Reader): Asker => ({
  ...reader,
  async people(ids) {
    const names = await store.content.listNames(reader.workspaceId, ids)
    return (id) => ({ name: names.get(id) ?? null, email: null })
  },
})

/** A page as a row, whatever else is known of it. */
export type Rowlike = Pick<
  Block,
  'blockId' | 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'
> & {
  readonly page: Page | null
}

const isComputed = ({ type }: Schema[number]): boolean =>
  type === 'relation' || type === 'rollup' || type === 'formula'

/**
 * Pages of one data source with the values that are not kept with them: related pages, rollups and formulas, as far as
 * `schema` has such properties. A page takes no query of its own: there are as many as tables to go through. Errors:
 * `validation_error` if it is too much at once.
 */
export const withComputed = async <B extends Rowlike>(
  surroundings: Surroundings,
  asker: Asker,
  dataSourceId: string,
  whole: Schema,
  pages: readonly B[],
  wanted: Schema = whole,
): Promise<readonly B[]> => {
  const asked = wanted.filter(isComputed)
  if (asked.length === 0 || pages.length === 0) return pages
  const places = asked.map(({ id }) => ({ dataSourceId, propertyId: id }))
  const { schemas, plan } = await planned(surroundings, asker, dataSourceId, whole, places)
  const rows = new Map<string, ComputedRow>()
  for (const block of pages) {
    if (block.page)
      rows.set(block.blockId, { dataSourceId, stamped: stampOf(block), page: block.page })
  }
  const links = await follow(surroundings, asker, plan, rows)
  const person = await peopleFor(asker, plan, schemas, rows)
  const valuesOf = computing({
    schemas,
    formulas: plan.formulas,
    rows,
    links,
    now: surroundings.clock(),
    person,
  })
  return pages.map((block) => {
    const { page } = block
    if (!page?.row) return block
    const values = { ...page.row.values, ...refusingTooMuch(() => valuesOf(block.blockId, asked)) }
    return { ...block, page: { ...page, row: { ...page.row, values } } }
  })
}

const refusingTooMuch = <T>(work: () => T): T => {
  try {
    return work()
  } catch (fault) {
    if (!(fault instanceof TooMuchToCompute)) throw fault
    throw new ApiError(
      'validation_error',
      'The formulas of this data source are too much to compute for so many pages at once. Ask for fewer pages, or for other properties with `filter_properties`.',
    )
  }
}

export const stampOf = (block: Rowlike): Stamped => {
  const { blockId, createdAt, createdBy, editedAt, editedBy, page } = block
  return { blockId, createdAt, createdBy, editedAt, editedBy, number: page?.row?.number ?? null }
}

/** Reads schemas until all are there that the places are computed through. */
export const planned = async (
  { store }: Pick<Surroundings, 'store'>,
  { workspaceId }: Pick<Asker, 'workspaceId'>,
  dataSourceId: string,
  schema: Schema,
  places: readonly PropertyPlace[],
): Promise<{ schemas: Map<string, Schema>; plan: Plan }> => {
  const schemas = new Map([[dataSourceId, schema]])
  let plan = planOf(schemas, places)
  while (plan.missing.length > 0) {
    const found = await store.relations.listNeighbours(workspaceId, plan.missing)
    for (const id of plan.missing) schemas.set(id, [])
    for (const neighbour of found) schemas.set(neighbour.dataSourceId, neighbour.schema)
    plan = planOf(schemas, places)
  }
  return { schemas, plan }
}

/** Goes from rows to the rows that they are related to, all of one distance in two queries, and adds those to `rows`. */
const follow = async (
  { store }: Surroundings,
  asker: Asker,
  plan: Plan,
  rows: Map<string, ComputedRow>,
): Promise<Map<string, Map<string, string[]>>> => {
  const links = new Map<string, Map<string, string[]>>()
  let fresh = [...rows.keys()]
  for (let hop = 0; hop < plan.hops && fresh.length > 0; hop++) {
    const sources = new Set(fresh.map((id) => rows.get(id)?.dataSourceId ?? ''))
    const followed = [...sources].flatMap((id) => plan.relations.get(id) ?? [])
    const ends = followed.flatMap(({ relation }) => (relation ? [relation] : []))
    for (const property of followed) {
      const key = endKeyOf(property)
      links.set(key, links.get(key) ?? new Map())
    }
    const next = new Set<string>()
    const homes = new Map(ends.map((end) => [`${end.relationId} ${end.end}`, end.dataSourceId]))
    for (const { relationId, end, pageId, otherId } of await store.relations.listLinks(
      asker,
      ends,
      fresh,
    )) {
      const key = `${relationId} ${end}`
      const known = links.get(key)
      const others = known?.get(pageId)
      if (others) others.push(otherId)
      else known?.set(pageId, [otherId])
      if (plan.rowsOf.has(homes.get(key) ?? '') && !rows.has(otherId)) next.add(otherId)
    }
    fresh = [...next]
    const found = await store.relations.listRowsById(asker.workspaceId, fresh)
    for (const row of found) rows.set(row.stamped.blockId, row)
  }
  return links
}

const peopleFor = async (
  { people }: Asker,
  plan: Plan,
  schemas: ReadonlyMap<string, Schema>,
  rows: ReadonlyMap<string, ComputedRow>,
): Promise<PersonOf> => {
  if (!plan.namesPeople) return () => ({ name: null, email: null })
  const ids = [...rows.values()].flatMap(({ dataSourceId, stamped, page }) => [
    stamped.createdBy,
    stamped.editedBy,
    ...peopleIn(schemas.get(dataSourceId) ?? [], page.row?.values ?? {}),
  ])
  return people([...new Set(ids)])
}
