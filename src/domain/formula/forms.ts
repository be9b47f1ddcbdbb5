/** A function that takes parts of the formula itself: what is not needed is not computed. `compile.ts` has each. */
export type Form = {
  readonly name: string
  /** What it takes, as the reference shows it. */
  readonly takes: string
  readonly needs: number
  /** How many it takes at most; undefined: any number. */
  readonly most?: number
  readonly gives: string
  readonly does: string
}

export const forms = [
  {
    name: 'if',
    takes: 'condition, value, otherwise',
    needs: 3,
    most: 3,
    gives: 'any',
    does: 'One value if a condition holds, the other if not; also `condition ? value : otherwise`.',
  },
  {
    name: 'ifs',
    takes: 'condition, value, …, otherwise',
    needs: 2,
    gives: 'any',
    does: 'The value after the first condition that holds.',
  },
  {
    name: 'and',
    takes: 'condition, …',
    needs: 1,
    gives: 'boolean',
    does: 'Do all hold? Also `and` and `&&` between two.',
  },
  {
    name: 'or',
    takes: 'condition, …',
    needs: 1,
    gives: 'boolean',
    does: 'Does one hold? Also `or` and `||` between two.',
  },
  {
    name: 'let',
    takes: 'name, value, formula',
    needs: 3,
    most: 3,
    gives: 'any',
    does: 'A formula in which a name stands for a value.',
  },
  {
    name: 'lets',
    takes: 'name, value, …, formula',
    needs: 3,
    gives: 'any',
    does: 'A formula in which several names stand for values.',
  },
  {
    name: 'map',
    takes: 'list, formula of current and index',
    needs: 2,
    most: 2,
    gives: 'list',
    does: 'What the formula gives for each item.',
  },
  {
    name: 'filter',
    takes: 'list, condition of current and index',
    needs: 2,
    most: 2,
    gives: 'list',
    does: 'The items for which the condition holds.',
  },
  {
    name: 'find',
    takes: 'list, condition of current and index',
    needs: 2,
    most: 2,
    gives: 'any',
    does: 'The first item for which the condition holds.',
  },
  {
    name: 'findIndex',
    takes: 'list, condition of current and index',
    needs: 2,
    most: 2,
    gives: 'number',
    does: 'The place of the first item for which the condition holds, -1 if there is none.',
  },
  {
    name: 'some',
    takes: 'list, condition of current and index',
    needs: 2,
    most: 2,
    gives: 'boolean',
    does: 'Does the condition hold for an item?',
  },
  {
    name: 'every',
    takes: 'list, condition of current and index',
    needs: 2,
    most: 2,
    gives: 'boolean',
    does: 'Does the condition hold for every item?',
  },
  {
    name: 'sort',
    takes: 'list, formula of current and index',
    needs: 1,
    most: 2,
    gives: 'list',
    does: 'The items in order, or in the order of what the formula gives for each.',
  },
  {
    name: 'id',
    takes: 'page',
    needs: 0,
    most: 1,
    gives: 'text',
    does: 'The id of a page, this one if none is given.',
  },
] as const satisfies readonly Form[]

export type FormName = (typeof forms)[number]['name']
