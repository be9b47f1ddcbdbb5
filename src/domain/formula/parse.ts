import { FormulaFault } from './fault.js'
import { type Token, tokensOf } from './tokens.js'

/** What stands for a property: the name that a person writes, or the id that is kept. */
export type PropertyKey =
  | { readonly name: string }
  | { readonly propertyId: string; readonly dataSourceId: string }

/** A formula as a tree. Operators are calls of the functions that they stand for; so are calls on a value. */
export type Node = { readonly at: number; readonly end: number } & (
  | { readonly type: 'literal'; readonly value: number | string | boolean }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'name'; readonly name: string }
  | {
      readonly type: 'property'
      readonly of: Node | undefined
      readonly key: PropertyKey
      /** What names the property, without what stands before the dot. */
      readonly keyAt: number
      readonly keyEnd: number
    }
  | { readonly type: 'call'; readonly name: string; readonly operands: readonly Node[] }
)

/** Binary operators by how tightly they bind, the loosest first. */
const levels: readonly Readonly<Record<string, string>>[] = [
  { or: 'or', '||': 'or' },
  { and: 'and', '&&': 'and' },
  // Notion’s page of the syntax writes `!==` in an example, and `!=` in its table.
  { '==': 'equal', '!=': 'unequal', '===': 'equal', '!==': 'unequal' },
  { '>': 'larger', '>=': 'largerEq', '<': 'smaller', '<=': 'smallerEq' },
  { '+': 'add', '-': 'subtract' },
  { '*': 'multiply', '/': 'divide', '%': 'mod' },
]

/** How deep a formula may be nested: deeper ones could exhaust the stack. */
const MAX_DEPTH = 200

