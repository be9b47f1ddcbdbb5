import type { PropertyAnswer } from '../../contract/objects/properties.js'
import {
  encodedId,
  type Neighbours,
  type Property,
  type Relation,
  type Rollup,
  type Schema,
} from './property.js'

/** A schema in the order in which answers show it: by ids, shorter ones first (observed). */
export const inOrderOfIds = (schema: Schema): Schema =>
  schema.toSorted((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1))

/** A schema as answers show it, by name. */
export const presentSchema = (
  schema: Schema,
  neighbours: Neighbours,
): Record<string, PropertyAnswer> =>
  Object.fromEntries(
    inOrderOfIds(schema).map((property) => {
      const { id, name, description, type } = property
      const config = configOf(property, schema, neighbours)
      return [name, { id: encodedId(id), name, description, type, [type]: config }]
    }),
  )

const presentRelation = (
  { dataSourceId, syncedId }: Relation,
  neighbours: Neighbours,
): Readonly<Record<string, unknown>> => {
  const neighbour = neighbours.get(dataSourceId)
  const target = { database_id: neighbour?.databaseId, data_source_id: dataSourceId }
  const synced = neighbour?.schema.find(({ id }) => id === syncedId)
  if (!synced) return { ...target, type: 'single_property', single_property: {} }
  const dual = { synced_property_name: synced.name, synced_property_id: encodedId(synced.id) }
  return { ...target, type: 'dual_property', dual_property: dual }
}

/** Names are those of today, as far as the properties are still there. */
const presentRollup = (rollup: Rollup, schema: Schema, neighbours: Neighbours): object => {
  const through = schema.find(({ id }) => id === rollup.relationId)
  const target = neighbours
    .get(through?.relation?.dataSourceId ?? '')
    ?.schema.find(({ id }) => id === rollup.targetId)
  return {
    rollup_property_name: target?.name ?? rollup.targetName,
    relation_property_name: through?.name ?? rollup.relationName,
    rollup_property_id: rollup.targetId,
    relation_property_id: rollup.relationId,
    function: rollup.function,
  }
}

const configOf = (property: Property, schema: Schema, neighbours: Neighbours): object => {
  const { type, format, options, groups, prefix, relation, rollup, expression } = property
  switch (type) {
    case 'relation':
      return relation ? presentRelation(relation, neighbours) : {}
    case 'rollup':
      return rollup ? presentRollup(rollup, schema, neighbours) : {}
    case 'formula':
      return { expression }
    case 'number':
      return { format }
    case 'select':
    case 'multi_select':
      return { options }
    case 'status':
      return {
        options,
        groups: groups?.map(({ optionIds, ...group }) => ({ ...group, option_ids: optionIds })),
      }
    case 'unique_id':
      return { prefix: prefix ?? null }
    default:
      return {}
  }
}
