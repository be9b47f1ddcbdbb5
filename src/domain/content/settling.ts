import { ApiError } from '../../contract/errors.js'
import type { PropertyRequest } from '../../contract/objects/properties.js'
import { FormulaFault } from '../formula/fault.js'
import { MAX_TABLES, type Plan, planOf, prepareFormulas, type Schemas } from './planning.js'
import { encodedId, findProperty, type Property, type Schema } from './property.js'

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

type Requests = Readonly<Record<string, PropertyRequest | null>>

/** A schema whose rollups and formulas are settled, or what must be read before they can be. */
export type Settled =
  | { readonly schema: Schema; readonly missing: readonly [] }
  | { readonly schema: undefined; readonly missing: readonly string[] }

/**
 * Finds the properties that new rollups and formulas name, and keeps them by their ids, so that they survive a rename.
 * `schemas` are those of today, the changed one among them. Errors: `validation_error` for a property that is not there,
 * for a formula that is none, and for one that needs its own result. Contract §8.4.
 */
export const settleComputed = (
  workspaceId: string,
  dataSourceId: string,
  before: Schema,
  requests: Requests,
  schemas: Schemas,
): Settled => {
  let schema = schemas.get(dataSourceId) ?? []
  const isAsked = (property: Property): boolean =>
    Object.entries(requests).some(([key, request]) => {
      if (!request || !Object.hasOwn(request, property.type)) return false
      const former = findProperty(before, key)
      return former ? former.id === property.id : (request.name ?? key) === property.name
    })
  const asked = schema.filter(
    (property) => (property.type === 'rollup' || property.type === 'formula') && isAsked(property),
  )
  const replace = (property: Property): void => {
    schema = schema.map((one) => (one.id === property.id ? property : one))
  }
  const missing = new Set<string>()
  for (const property of asked) {
    if (property.type !== 'rollup') continue
    const settled = settledRollup(property, schema, schemas, missing)
    if (settled) replace(settled)
  }
  const now = new Map(schemas).set(dataSourceId, schema)
  const formulas = prepareFormulas(now, missing)
  const settled: Property[] = []
  for (const property of asked) {
    const { expression } = property
    if (property.type !== 'formula' || expression === undefined) continue
    const found = formulas.of({ dataSourceId, propertyId: property.id }, expression)
    if (!(found instanceof FormulaFault)) {
      settled.push({ ...property, expression: byIds(expression, found.references, workspaceId) })
    } else if (missing.size === 0) {
      throw new ApiError('validation_error', `${found.kind} error with formula`, {
        property: property.name,
        reason: `${found.message} (at character ${found.at})`,
      })
    }
  }
  if (missing.size > 0) return { schema: undefined, missing: [...missing] }
  for (const property of settled) replace(property)
  const places = asked.map(({ id }) => ({ dataSourceId, propertyId: id }))
  const whole = new Map(schemas).set(dataSourceId, schema)
  const plan = planOf(whole, places)
  if (plan.missing.length > 0) return { schema: undefined, missing: plan.missing }
  for (const property of asked) refuseCycle(whole, plan, dataSourceId, property)
  if (plan.hops > MAX_TABLES) {
    throw invalid(`A value cannot be computed through more than ${MAX_TABLES} data sources.`)
  }
  return { schema, missing: [] }
}

const settledRollup = (
  property: Property,
  schema: Schema,
  schemas: Schemas,
  missing: Set<string>,
): Property | undefined => {
  const { rollup, name } = property
  if (!rollup) return undefined
  const relation = findProperty(schema, rollup.relationId || rollup.relationName)
  if (!relation?.relation) {
    throw invalid(
      `The rollup ${name} should name a relation: ${rollup.relationId || rollup.relationName} is ${relation ? `a ${relation.type} property` : 'not a property that exists'}.`,
    )
  }
  const targets = relation.relation.dataSourceId && schemas.get(relation.relation.dataSourceId)
  if (!targets) {
    missing.add(relation.relation.dataSourceId)
    return undefined
  }
  const target = findProperty(targets, rollup.targetId || rollup.targetName)
  if (!target) {
    throw invalid(
      `The rollup ${name} should name a property of the related data source: ${rollup.targetId || rollup.targetName} is not a property that exists.`,
    )
  }
  if (target.type === 'rollup' || target.type === 'button') {
    throw invalid(`The rollup ${name} cannot roll up ${target.name}, which is a ${target.type}.`)
  }
  return {
    ...property,
    rollup: {
      function: rollup.function,
      relationId: relation.id,
      relationName: relation.name,
      targetId: target.id,
      targetName: target.name,
    },
  }
}

type Named = { readonly dataSourceId: string; readonly propertyId: string } & {
  readonly keyAt: number
  readonly keyEnd: number
}

/** Properties stand in a formula as the service has them: by their encoded id, data source and workspace (observed). */
const byIds = (source: string, references: readonly Named[], workspaceId: string): string => {
  const ordered = references.toSorted((one, other) => other.keyAt - one.keyAt)
  return ordered.reduce((text, { dataSourceId, propertyId, keyAt, keyEnd }) => {
    const spelled = `{{notion:block_property:${encodedId(propertyId)}:${dataSourceId}:${workspaceId}}}`
    return text.slice(0, keyAt) + spelled + text.slice(keyEnd)
  }, source)
}

/** No value may need itself, through whatever tables. */
const refuseCycle = (
  schemas: Schemas,
  { formulas }: Plan,
  home: string,
  property: Property,
): void => {
  const start = `${home} ${property.id}`
  const seen = new Set<string>()
  const visit = (dataSourceId: string, propertyId: string): void => {
    const schema = schemas.get(dataSourceId) ?? []
    const found = schema.find(({ id }) => id === propertyId)
    if (!found) return
    for (const next of neededBy(dataSourceId, found, schema, formulas)) {
      const key = `${next.dataSourceId} ${next.propertyId}`
      if (key === start) {
        throw invalid(`${property.name} cannot be computed from itself.`)
      }
      if (seen.has(key)) continue
      seen.add(key)
      visit(next.dataSourceId, next.propertyId)
    }
  }
  visit(home, property.id)
}

const neededBy = (
  dataSourceId: string,
  { id, type, rollup, expression = '' }: Property,
  schema: Schema,
  formulas: Plan['formulas'],
): readonly { readonly dataSourceId: string; readonly propertyId: string }[] => {
  if (type === 'rollup' && rollup) {
    const through = schema.find((one) => one.id === rollup.relationId)?.relation
    return through ? [{ dataSourceId: through.dataSourceId, propertyId: rollup.targetId }] : []
  }
  if (type !== 'formula') return []
  const found = formulas.of({ dataSourceId, propertyId: id }, expression)
  return found instanceof FormulaFault ? [] : found.references
}
