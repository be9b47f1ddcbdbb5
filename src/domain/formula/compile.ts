import { FormulaFault } from './fault.js'
import type { FormName } from './forms.js'
import type { FormulaFunction, Session, Takes } from './function.js'
import { findForm, findFunction, isConstant } from './functions.js'
import { isTrue, itemsOf } from './lists.js'
import type { Node, PropertyKey } from './parse.js'
import {
  ANY,
  BOOLEAN,
  either,
  itemOf,
  listOf,
  NOTHING,
  NUMBER,
  nameOf,
  TEXT,
  type Type,
} from './types.js'
import { bounded, compareValues, type FormulaValue, isPage, type PageRef } from './values.js'

/** A property that a formula names, and where in its text. */
export type Reference = {
  readonly dataSourceId: string
  readonly propertyId: string
  readonly keyAt: number
  readonly keyEnd: number
}

/** What is known of properties. */
export type Knowledge = {
  /** The id of the property that a name or an id stands for. */
  find(dataSourceId: string, key: PropertyKey): string | undefined
  /** What a property comes to. Errors: {@link FormulaFault}, its place does not count. */
  typeOf(dataSourceId: string, propertyId: string): Type
}

/** A formula that can be computed for any page of its data source. */
export type CompiledFormula = {
  readonly type: Type
  readonly references: readonly Reference[]
  readonly run: (page: PageRef, session: Session) => FormulaValue
}

type Frame = { readonly page: PageRef; readonly session: Session; readonly slots: FormulaValue[] }
type Part = { readonly type: Type; readonly run: (frame: Frame) => FormulaValue }
type Scope = ReadonlyMap<string, { readonly slot: number; readonly type: Type }>

