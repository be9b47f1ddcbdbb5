import { describe, expect, it } from 'vitest'
import type { PropertyRequest } from '../../contract/objects/properties.js'
import { planOf } from './planning.js'
import { type Minting, type Schema, schemaFrom } from './property.js'
import { weave } from './relating.js'
import { settleComputed } from './settling.js'

const WORKSPACE = '99999999-9999-4999-8999-999999999999'

const source = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

let made = 0
const mint: Minting = {
  propertyId: () => `p${made++}`,
  optionId: () => `o${made++}`,
}

type Requests = Readonly<Record<string, PropertyRequest>>

/** Tables that are made one after the other, each upon those before. */
const build = (tables: readonly Requests[]): Map<string, Schema> => {
  const schemas = new Map<string, Schema>()
  for (const [n, requests] of tables.entries()) {
    const self = { dataSourceId: source(n), title: `T${n}` }
    const around = new Map(
      [...schemas].map(([id, schema]) => [
        id,
        { dataSourceId: id, databaseId: id, title: '', schema },
      ]),
    )
    const woven = weave(self, [], schemaFrom(requests, mint), requests, around, mint)
    for (const [id, schema] of woven.others) schemas.set(id, schema)
    schemas.set(source(n), woven.schema)
    const settled = settleComputed(WORKSPACE, source(n), [], requests, schemas)
    if (settled.schema === undefined) throw new Error(`missing ${settled.missing.join()}`)
    schemas.set(source(n), settled.schema)
  }
  return schemas
}

const single = (n: number) => ({ relation: { data_source_id: source(n), single_property: {} } })
const formula = (expression: string) => ({ formula: { expression } })

const chain = (length: number): Requests[] =>
  Array.from({ length }, (_, n) =>
    n === 0
      ? { Name: { title: {} }, Sum: { number: {} } }
      : {
          Name: { title: {} },
          Up: single(n - 1),
          Over: {
            rollup: {
              function: 'sum',
              relation_property_name: 'Up',
              rollup_property_name: 'Sum',
            },
          },
          Sum: formula('prop("Over") + 1'),
        },
  )

describe('computed properties of a schema', () => {
  it('are computed through at most 10 tables', () => {
    const schemas = build(chain(11))
    const last = schemas.get(source(10)) ?? []
    const places = last.map(({ id }) => ({ dataSourceId: source(10), propertyId: id }))
    const plan = planOf(schemas, places)
    expect(plan.hops).toBe(10)
    expect(plan.rowsOf.size).toBe(10)
    expect(() => build(chain(12))).toThrow('more than 10 data sources')
  })

  it('need no rows but those that they look at', () => {
    const schemas = build([{ Name: { title: {} } }, { Name: { title: {} }, Up: single(0) }])
    const places = (schemas.get(source(1)) ?? []).map(({ id }) => ({
      dataSourceId: source(1),
      propertyId: id,
    }))
    const plan = planOf(schemas, places)
    expect([plan.hops, plan.rowsOf.size, plan.missing]).toEqual([1, 0, []])
  })

  it('say which schemas are to be read first', () => {
    const schemas = build(chain(3))
    const only = new Map([[source(2), schemas.get(source(2)) ?? []]])
    const asked = (schemas.get(source(2)) ?? []).map(({ id }) => ({
      dataSourceId: source(2),
      propertyId: id,
    }))
    expect(planOf(only, asked).missing).toEqual([source(1)])
  })

  it('cannot need themselves through other tables', () => {
    const schemas = build(chain(3))
    const schema = schemas.get(source(0)) ?? []
    const requests = {
      Down: single(2),
      Back: {
        rollup: { function: 'sum', relation_property_name: 'Down', rollup_property_name: 'Sum' },
      },
      Sum: formula('prop("Back")'),
    }
    const added = schemaFrom({ Down: requests.Down, Back: requests.Back }, mint)
    const sum = schema.map((one) =>
      one.name === 'Sum' ? { ...one, type: 'formula' as const, expression: 'prop("Back")' } : one,
    )
    schemas.set(source(0), [...sum, ...added.filter(({ type }) => type !== 'title')])
    expect(() => settleComputed(WORKSPACE, source(0), schema, requests, schemas)).toThrow(
      'cannot be computed from itself',
    )
  })
})
