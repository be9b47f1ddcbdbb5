import { timeFrom } from '../formula/dates.js'
import { FormulaFault, FormulaLimit } from '../formula/fault.js'
import type { Session } from '../formula/function.js'
import type { FormulaValue } from '../formula/values.js'
import { plainValueOf, presentable } from './formula-value.js'
import { keptValue } from './kept-value.js'
import { type Page, valuesOf } from './page.js'
import type { Formulas, PropertyPlace, Schemas } from './planning.js'
import { type Property, type Schema, slotOf } from './property.js'
import { plainTextOf } from './rich-text.js'
import { rollUp } from './rollup.js'
import type { FormulaResult, Rolled, Stamped, Value, Values } from './value.js'

/** What a formula may take for one value, and all values of one request together, in steps. */
const MAX_STEPS = 1_000_000
const MAX_STEPS_OF_ALL = 10_000_000

/** More was to be computed at once than one request may. */
export class TooMuchToCompute extends Error {
  override readonly name = 'TooMuchToCompute'
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
