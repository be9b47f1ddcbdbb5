import { type CompiledFormula, compileFormula, type Knowledge } from '../formula/compile.js'
import { dateOf, timeFrom } from '../formula/dates.js'
import { FormulaFault, FormulaLimit } from '../formula/fault.js'
import type { Session } from '../formula/function.js'
import { isTrue } from '../formula/lists.js'
import { numberOf } from '../formula/numbers.js'
import { parseFormula } from '../formula/parse.js'
import { textOf } from '../formula/text-of.js'
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
import { type FormulaValue, isTime, type PageRef } from '../formula/values.js'
import type { DateValue } from './date-value.js'
import { keptValue } from './kept-value.js'
import { type Page, valuesOf } from './page.js'
import { findProperty, type Property, type Schema, slotOf } from './property.js'
import { plainTextOf, type RichText } from './rich-text.js'
import { rollUp, rollupKinds } from './rollup.js'
import {
  type FormulaResult,
  isExpired,
  type NamedFile,
  type Place,
  type Rolled,
  type Stamped,
  type Value,
  type Values,
  type Verification,
} from './value.js'

/** Schemas by their data sources, as far as they have been read. */
export type Schemas = ReadonlyMap<string, Schema>

/** How many tables a value may be computed through. Contract §8.4. */
export const MAX_TABLES = 10

/** What a formula may take for one value, and all values of one request together, in steps. */
const MAX_STEPS = 1_000_000
const MAX_STEPS_OF_ALL = 10_000_000

/** More was to be computed at once than one request may. */
export class TooMuchToCompute extends Error {
  override readonly name = 'TooMuchToCompute'
}

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

/** A row of a data source, as computing needs it. */
export type ComputedRow = {
  readonly dataSourceId: string
  readonly stamped: Stamped
  readonly page: Page
}

/** Ends of relations: their pages in order, by the pages that they belong to. */
export type Links = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>

export const endKeyOf = ({ relation }: Property): string =>
  `${relation?.relationId} ${relation?.end}`

/** Everything that values are computed from. */
export type Web = {
  readonly schemas: Schemas
  readonly formulas: Formulas
  readonly rows: ReadonlyMap<string, ComputedRow>
  readonly links: Links
  /** Milliseconds. */
  readonly now: number
  readonly person: Session['person']
}

/**
 * Computes values, each once, when it is asked for. Answers a function from a page and properties of its schema to its
 * values, those that are kept among them. Errors: {@link TooMuchToCompute}.
 */
export const computing = (web: Web): ((pageId: string, wanted: Schema) => Values) => {
  const { schemas, rows, links, now, formulas } = web
  const computed = new Map<string, Value>()
  const raw = new Map<string, FormulaValue>()
  const underWay = new Set<string>()
  let all = 0
  let left = 0

  const session: Session = {
    now,
    spend(steps) {
      all += steps
      left -= steps
      if (all > MAX_STEPS_OF_ALL) throw new TooMuchToCompute()
      if (left < 0) throw new FormulaLimit('a formula takes too long')
    },
    property({ page }, propertyId) {
      const row = rows.get(page)
      const property = row && schemas.get(row.dataSourceId)?.find(({ id }) => id === propertyId)
      if (!row || !property) return null
      if (property.type === 'formula') return rawOf(page, row, property)
      return formulaValueOf(property, valueIn(page, row, property), row.stamped)
    },
    person: web.person,
    titleOf: ({ page }) => plainTextOf(rows.get(page)?.page.title ?? []),
  }

  const formulaValueOf = (property: Property, value: Value, stamped: Stamped): FormulaValue => {
    if (property.type !== 'rollup') return plainValueOf(property, value, stamped, now)
    const rolled = value as Rolled | null
    if (rolled?.rolled === 'number') return rolled.number
    if (rolled?.rolled === 'date') return rolled.date && timeFrom(rolled.date)
    if (rolled?.rolled !== 'array') return null
    session.spend(rolled.items.length)
    return rolled.items.flatMap((item) => {
      const { blockId } = item.stamped
      const row = rows.get(blockId)
      const isFormula = item.property.type === 'formula' && row
      return isFormula
        ? rawOf(blockId, row, item.property)
        : formulaValueOf(item.property, item.value, item.stamped)
    })
  }

  const rawOf = (pageId: string, row: ComputedRow, property: Property): FormulaValue => {
    const key = `${pageId} ${property.id}`
    const known = raw.get(key)
    if (known !== undefined) return known
    const formula = formulas.of(placeOf(row, property), property.expression ?? '')
    if (formula instanceof FormulaFault || underWay.has(key))
      throw new FormulaLimit('a broken formula')
    underWay.add(key)
    try {
      const found = formula.run({ page: pageId, dataSourceId: row.dataSourceId }, session)
      raw.set(key, found)
      return found
    } finally {
      underWay.delete(key)
    }
  }

  const resultOf = (pageId: string, row: ComputedRow, property: Property): FormulaResult => {
    const formula = formulas.of(placeOf(row, property), property.expression ?? '')
    if (formula instanceof FormulaFault) return { result: 'unsupported' }
    const isOutermost = underWay.size === 0
    if (isOutermost) left = MAX_STEPS
    try {
      return presentable(rawOf(pageId, row, property), formula.type, session)
    } catch (fault) {
      if (!(fault instanceof FormulaLimit)) throw fault
      if (!isOutermost) throw fault
      return { result: 'unsupported' }
    }
  }

  const rolledOf = (pageId: string, row: ComputedRow, { rollup }: Property): Rolled => {
    const through = schemas.get(row.dataSourceId)?.find(({ id }) => id === rollup?.relationId)
    const target = schemas
      .get(through?.relation?.dataSourceId ?? '')
      ?.find(({ id }) => id === rollup?.targetId)
    const name = rollup?.function ?? 'show_original'
    if (!through || !target) return { function: name, rolled: 'unsupported' }
    const ids = links.get(endKeyOf(through))?.get(pageId) ?? []
    const items = ids.flatMap((id) => {
      const found = rows.get(id)
      if (!found) return []
      return [{ property: target, value: valueIn(id, found, target), stamped: found.stamped }]
    })
    return rollUp(name, items)
  }

  const valueIn = (pageId: string, row: ComputedRow, property: Property): Value => {
    const { type, id } = property
    if (type === 'relation') return links.get(endKeyOf(property))?.get(pageId) ?? []
    if (type !== 'rollup' && type !== 'formula') return keptValue(property, valuesOf(row.page))
    const key = `${pageId} ${id}`
    const known = computed.get(key)
    if (known !== undefined) return known
    const found =
      type === 'rollup' ? rolledOf(pageId, row, property) : resultOf(pageId, row, property)
    computed.set(key, found)
    return found
  }

  return (pageId, wanted) => {
    const row = rows.get(pageId)
    if (!row) return {}
    return Object.fromEntries(
      wanted.map((property) => [slotOf(property), valueIn(pageId, row, property)]),
    )
  }
}

