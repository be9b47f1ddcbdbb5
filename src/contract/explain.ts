import { FormatRegistry, type TSchema } from '@sinclair/typebox'
import { namedSchemas } from './schema.js'

/** Where in a request a value stood; the first word of every validation message. */
export type Place = 'body' | 'path' | 'query'

type Violation = { path: string; expected: string; found: string }

/**
 * Says why `value` does not satisfy `schema`, in the API's own grammar:
 * `body failed validation: body.token should be defined, instead was \`undefined\`.`
 * Contract §4.1 (observed). Call it only with a value that failed its check.
 */
export const explain = (place: Place, schema: TSchema, value: unknown): string => {
  const violations = violationsOf(withoutReferences(schema), value, place, false)
  const lines = violations.map(
    (v) => `${v.path} should be ${v.expected}, instead was \`${v.found}\`.`,
  )
  return lines.length === 1
    ? `${place} failed validation: ${lines[0]}`
    : `${place} failed validation. Fix one:\n${lines.join('\n')}`
}

/** A recursive schema refers to itself by name; here each name becomes the schema that it stands for. */
const withoutReferences = (schema: TSchema, named = new Map<string, TSchema>()): TSchema => {
  if (schema.$ref !== undefined) return named.get(schema.$ref) ?? schema
  const copy: TSchema = { ...schema }
  if (schema.$id !== undefined) named.set(schema.$id, copy)
  const resolve = (inner: TSchema): TSchema => withoutReferences(inner, named)
  if (schema.items) copy.items = resolve(schema.items)
  if (schema.anyOf) copy.anyOf = schema.anyOf.map(resolve)
  if (schema.properties) {
    const properties: [string, TSchema][] = Object.entries(schema.properties)
    copy.properties = Object.fromEntries(properties.map(([key, inner]) => [key, resolve(inner)]))
  }
  return copy
}

const violationsOf = (
  given: TSchema,
  value: unknown,
  path: string,
  optional: boolean,
): Violation[] => {
  const schema = namedSchemas.get(given.$ref ?? '') ?? given
  const violation = (expected: string, at = path, found: unknown = value): Violation => ({
    path: at,
    expected: optional && expected !== 'not present' ? orUndefined(expected) : expected,
    found: isSecret(schema, path, at, found) ? '…' : shown(found),
  })
  if (value === undefined && !optional) return [violation('defined')]

  const branches: TSchema[] | undefined = schema.anyOf
  if (branches) return ofUnion(branches, value, path, optional, violation)
  if (schema.const !== undefined) {
    return value === schema.const ? [] : [violation(`\`${JSON.stringify(schema.const)}\``)]
  }
  switch (schema.type) {
    case 'object':
      return ofObject(schema, value, path, violation)
    case 'array':
      return ofArray(schema, value, path, violation)
    case 'string':
      return ofString(schema, value, path, violation)
    case 'integer':
    case 'number':
      return ofNumber(schema, value, violation)
    case 'boolean':
      return typeof value === 'boolean' ? [] : [violation('a boolean')]
    case 'null':
      return value === null ? [] : [violation('`null`')]
    default:
      return []
  }
}

/** A secret is not quoted; that it is missing or empty, or how many there are, is no secret. */
const isSecret = (schema: TSchema, path: string, at: string, found: unknown): boolean =>
  schema['x-secret'] === true && at === path && found !== undefined && found !== ''

type Refuse = (expected: string, at?: string, found?: unknown) => Violation

