import { FormulaFault } from './fault.js'

/** A piece of a formula, `at` the place of its first character and `end` of the one after its last. */
export type Token = { readonly at: number; readonly end: number } & (
  | { readonly type: 'number'; readonly number: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'mark'; readonly mark: string }
  | { readonly type: 'reference'; readonly propertyId: string; readonly dataSourceId: string }
  | { readonly type: 'end' }
)

const BLANK = /(?:\s|\/\*[\s\S]*?\*\/)+/y
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const MARK = /===|!==|==|!=|>=|<=|&&|\|\||[-+*/%^<>!?:,.()[\]]/y
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"/y
const REFERENCE = /\{\{notion:block_property:([^:}]*):([0-9a-f-]*):[0-9a-f-]*\}\}/iy

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' }

const plain = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_, letter: string) => escapes[letter] ?? letter)

const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** Cuts a formula into pieces. Errors: {@link FormulaFault}. */
export const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  let at = 0
  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(source)
  }
  while (at < source.length) {
    const blank = matchAt(BLANK)
    if (blank) {
      at += blank[0].length
      continue
    }
    const token = tokenAt(matchAt, at)
    if (!token) {
      const what = source.charAt(at) === '"' ? 'a text that does not end' : source.charAt(at)
      throw new FormulaFault(`unexpected ${what}`, at + 1, 'Parse')
    }
    tokens.push(token)
    at = token.end
  }
  return [...tokens, { type: 'end', at, end: at }]
}

const tokenAt = (
  matchAt: (pattern: RegExp) => RegExpExecArray | null,
  at: number,
): Token | undefined => {
  const reference = matchAt(REFERENCE)
  if (reference) {
    const [all, id = '', dataSourceId = ''] = reference
    const propertyId = decoded(id)
    return { type: 'reference', propertyId, dataSourceId, at, end: at + all.length }
  }
  const text = matchAt(TEXT)
  if (text) return { type: 'text', text: plain(text[1] ?? ''), at, end: at + text[0].length }
  const number = matchAt(NUMBER)
  if (number) {
    return { type: 'number', number: Number(number[0]), at, end: at + number[0].length }
  }
  const name = matchAt(NAME)
  if (name) return { type: 'name', name: name[0], at, end: at + name[0].length }
  const mark = matchAt(MARK)
  return mark ? { type: 'mark', mark: mark[0], at, end: at + mark[0].length } : undefined
}
