import { dateFunctions } from './dates.js'
import { type Form, forms } from './forms.js'
import type { FormulaFunction } from './function.js'
import { listFunctions } from './lists.js'
import { numberFunctions } from './numbers.js'
import { textFunctions } from './texts.js'

/** Every function of the language, by what it works on: what is computed and what is documented both come from here. */
export const functionGroups: readonly {
  readonly title: string
  readonly functions: readonly FormulaFunction[]
}[] = [
  { title: 'Numbers', functions: numberFunctions },
  { title: 'Texts and people', functions: textFunctions },
  { title: 'Dates', functions: dateFunctions },
  { title: 'Lists', functions: listFunctions },
]

const byName = new Map(
  functionGroups.flatMap(({ functions }) => functions).map((one) => [one.name, one]),
)
const formsByName = new Map<string, Form>(forms.map((form) => [form.name, form]))

export const findFunction = (name: string): FormulaFunction | undefined => byName.get(name)
export const findForm = (name: string): Form | undefined => formsByName.get(name)

/** Names that a formula may use without parentheses. */
export const isConstant = (name: string): boolean => byName.get(name)?.needs === 0