const placeOf = ({ dataSourceId }: ComputedRow, { id }: Property): PropertyPlace => ({
  dataSourceId,
  propertyId: id,
})

/** A result by the type that the formula has, else by what it came to. Lists, pages and people are shown as text. */
const presentable = (value: FormulaValue, { kind }: Type, session: Session): FormulaResult => {
  if (kind === 'number' || (kind === 'any' && typeof value === 'number')) {
    return { result: 'number', number: numberOf(value) }
  }
  if (kind === 'boolean' || (kind === 'any' && typeof value === 'boolean')) {
    return { result: 'boolean', boolean: isTrue(value) }
  }
  if (kind === 'date' || (kind === 'any' && isTime(value))) {
    return { result: 'date', date: isTime(value) ? dateOf(value) : null }
  }
  return { result: 'string', string: textOf(value, session) || null }
}

const plainValueOf = (
  property: Property,
  value: Value,
  stamped: Stamped,
  now: number,
): FormulaValue => {
  const { type, options = [], prefix, relation } = property
  const minute = (at: number) => ({
    start: at - (at % 60_000),
    end: null,
    hasTime: true,
    offset: 0,
  })
  const nameOf = (id: string): string[] =>
    options.flatMap((option) => (option.id === id ? [option.name] : []))
  switch (type) {
    case 'title':
    case 'rich_text':
      return plainTextOf((value ?? []) as RichText[])
    case 'checkbox':
      return value === true
    case 'select':
    case 'status':
      return value === null ? null : (nameOf(value as string)[0] ?? null)
    case 'multi_select':
      return ((value ?? []) as string[]).flatMap(nameOf)
    case 'date':
      return value === null ? null : timeFrom(value as DateValue)
    case 'created_time':
      return minute(stamped.createdAt)
    case 'last_edited_time':
      return minute(stamped.editedAt)
    case 'people':
      return ((value ?? []) as string[]).map((person) => ({ person }))
    case 'created_by':
      return { person: stamped.createdBy }
    case 'last_edited_by':
      return { person: stamped.editedBy }
    case 'files':
      return ((value ?? []) as NamedFile[]).map(({ name }) => name)
    case 'unique_id':
      return stamped.number === null ? null : `${prefix ? `${prefix}-` : ''}${stamped.number}`
    case 'relation': {
      const dataSourceId = relation?.dataSourceId ?? ''
      return ((value ?? []) as string[]).map((page): PageRef => ({ page, dataSourceId }))
    }
    case 'verification':
      if (value === null) return 'unverified'
      return isExpired(value as Verification, now) ? 'expired' : 'verified'
    case 'place':
      return (value as Place | null)?.name ?? (value as Place | null)?.address ?? null
    case 'number':
    case 'url':
    case 'email':
    case 'phone_number':
      return value as number | string | null
    default:
      return null
  }
}
