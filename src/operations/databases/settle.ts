import type { PropertyRequest } from '../../contract/objects/properties.js'
import type { Neighbours, Schema } from '../../domain/content/property.js'
import { type Self, targetsIn, weave } from '../../domain/content/relating.js'
import { settleComputed } from '../../domain/content/settling.js'
import { dashed } from '../../lib/uuid.js'
import type { Beyond } from '../../ports/databases.js'
import { mintingOf } from '../content/minting.js'
import { refuseInTrash, viewerOf } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { getVisibleDataSource } from './find.js'

/** The data sources that the relations of a schema lead to. */
export const neighboursOf = async (
  { store }: Call,
  bearer: Bearer,
  schemas: readonly Schema[],
): Promise<Neighbours> => {
  const ids = schemas.flat().flatMap(({ relation }) => (relation ? [relation.dataSourceId] : []))
  const { workspaceId } = viewerOf(bearer)
  const found = await store.relations.listNeighbours(workspaceId, [...new Set(ids)])
  return new Map(found.map((one) => [one.dataSourceId, one]))
}

/**
 * A schema that changes, with its relations, rollups and formulas settled, and what changes in others with it. Errors:
 * `object_not_found` for a data source that is not shared, `validation_error`.
 */
export const settleSchema = async (
  call: Call,
  bearer: Bearer,
  self: Self,
  before: Schema,
  after: Schema,
  requests: Readonly<Record<string, PropertyRequest | null>>,
): Promise<{ schema: Schema; beyond: Beyond }> => {
  const { store } = call
  const { workspaceId } = viewerOf(bearer)
  for (const id of targetsIn(requests)) {
    if (dashed(id) !== self.dataSourceId) {
      refuseInTrash(await getVisibleDataSource(call, bearer, id))
    }
  }
  const all = await neighboursOf(call, bearer, [before, after])
  const neighbours = new Map([...all].filter(([id]) => id !== self.dataSourceId))
  const woven = weave(self, before, after, requests, neighbours, mintingOf(call))
  const schemas = new Map([...neighbours].map(([id, { schema }]) => [id, schema]))
  for (const [id, schema] of woven.others) schemas.set(id, schema)
  schemas.set(self.dataSourceId, woven.schema)
  const { dataSourceId } = self
  let settled = settleComputed(workspaceId, dataSourceId, before, requests, schemas)
  while (settled.schema === undefined) {
    const found = await store.relations.listNeighbours(workspaceId, settled.missing)
    for (const id of settled.missing) schemas.set(id, [])
    for (const one of found) schemas.set(one.dataSourceId, one.schema)
    settled = settleComputed(workspaceId, dataSourceId, before, requests, schemas)
  }
  const others = [...woven.others].map(([id, schema]) => ({
    dataSourceId: id,
    former: neighbours.get(id)?.schema ?? [],
    schema,
  }))
  const { ended, parted } = woven
  return { schema: settled.schema, beyond: { others, ended, parted } }
}
