import { type CompiledFormula, compileFormula, type Knowledge } from '../formula/compile.js'
import { FormulaFault } from '../formula/fault.js'
import { parseFormula } from '../formula/parse.js'
import {
  ANY,
  BOOLEAN,
  DATE,
  itemOf,
  listOf,
  NUMBER,
  PERSON,
  TEXT,
  type Type,
} from '../formula/types.js'
import { findProperty, type Property, type Schema } from './property.js'
import { rollupKinds } from './rollup.js'

/** Schemas by their data sources, as far as they have been read. */
export type Schemas = ReadonlyMap<string, Schema>

/** How many tables a value may be computed through. Contract §8.4. */
export const MAX_TABLES = 10

export type PropertyPlace = { readonly dataSourceId: string; readonly propertyId: string }

/** What computed properties look at, and what their formulas are. */
export type Plan = {
  /** Data sources whose schemas are needed and have not been read. */
  readonly missing: readonly string[]
  /** Relations whose links are needed, by the data sources of their properties. */
  readonly relations: ReadonlyMap<string, readonly Property[]>
  /** Data sources whose rows are needed. */
  readonly rowsOf: ReadonlySet<string>
  /** How often links lead from rows to rows, at most. */
  readonly hops: number
  /** A formula looks at people. */
  readonly namesPeople: boolean
  readonly formulas: Formulas
}

type Prepared = CompiledFormula | FormulaFault

export type Formulas = { readonly of: (place: PropertyPlace, expression: string) => Prepared }

/** The text of a formula, ready to be computed; a fault says why it cannot be. Properties that need themselves are one. */
export const prepareFormulas = (schemas: Schemas, missing = new Set<string>()): Formulas => {
  const prepared = new Map<string, Prepared>()
  const underWay = new Set<string>()
  const schemaOf = (dataSourceId: string): Schema => {
    const schema = schemas.get(dataSourceId)
    if (!schema) missing.add(dataSourceId)
    return schema ?? []
  }
  const knowledge: Knowledge = {
    find(dataSourceId, key) {
      const schema = schemaOf(dataSourceId)
      if ('name' in key) return findProperty(schema, key.name)?.id
      return schema.find(({ id }) => id === key.propertyId)?.id
    },
    typeOf: (dataSourceId, propertyId) => typeOf(dataSourceId, propertyId),
  }
  const typeOf = (dataSourceId: string, propertyId: string): Type => {
    const property = schemaOf(dataSourceId).find(({ id }) => id === propertyId)
    if (!property) return ANY
    const { type, relation, rollup, expression = '' } = property
    if (type === 'formula') {
      const found = of({ dataSourceId, propertyId }, expression)
      if (found instanceof FormulaFault) throw found
      return found.type
    }
    if (type === 'relation') {
      return listOf({ kind: 'page', dataSourceId: relation?.dataSourceId ?? '' })
    }
    if (type !== 'rollup' || !rollup) return plainTypeOf(property)
    const kind = rollupKinds[rollup.function]
    if (kind === 'number') return NUMBER
    if (kind === 'date') return DATE
    if (kind === 'none') return ANY
    const through = schemaOf(dataSourceId).find(({ id }) => id === rollup.relationId)
    if (!through?.relation) return ANY
    const { dataSourceId: target } = through.relation
    if (!schemas.has(target)) {
      missing.add(target)
      return listOf(ANY)
    }
    return listOf(itemOf(typeOf(target, rollup.targetId)))
  }
  const of = (place: PropertyPlace, expression: string): Prepared => {
    const key = `${place.dataSourceId} ${place.propertyId}`
    const known = prepared.get(key)
    if (known) return known
    if (underWay.has(key)) return new FormulaFault('a formula cannot use its own result', 1)
    underWay.add(key)
    const found = compiled(expression, place.dataSourceId, knowledge)
    underWay.delete(key)
    prepared.set(key, found)
    return found
  }
  return { of }
}

const compiled = (expression: string, dataSourceId: string, knowledge: Knowledge): Prepared => {
  try {
    return compileFormula(parseFormula(expression), dataSourceId, knowledge)
  } catch (fault) {
    if (fault instanceof FormulaFault) return fault
    throw fault
  }
}

const plainTypeOf = ({ type, name }: Property): Type => {
  switch (type) {
    case 'number':
      return NUMBER
    case 'checkbox':
      return BOOLEAN
    case 'date':
    case 'created_time':
    case 'last_edited_time':
      return DATE
    case 'people':
      return listOf(PERSON)
    case 'created_by':
    case 'last_edited_by':
      return PERSON
    case 'multi_select':
    case 'files':
      return listOf(TEXT)
    case 'button':
    case 'location':
    case 'last_visited_time':
      throw new FormulaFault(`${name} is a ${type}, which a formula cannot use`, 1)
    default:
      return TEXT
  }
}

/** Looks through the properties that are asked for, and through those that they are computed from. */
export const planOf = (schemas: Schemas, asked: readonly PropertyPlace[]): Plan => {
  const missing = new Set<string>()
  const formulas = prepareFormulas(schemas, missing)
  const relations = new Map<string, Map<string, Property>>()
  const rowsOf = new Set<string>()
  let namesPeople = false
  const hopsOf = new Map<string, number>()
  const visit = ({ dataSourceId, propertyId }: PropertyPlace, isFollowed: boolean): number => {
    const schema = schemas.get(dataSourceId)
    if (!schema) {
      missing.add(dataSourceId)
      return 0
    }
    const property = schema.find(({ id }) => id === propertyId)
    if (!property) return 0
    if (property.type === 'relation') return relate(dataSourceId, property, isFollowed)
    const key = `${dataSourceId} ${propertyId}`
    const known = hopsOf.get(key)
    if (known !== undefined) return known
    // What needs itself is computed to nothing; here it must only come to an end.
    hopsOf.set(key, 0)
    const hops = depthOf(dataSourceId, property, schema)
    hopsOf.set(key, hops)
    return hops
  }
  const relate = (dataSourceId: string, property: Property, isFollowed: boolean): number => {
    const known = relations.get(dataSourceId) ?? new Map<string, Property>()
    relations.set(dataSourceId, known.set(property.id, property))
    if (isFollowed && property.relation) rowsOf.add(property.relation.dataSourceId)
    return 1
  }
  const depthOf = (dataSourceId: string, property: Property, schema: Schema): number => {
    const { rollup, expression } = property
    if (property.type === 'rollup' && rollup) {
      const through = schema.find(({ id }) => id === rollup.relationId)
      if (!through?.relation) return 0
      const target = { dataSourceId: through.relation.dataSourceId, propertyId: rollup.targetId }
      return relate(dataSourceId, through, true) + visit(target, false)
    }
    if (property.type !== 'formula' || expression === undefined) return 0
    const found = formulas.of({ dataSourceId, propertyId: property.id }, expression)
    if (found instanceof FormulaFault) return 0
    let steps = 0
    let deepest = 0
    for (const reference of found.references) {
      const used = schemas
        .get(reference.dataSourceId)
        ?.find(({ id }) => id === reference.propertyId)
      namesPeople ||= ['people', 'created_by', 'last_edited_by'].includes(used?.type ?? '')
      const hops = visit(reference, true)
      if (used?.type === 'relation') steps += hops
      else deepest = Math.max(deepest, hops)
    }
    return steps + deepest
  }
  const hops = Math.max(0, ...asked.map((place) => visit(place, false)))
  return {
    missing: [...missing],
    relations: new Map([...relations].map(([id, found]) => [id, [...found.values()]])),
    rowsOf,
    hops,
    namesPeople,
    formulas,
  }
}
