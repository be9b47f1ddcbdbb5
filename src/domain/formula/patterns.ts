import { RE2JS } from 're2js'
import { FormulaLimit } from './fault.js'
import type { Session } from './function.js'

/** The longest pattern; the engine takes time in proportion to text and pattern, never more. */
const MAX_PATTERN = 1000

const known = new Map<string, RE2JS | undefined>()

/**
 * A regular expression; undefined: it is none, or uses what cannot be matched in linear time. What it takes to match a
 * text with it is spent: a step for every letter and every state, more for a pattern that is new.
 */
const spending = (pattern: string, text: string, session: Session): RE2JS | undefined => {
  if (pattern.length > MAX_PATTERN) throw new FormulaLimit('a pattern is too long')
  const isNew = !known.has(pattern)
  if (known.size > 500) known.clear()
  if (isNew)
    known.set(
      pattern,
      attempt(() => RE2JS.compile(pattern)),
    )
  const expression = known.get(pattern)
  const states = expression?.programSize() ?? 1
  session.spend(text.length * (2 + states) + (isNew ? 100 : 1) * states)
  return expression
}

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Is a match anywhere in the text? A pattern that is no regular expression stands for itself. */
export const testPattern = (text: string, pattern: string, session: Session): boolean => {
  return spending(pattern, text, session)?.matcher(text).find() ?? text.includes(pattern)
}

/** Every match, in order. */
export const matchesOf = (text: string, pattern: string, session: Session): string[] => {
  const matcher = spending(pattern, text, session)?.matcher(text)
  if (!matcher) return []
  const found: string[] = []
  while (matcher.find()) found.push(matcher.group() ?? '')
  return found
}

/** The text with the first match, or every one, replaced; `$1` is what the first group found. */
export const replacePattern = (
  text: string,
  pattern: string,
  by: string,
  isAll: boolean,
  session: Session,
): string => {
  const expression = spending(pattern, text, session)
  if (!expression)
    return isAll ? text.replaceAll(pattern, () => by) : text.replace(pattern, () => by)
  const matcher = expression.matcher(text)
  const replaced = attempt(() => (isAll ? matcher.replaceAll(by) : matcher.replaceFirst(by)))
  return replaced ?? text
}
