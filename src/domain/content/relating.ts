import { ApiError } from '../../contract/errors.js'
import type { PropertyRequest, RelationRequest } from '../../contract/objects/properties.js'
import {
  findProperty,
  type Minting,
  type Neighbours,
  type Property,
  type Relation,
  type Schema,
} from './property.js'

/** The data source whose schema changes. */
export type Self = { readonly dataSourceId: string; readonly title: string }

/** What a change of one schema means for relations. */
export type Woven = {
  readonly schema: Schema
  /** Other schemas that change with it, by their data sources. */
  readonly others: ReadonlyMap<string, Schema>
  /** Relations that no property shows any more. */
  readonly ended: readonly string[]
  /** Relations whose links a new one begins with: two ends that part keep what they have. */
  readonly parted: readonly { readonly from: string; readonly to: string }[]
}

/** The data sources that these properties are to relate to. */
export const targetsIn = (requests: Readonly<Record<string, PropertyRequest | null>>): string[] => {
  const named = Object.values(requests).flatMap((request) => {
    const relation = request?.relation as RelationRequest | undefined
    return relation ? [relation.data_source_id] : []
  })
  return [...new Set(named)]
}

/**
 * Brings the other ends of relations in line with a schema that changes: a dual relation makes a property in the data
 * source that it leads to; a relation that becomes single, and one that is removed, leaves the property there behind as a
 * single one of its own (observed). Contract §8.4.
 */
export const weave = (
  self: Self,
  before: Schema,
  after: Schema,
  requests: Readonly<Record<string, PropertyRequest | null>>,
  neighbours: Neighbours,
  mint: Minting,
): Woven => {
  const schemas = new Map([...neighbours].map(([id, { schema }]) => [id, schema]))
  schemas.set(self.dataSourceId, after)
  const changed = new Set<string>()
  const ended: string[] = []
  const parted: { from: string; to: string }[] = []
  const replace = (dataSourceId: string, property: Property): void => {
    const schema = schemas.get(dataSourceId) ?? []
    const isThere = schema.some(({ id }) => id === property.id)
    const next = schema.map((one) => (one.id === property.id ? property : one))
    schemas.set(dataSourceId, isThere ? next : [...schema, property])
    changed.add(dataSourceId)
  }
  const syncedOf = ({ dataSourceId, syncedId }: Relation): Property | undefined =>
    schemas.get(dataSourceId)?.find(({ id, type }) => id === syncedId && type === 'relation')

  const leave = (former: Relation): void => {
    const synced = syncedOf(former)
    if (!synced?.relation) {
      ended.push(former.relationId)
      return
    }
    replace(former.dataSourceId, { ...synced, relation: { ...synced.relation, syncedId: null } })
  }
  const part = (property: Property, relation: Relation): void => {
    const synced = syncedOf(relation)
    if (synced?.relation) {
      const relationId = mint.optionId()
      parted.push({ from: relation.relationId, to: relationId })
      const own = { ...synced.relation, relationId, syncedId: null }
      replace(relation.dataSourceId, { ...synced, relation: own })
    }
    replace(self.dataSourceId, { ...property, relation: { ...relation, syncedId: null } })
  }
  const join = (property: Property, relation: Relation, wanted: string | undefined): void => {
    const synced = syncedOf(relation)
    const { dataSourceId } = relation
    const schema = schemas.get(dataSourceId) ?? []
    if (synced) {
      if (wanted === undefined || wanted === synced.name) return
      refuseTaken(schema, wanted)
      replace(dataSourceId, { ...synced, name: wanted })
      return
    }
    if (wanted !== undefined) refuseTaken(schema, wanted)
    const name = wanted ?? freeName(schema, `Related to ${self.title} (${property.name})`)
    const made: Property = {
      id: mint.propertyId(),
      name,
      description: null,
      type: 'relation',
      relation: {
        relationId: relation.relationId,
        end: relation.end === 'from' ? 'to' : 'from',
        dataSourceId: self.dataSourceId,
        syncedId: property.id,
      },
    }
    replace(dataSourceId, made)
    replace(self.dataSourceId, { ...property, relation: { ...relation, syncedId: made.id } })
  }

  for (const { id, relation } of before) {
    const next = schemas.get(self.dataSourceId)?.find((one) => one.id === id)
    if (relation && next?.relation?.relationId !== relation.relationId) leave(relation)
  }
  for (const [key, request] of Object.entries(requests)) {
    const asked = request?.relation as RelationRequest | undefined
    if (!request || !asked) continue
    const schema = schemas.get(self.dataSourceId) ?? []
    const former = findProperty(before, key)
    const property = schema.find(({ id, name }) =>
      former ? id === former.id : name === (request.name ?? key),
    )
    if (!property?.relation) continue
    if (asked.dual_property) {
      join(property, property.relation, asked.dual_property.synced_property_name)
    } else {
      part(property, property.relation)
    }
  }
  const schema = schemas.get(self.dataSourceId) ?? after
  changed.delete(self.dataSourceId)
  const others = new Map([...changed].map((id) => [id, schemas.get(id) ?? []]))
  return { schema, others, ended, parted }
}

const refuseTaken = (schema: Schema, name: string): void => {
  if (!schema.some((one) => one.name === name)) return
  throw new ApiError(
    'validation_error',
    `The related data source already has a property with the name: ${name}.`,
  )
}

/** The name, or with the first number that makes it one that nobody has (observed). */
const freeName = (schema: Schema, name: string): string => {
  const taken = new Set(schema.map((one) => one.name))
  if (!taken.has(name)) return name
  for (let n = 1; ; n++) if (!taken.has(`${name} ${n}`)) return `${name} ${n}`
}