/** Checks a formula and makes it ready to be computed. Errors: {@link FormulaFault}. */
export const compileFormula = (
  formula: Node,
  dataSourceId: string,
  knowledge: Knowledge,
): CompiledFormula => {
  const references: Reference[] = []
  let slots = 0

  const compile = (node: Node, scope: Scope): Part => {
    switch (node.type) {
      case 'literal': {
        const { value } = node
        return { type: typeOfLiteral(value), run: () => value }
      }
      case 'list': {
        const items = node.items.map((item) => compile(item, scope))
        const type = listOf(items.map((item) => item.type).reduce(either, NOTHING))
        return {
          type,
          run(frame) {
            frame.session.spend(items.length)
            return items.map((item) => item.run(frame))
          },
        }
      }
      case 'name':
        return named(node, scope)
      case 'property':
        return property(node, scope)
      case 'call':
        return call(node, scope)
    }
  }

  const named = (node: Node & { type: 'name' }, scope: Scope): Part => {
    const { name } = node
    const variable = scope.get(name)
    if (variable) {
      const { slot, type } = variable
      return { type, run: ({ slots: values }) => values[slot] ?? null }
    }
    if (isConstant(name)) return call({ ...node, type: 'call', operands: [] }, scope)
    if (findFunction(name) || findForm(name)) {
      throw new FormulaFault(`${name} is a function: write ${name}()`, node.at + 1)
    }
    throw new FormulaFault(`unknown name ${name}`, node.at + 1)
  }

  const property = (node: Node & { type: 'property' }, scope: Scope): Part => {
    const { key, keyAt, keyEnd } = node
    const of = node.of && compile(node.of, scope)
    const holder = of ? pageTypeOf(of.type, node) : dataSourceId
    const propertyId = knowledge.find(holder, key)
    if (propertyId === undefined) {
      const wanted = 'name' in key ? key.name : key.propertyId
      throw new FormulaFault(`unknown property ${JSON.stringify(wanted)}`, keyAt + 1)
    }
    references.push({ dataSourceId: holder, propertyId, keyAt, keyEnd })
    const type = placed(() => knowledge.typeOf(holder, propertyId), keyAt)
    if (!of) {
      return {
        type,
        run({ page, session }) {
          session.spend(1)
          return session.property(page, propertyId)
        },
      }
    }
    return {
      type,
      run(frame) {
        frame.session.spend(1)
        const page = of.run(frame)
        return isPage(page) ? frame.session.property(page, propertyId) : null
      },
    }
  }

  const pageTypeOf = (type: Type, { keyAt }: Node & { type: 'property' }): string => {
    if (type.kind === 'page') return type.dataSourceId
    const hint = type.kind === 'list' ? ', use map to reach each page of a list' : ''
    throw new FormulaFault(
      `type mismatch: a property is of a page, found ${nameOf(type)}${hint}`,
      keyAt + 1,
    )
  }

  const call = (node: Node & { type: 'call' }, scope: Scope): Part => {
    const form = findForm(node.name)
    if (form) {
      refuseCount(node, form.needs, form.most ?? Number.POSITIVE_INFINITY)
      return ofForm[form.name as FormName](node, scope)
    }
    const known = findFunction(node.name)
    if (!known) throw new FormulaFault(`unknown function ${node.name}`, node.at + 1)
    return ofFunction(known, node, scope)
  }

  const ofFunction = (
    known: FormulaFunction,
    node: Node & { type: 'call' },
    scope: Scope,
  ): Part => {
    const { takes, needs, repeats, gives, run } = known
    refuseCount(node, needs, repeats ? Number.POSITIVE_INFINITY : takes.length)
    const operands = node.operands.map((operand) => compile(operand, scope))
    for (const [index, { type }] of operands.entries()) {
      const taken = takes[Math.min(index, takes.length - 1)] ?? 'any'
      if (fits(type, taken)) continue
      throw new FormulaFault(
        `type mismatch: ${node.name} takes ${taken}, found ${nameOf(type)}`,
        (node.operands[index]?.at ?? node.at) + 1,
      )
    }
    const types = operands.map(({ type }) => type)
    return {
      type: typeof gives === 'function' ? gives(types) : gives,
      run(frame) {
        frame.session.spend(1)
        return run(
          operands.map((operand) => operand.run(frame)),
          frame.session,
        )
      },
    }
  }

  type Compile = (node: Node & { type: 'call' }, scope: Scope) => Part

  const choosing: Compile = ({ operands }, scope) => {
    const parts = operands.map((operand) => compile(operand, scope))
    const values = parts.filter((_, index) => index % 2 === 1 || index === parts.length - 1)
    const otherwise = parts.length % 2 === 1 ? parts.at(-1) : undefined
    const run = (frame: Frame): FormulaValue => {
      for (let n = 0; n + 1 < parts.length; n += 2) {
        frame.session.spend(1)
        if (isTrue(parts[n]?.run(frame) ?? null)) return parts[n + 1]?.run(frame) ?? null
      }
      return otherwise?.run(frame) ?? null
    }
    return { type: values.map(({ type }) => type).reduce(either, NOTHING), run }
  }

  const conjunction =
    (isAnd: boolean): Compile =>
    ({ operands }, scope) => {
      const parts = operands.map((operand) => compile(operand, scope))
      const holds = (frame: Frame) => (part: Part) => isTrue(part.run(frame))
      return {
        type: BOOLEAN,
        run(frame) {
          frame.session.spend(parts.length)
          return isAnd ? parts.every(holds(frame)) : parts.some(holds(frame))
        },
      }
    }

  const binding: Compile = (node, scope) => {
    const { operands } = node
    if (operands.length % 2 === 0) {
      throw new FormulaFault(
        `${node.name} takes pairs of a name and a value, then a formula`,
        node.at + 1,
      )
    }
    let inner = scope
    const bound: { slot: number; value: Part }[] = []
    for (let n = 0; n + 1 < operands.length; n += 2) {
      const [variable, value] = [operands[n] as Node, operands[n + 1] as Node]
      if (variable.type !== 'name') {
        throw new FormulaFault(`${node.name} takes a name here`, variable.at + 1)
      }
      const part = compile(value, inner)
      const slot = slots++
      bound.push({ slot, value: part })
      inner = new Map([...inner, [variable.name, { slot, type: part.type }]])
    }
    const body = compile(operands.at(-1) as Node, inner)
    return {
      type: body.type,
      run(frame) {
        for (const { slot, value } of bound) frame.slots[slot] = value.run(frame)
        frame.session.spend(bound.length)
        return body.run(frame)
      },
    }
  }

  /** A list and a formula of its items; the work asks it for the items that it needs. */
  const walking =
    (
      type: (list: Type, each: Type) => Type,
      work: (
        items: readonly FormulaValue[],
        ask: (item: FormulaValue, index: number) => FormulaValue,
      ) => FormulaValue,
    ): Compile =>
    (node, scope) => {
      const [listNode, eachNode] = node.operands as [Node, Node | undefined]
      const list = compile(listNode, scope)
      if (!['list', 'any', 'nothing'].includes(list.type.kind)) {
        throw new FormulaFault(
          `type mismatch: ${node.name} takes list, found ${nameOf(list.type)}`,
          listNode.at + 1,
        )
      }
      const [current, index] = [slots++, slots++]
      const item = list.type.kind === 'list' ? itemOf(list.type) : ANY
      const inner = new Map([
        ...scope,
        ['current', { slot: current, type: item }],
        ['index', { slot: index, type: NUMBER }],
      ] as const)
      const each: Part = eachNode
        ? compile(eachNode, inner)
        : { type: item, run: ({ slots: values }) => values[current] ?? null }
      return {
        type: type(list.type.kind === 'list' ? list.type : listOf(ANY), each.type),
        run(frame) {
          const items = itemsOf(list.run(frame))
          return work(items, (value, place) => {
            frame.session.spend(1)
            frame.slots[current] = value
            frame.slots[index] = place
            return each.run(frame)
          })
        },
      }
    }

  const ofForm: Record<FormName, Compile> = {
    if: choosing,
    ifs: choosing,
    and: conjunction(true),
    or: conjunction(false),
    let: binding,
    lets: binding,
    map: walking(
      (_, each) => listOf(each),
      (items, ask) => bounded(items.map(ask)),
    ),
    filter: walking(
      (list) => list,
      (items, ask) => items.filter((item, index) => isTrue(ask(item, index))),
    ),
    find: walking(
      (list) => itemOf(list),
      (items, ask) => items.find((item, index) => isTrue(ask(item, index))) ?? null,
    ),
    findIndex: walking(
      () => NUMBER,
      (items, ask) => items.findIndex((item, index) => isTrue(ask(item, index))),
    ),
    some: walking(
      () => BOOLEAN,
      (items, ask) => items.some((item, index) => isTrue(ask(item, index))),
    ),
    every: walking(
      () => BOOLEAN,
      (items, ask) => items.every((item, index) => isTrue(ask(item, index))),
    ),
    sort: walking(
      (list) => list,
      (items, ask) =>
        items
          .map((item, index) => ({ item, by: ask(item, index) }))
          .toSorted((one, other) => compareValues(one.by, other.by))
          .map(({ item }) => item),
    ),
    id({ operands }, scope) {
      const [operand] = operands.map((one) => compile(one, scope))
      return {
        type: TEXT,
        run(frame) {
          const page = operand ? operand.run(frame) : frame.page
          return isPage(page) ? page.page.replaceAll('-', '') : null
        },
      }
    },
  }

  const { type, run } = compile(formula, new Map())
  return { type, references, run: (page, session) => run({ page, session, slots: [] }) }
}

const typeOfLiteral = (value: number | string | boolean): Type => {
  if (typeof value === 'number') return NUMBER
  return typeof value === 'string' ? TEXT : BOOLEAN
}

const fits = ({ kind }: Type, takes: Takes): boolean =>
  takes === 'any' ||
  takes === 'boolean' ||
  kind === 'any' ||
  kind === 'nothing' ||
  takes.split(' | ').includes(kind)

const refuseCount = (node: Node & { type: 'call' }, least: number, most: number): void => {
  const { name, operands } = node
  if (operands.length >= least && operands.length <= most) return
  const expected =
    least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`
  throw new FormulaFault(
    `${name} takes ${expected} ${expected === '1' ? 'value' : 'values'}, found ${operands.length}`,
    node.at + 1,
  )
}

/** A fault of another formula is one of the place that names it. */
const placed = <T>(work: () => T, at: number): T => {
  try {
    return work()
  } catch (fault) {
    if (fault instanceof FormulaFault) throw new FormulaFault(fault.message, at + 1)
    throw fault
  }
}
