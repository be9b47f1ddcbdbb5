import { Type } from '@sinclair/typebox'
import type { Endpoint } from '../endpoint.js'
import { UntypedTableSchemaRequest, UntypedTableSchemaUpdate } from '../objects/properties.js'
import { Exactly } from '../schema.js'
import { rows as of2022 } from './2022-06-28.js'
import { rewrite } from './rewrite.js'

/** What 2022-02-22 takes otherwise: relations do not say of which type they are. Notion: changelog, 2022-06-28; SDK 1. */
export const rows = {
  createDatabase: {
    ...of2022.createDatabase,
    body: Type.Object(
      { ...of2022.createDatabase.body.properties, properties: UntypedTableSchemaRequest },
      Exactly,
    ),
  },
  updateDatabase: {
    ...of2022.updateDatabase,
    body: Type.Object(
      {
        ...of2022.updateDatabase.body.properties,
        properties: Type.Optional(UntypedTableSchemaUpdate),
      },
      Exactly,
    ),
  },
} as const satisfies Record<string, Endpoint>

/** An answer as 2022-02-22 tells it: the other end of a relation stands beside its database. */
export const present = (answer: object): object =>
  rewrite(answer, (json) => {
    if (!('database_id' in json)) return json
    const { database_id, dual_property } = json
    if (json.type === 'single_property') return { database_id }
    if (json.type !== 'dual_property') return json
    const { synced_property_id, synced_property_name } = dual_property as typeof json
    return { database_id, synced_property_id, synced_property_name }
  })

type Schema<P> = Readonly<Record<string, P>>

/** A schema whose relations say their type. Without one they had two ends, as all relations did. */
export const withTypes = <P extends Readonly<Record<string, unknown>> | null>(
  schema: Schema<P>,
): Schema<P> =>
  Object.fromEntries(
    Object.entries(schema).map(([name, property]) => {
      const relation = property?.relation as object | undefined
      if (!relation || 'single_property' in relation || 'dual_property' in relation) {
        return [name, property]
      }
      return [name, { ...property, relation: { ...relation, dual_property: {} } }]
    }),
  )