/** Reads a formula. Errors: {@link FormulaFault}. */
export const parseFormula = (source: string): Node => {
  const tokens = tokensOf(source)
  let next = 0
  let depth = 0
  const peek = (): Token => tokens[next] as Token
  const take = (): Token => tokens[next++] as Token
  const isNext = (mark: string): boolean => {
    const token = peek()
    return token.type === 'mark' && token.mark === mark
  }
  const expect = (mark: string): Token => {
    if (isNext(mark)) return take()
    throw unexpected(peek(), `${mark} was expected`)
  }
  const nested = <T>(read: () => T): T => {
    depth++
    if (depth > MAX_DEPTH) throw new FormulaFault('it is nested too deeply', peek().at + 1, 'Parse')
    const found = read()
    depth--
    return found
  }

  const choice = (): Node =>
    nested(() => {
      const condition = binary(0)
      if (!isNext('?')) return condition
      take()
      const yes = choice()
      expect(':')
      const no = choice()
      const operands = [condition, yes, no]
      return { type: 'call', name: 'if', operands, at: condition.at, end: no.end }
    })

  const operatorIn = (level: number): string | undefined => {
    const token = peek()
    const word = token.type === 'mark' ? token.mark : token.type === 'name' ? token.name : ''
    const operators = levels[level] ?? {}
    return Object.hasOwn(operators, word) ? operators[word] : undefined
  }

  const binary = (level: number): Node => {
    if (level === levels.length) return unary()
    let left = binary(level + 1)
    for (let name = operatorIn(level); name !== undefined; name = operatorIn(level)) {
      take()
      const right = binary(level + 1)
      left = { type: 'call', name, operands: [left, right], at: left.at, end: right.end }
    }
    return left
  }

  const unary = (): Node => {
    const token = peek()
    const isNot = isNext('!') || (token.type === 'name' && token.name === 'not' && !isCallNext())
    if (!isNot && !isNext('-') && !isNext('+')) return power()
    take()
    const operand = nested(unary)
    const name = isNot ? 'not' : token.type === 'mark' && token.mark === '-' ? 'negate' : 'toNumber'
    return { type: 'call', name, operands: [operand], at: token.at, end: operand.end }
  }

  const isCallNext = (): boolean => {
    const following = tokens[next + 1]
    return following?.type === 'mark' && following.mark === '('
  }

  /** `2 ^ 3 ^ 2` is `2 ^ (3 ^ 2)`, and `-2 ^ 2` is `-(2 ^ 2)`. */
  const power = (): Node => {
    const base = member()
    if (!isNext('^')) return base
    take()
    const exponent = nested(unary)
    return {
      type: 'call',
      name: 'pow',
      operands: [base, exponent],
      at: base.at,
      end: exponent.end,
    }
  }

  const member = (): Node => {
    let found = primary()
    while (isNext('.')) {
      take()
      const token = take()
      if (token.type === 'reference') {
        found = propertyNode(found, keyOf(token), token.at, token.end)
      } else if (token.type === 'name') {
        const isProperty = token.name === 'prop'
        found = isProperty ? propertyOf(found, token.at) : methodOf(found, token)
      } else {
        throw unexpected(token, 'the name of a function was expected')
      }
    }
    return found
  }

  const methodOf = (of: Node, { name, end }: Token & { type: 'name' }): Node => {
    if (!isNext('(')) return { type: 'call', name, operands: [of], at: of.at, end }
    const { operands, end: until } = operandsIn()
    return { type: 'call', name, operands: [of, ...operands], at: of.at, end: until }
  }

  const propertyOf = (of: Node | undefined, at: number): Node => {
    expect('(')
    const token = take()
    if (token.type !== 'reference' && token.type !== 'text') {
      throw unexpected(token, 'prop takes the name of a property in quotes')
    }
    const key = token.type === 'text' ? { name: token.text } : keyOf(token)
    return propertyNode(of, key, at, expect(')').end)
  }

  const operandsIn = (): { operands: Node[]; end: number } => {
    expect('(')
    const operands = listUntil(')')
    return { operands, end: expect(')').end }
  }

  const listUntil = (mark: string): Node[] => {
    const items: Node[] = []
    while (!isNext(mark)) {
      items.push(choice())
      if (!isNext(',')) break
      take()
    }
    return items
  }

  const primary = (): Node => {
    const token = take()
    const { at, end } = token
    switch (token.type) {
      case 'number':
        return { type: 'literal', value: token.number, at, end }
      case 'text':
        return { type: 'literal', value: token.text, at, end }
      case 'reference':
        return propertyNode(undefined, keyOf(token), at, end)
      case 'name':
        return named(token)
      case 'mark': {
        if (token.mark === '(') {
          const inner = choice()
          return { ...inner, at, end: expect(')').end }
        }
        if (token.mark === '[') {
          const items = nested(() => listUntil(']'))
          return { type: 'list', items, at, end: expect(']').end }
        }
        throw unexpected(token, 'a value was expected')
      }
      case 'end':
        throw unexpected(token, 'a value was expected')
    }
  }

  const named = ({ name, at, end }: Token & { type: 'name' }): Node => {
    if (name === 'true' || name === 'false') {
      return { type: 'literal', value: name === 'true', at, end }
    }
    if (!isNext('(')) return { type: 'name', name, at, end }
    if (name === 'prop') return propertyOf(undefined, at)
    const { operands, end: until } = operandsIn()
    return { type: 'call', name, operands, at, end: until }
  }

  const whole = choice()
  const rest = peek()
  if (rest.type !== 'end') throw unexpected(rest, 'the formula was expected to end')
  return whole
}

const propertyNode = (
  of: Node | undefined,
  key: PropertyKey,
  keyAt: number,
  end: number,
): Node => ({ type: 'property', of, key, keyAt, keyEnd: end, at: of?.at ?? keyAt, end })

const keyOf = ({ propertyId, dataSourceId }: Token & { type: 'reference' }): PropertyKey => ({
  propertyId,
  dataSourceId,
})

const unexpected = (token: Token, expected: string): FormulaFault => {
  const found = {
    number: () => `unexpected number`,
    text: () => 'unexpected text',
    name: () => `unexpected ${token.type === 'name' ? token.name : ''}`,
    mark: () => `unexpected ${token.type === 'mark' ? token.mark : ''}`,
    reference: () => 'unexpected property',
    end: () => 'the formula ends too early',
  }[token.type]()
  return new FormulaFault(`${found}: ${expected}`, token.at + 1, 'Parse')
}