/** Those branches that the value means, by having what they require; all of them if it means none. */
const meant = (branches: readonly TSchema[], value: unknown): readonly TSchema[] => {
  if (typeof value !== 'object' || value === null) return branches
  const having = branches.filter(
    ({ required = [] }) =>
      required.length > 0 && required.every((key: string) => Object.hasOwn(value, key)),
  )
  return having.length > 0 ? having : branches
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** A union of constants is one line that lists them; any other union is one line per branch. */
const ofUnion = (
  all: TSchema[],
  value: unknown,
  path: string,
  optional: boolean,
  refuse: Refuse,
): Violation[] => {
  // Nobody means the empty object who sends something in it.
  const branches = all.filter(({ maxProperties }) => maxProperties !== 0)
  if (branches.length < all.length && isEmptyObject(value)) return []
  const found = meant(branches, value).map((branch) => violationsOf(branch, value, path, optional))
  if (found.some((violations) => violations.length === 0)) return []
  if (branches.every((branch) => branch.const !== undefined)) {
    return [refuse(listed(branches.map((branch) => `\`${JSON.stringify(branch.const)}\``)))]
  }
  const nullable = branches.filter((branch) => branch.type !== 'null')
  if (nullable.length === 1 && nullable[0]) {
    const inner = violationsOf(nullable[0], value, path, optional)
    return inner.map((v) => (v.path === path ? { ...v, expected: `${v.expected} or \`null\`` } : v))
  }
  return found.flatMap((violations) => violations.slice(0, 1))
}

const ofObject = (schema: TSchema, value: unknown, path: string, refuse: Refuse): Violation[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [refuse('an object')]
  }
  const members = value as Record<string, unknown>
  const properties: Record<string, TSchema> = schema.properties ?? {}
  const required: readonly string[] = schema.required ?? []
  for (const [key, property] of Object.entries(properties)) {
    const member = Object.hasOwn(members, key) ? members[key] : undefined
    if (member === undefined && !required.includes(key)) continue
    const found = violationsOf(property, member, `${path}.${key}`, !required.includes(key))
    if (found.length > 0) return found
  }
  const [others] = Object.values<TSchema>(schema.patternProperties ?? {})
  if (others) {
    for (const [key, member] of Object.entries(members)) {
      const found = violationsOf(others, member, `${path}.${key}`, false)
      if (found.length > 0) return found
    }
    return []
  }
  if (schema.additionalProperties !== false) return []
  const stray = Object.keys(members).find((key) => !Object.hasOwn(properties, key))
  return stray === undefined ? [] : [refuse('not present', `${path}.${stray}`, members[stray])]
}

const ofArray = (schema: TSchema, value: unknown, path: string, refuse: Refuse): Violation[] => {
  if (!Array.isArray(value)) return [refuse('an array')]
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return [refuse(`≤ \`${schema.maxItems}\``, `${path}.length`, value.length)]
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return [refuse(`≥ \`${schema.minItems}\``, `${path}.length`, value.length)]
  }
  for (const [index, item] of value.entries()) {
    const found = violationsOf(schema.items, item, `${path}[${index}]`, false)
    if (found.length > 0) return found
  }
  return []
}

const ofString = (schema: TSchema, value: unknown, path: string, refuse: Refuse): Violation[] => {
  const isOfFormat = FormatRegistry.Get(schema.format ?? '')
  if (isOfFormat) {
    const isFine = typeof value === 'string' && isOfFormat(value)
    return isFine ? [] : [refuse(schema.title ?? `a valid ${schema.format}`)]
  }
  if (typeof value !== 'string') return [refuse('a string')]
  if (schema.minLength === 1 && value === '') return [refuse('a non-empty string')]
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    return [refuse(`≤ \`${schema.maxLength}\``, `${path}.length`, value.length)]
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return [refuse(schema.title ?? `a string that matches ${schema.pattern}`)]
  }
  return []
}

const ofNumber = (schema: TSchema, value: unknown, refuse: Refuse): Violation[] => {
  if (typeof value !== 'number' || Number.isNaN(value)) return [refuse('a number')]
  if (schema.type === 'integer' && !Number.isInteger(value)) return [refuse('an integer')]
  if (schema.maximum !== undefined && value > schema.maximum) {
    return [refuse(`≤ \`${schema.maximum}\``)]
  }
  if (schema.minimum !== undefined && value < schema.minimum) {
    return [refuse(`≥ \`${schema.minimum}\``)]
  }
  return []
}

const orUndefined = (expected: string): string =>
  expected.includes(', or ')
    ? expected.replace(', or ', ', ').concat(', or `undefined`')
    : expected.includes('` or `')
      ? `${expected.replace('` or `', '`, `')}, or \`undefined\``
      : `${expected} or \`undefined\``

const listed = (words: string[]): string =>
  words.length < 3
    ? words.join(' or ')
    : `${words.slice(0, -1).join(', ')}, or ${words[words.length - 1]}`

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}
