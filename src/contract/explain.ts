import { FormatRegistry, type TSchema, Type } from '@sinclair/typebox'
import { namedSchemas } from './schema.js'

/** Where in a request a value stood; the first word of every validation message. */
export type Place = 'body' | 'path' | 'query'

/** `expected`: whatever would do. `depth`: how many members and items below the whole it stands. */
type Violation = {
  readonly path: string
  readonly depth: number
  readonly expected: readonly string[]
  readonly found: string
}

/**
 * Says why `value` does not satisfy `schema`, in the API's own grammar:
 * `body failed validation: body.token should be defined, instead was \`undefined\`.`
 * Contract §4.1 (observed). Call it only with a value that failed its check.
 */
export const explain = (place: Place, schema: TSchema, value: unknown): string => {
  const violations = violationsOf(withoutReferences(schema), value, at(place), false)
  const all = violations.map(
    ({ path, expected, found }) =>
      `${path} should be ${listed(expected)}, instead was \`${found}\`.`,
  )
  const lines = [...new Set(all)]
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

/** A place in a request, and how deep it is. */
type Spot = { readonly path: string; readonly depth: number }

const at = (path: string): Spot => ({ path, depth: 0 })
const memberOf = ({ path, depth }: Spot, key: string): Spot => ({
  path: `${path}.${key}`,
  depth: depth + 1,
})
const itemOf = ({ path, depth }: Spot, index: number): Spot => ({
  path: `${path}[${index}]`,
  depth: depth + 1,
})

const violationsOf = (
  given: TSchema,
  value: unknown,
  spot: Spot,
  optional: boolean,
): readonly Violation[] => {
  const schema = namedSchemas.get(given.$ref ?? '') ?? given
  const violation = (expected: string, where = spot, found: unknown = value): Violation => ({
    ...where,
    expected: optional && expected !== NOT_PRESENT ? [expected, UNDEFINED] : [expected],
    found:
      isSecret(schema, spot, where, found) || isStray(expected, where, found) ? '…' : shown(found),
  })
  if (value === undefined && !optional) return [violation(DEFINED)]

  const branches: TSchema[] | undefined = schema.anyOf
  if (branches) return ofUnion(branches, value, spot, optional)
  if (schema.const !== undefined) {
    return value === schema.const ? [] : [violation(`\`${JSON.stringify(schema.const)}\``)]
  }
  switch (schema.type) {
    case 'object':
      return ofObject(schema, value, spot, violation)
    case 'array':
      return ofArray(schema, value, spot, violation)
    case 'string':
      return ofString(schema, value, spot, violation)
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

const DEFINED = 'defined'
const NOT_PRESENT = 'not present'
const UNDEFINED = '`undefined`'

/** A secret is not quoted; that it is missing or empty, or how many there are, is no secret. */
const isSecret = (schema: TSchema, spot: Spot, where: Spot, found: unknown): boolean =>
  schema['x-secret'] === true && where === spot && found !== undefined && found !== ''

/** Nobody knows what a parameter is that nobody knows: it may be a token. */
const isStray = (expected: string, { path }: Spot, found: unknown): boolean =>
  expected === NOT_PRESENT &&
  path.startsWith('query.') &&
  (typeof found === 'string' || Array.isArray(found))

type Refuse = (expected: string, where?: Spot, found?: unknown) => Violation

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/**
 * What a value lacks to be of the branch that it comes nearest to: whichever violation lies deepest, and each that lies
 * as deep. So `{title: 5}` is told of every type of value, for any could have been meant, and `{title: [{text: 5}]}` of
 * the text alone. What is wrong with the value itself, in every branch, is one line that lists all that would do.
 */
const ofUnion = (
  all: TSchema[],
  value: unknown,
  spot: Spot,
  optional: boolean,
): readonly Violation[] => {
  // Nobody means the empty object who sends something in it.
  const branches = all.filter(({ maxProperties }) => maxProperties !== 0)
  if (branches.length < all.length && isEmptyObject(value)) return []
  const found = branches.map((branch) => violationsOf(branch, value, spot, false))
  if (found.some((violations) => violations.length === 0)) return []
  const isTold = (branch: TSchema | undefined, { expected }: Violation) =>
    !(branch?.['x-unlisted'] && expected.includes(DEFINED))
  const violations = found.flatMap((ofBranch, index) =>
    ofBranch.filter((violation) => isTold(branches[index], violation)),
  )
  const depth = Math.max(...violations.map((violation) => violation.depth))
  const deepest = violations.filter((violation) => violation.depth === depth)
  if (depth > spot.depth) return deepest
  const [first] = deepest
  if (!first) return []
  const expected = new Set(deepest.flatMap((violation) => violation.expected))
  return [{ ...first, expected: [...expected, ...(optional ? [UNDEFINED] : [])] }]
}

const ofObject = (
  schema: TSchema,
  value: unknown,
  spot: Spot,
  refuse: Refuse,
): readonly Violation[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [refuse('an object')]
  }
  const members = value as Record<string, unknown>
  const properties: Record<string, TSchema> = schema.properties ?? {}
  const required: readonly string[] = schema.required ?? []
  const memberAt = (key: string) => (Object.hasOwn(members, key) ? members[key] : undefined)
  const missing = required.find((key) => memberAt(key) === undefined)
  if (missing !== undefined)
    return violationsOf(Type.Unknown(), undefined, memberOf(spot, missing), false)
  for (const [key, property] of Object.entries(properties)) {
    const member = memberAt(key)
    if (member === undefined) continue
    const found = violationsOf(property, member, memberOf(spot, key), !required.includes(key))
    if (found.length > 0) return found
  }
  const [others] = Object.values<TSchema>(schema.patternProperties ?? {})
  if (others) {
    for (const [key, member] of Object.entries(members)) {
      const found = violationsOf(others, member, memberOf(spot, key), false)
      if (found.length > 0) return found
    }
    return []
  }
  if (schema.additionalProperties !== false) return []
  const stray = Object.keys(members).find((key) => !Object.hasOwn(properties, key))
  return stray === undefined ? [] : [refuse(NOT_PRESENT, memberOf(spot, stray), members[stray])]
}

const ofArray = (
  schema: TSchema,
  value: unknown,
  spot: Spot,
  refuse: Refuse,
): readonly Violation[] => {
  if (!Array.isArray(value)) return [refuse('an array')]
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return [refuse(`≤ \`${schema.maxItems}\``, memberOf(spot, 'length'), value.length)]
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return [refuse(`≥ \`${schema.minItems}\``, memberOf(spot, 'length'), value.length)]
  }
  for (const [index, item] of value.entries()) {
    const found = violationsOf(schema.items, item, itemOf(spot, index), false)
    if (found.length > 0) return found
  }
  return []
}

const ofString = (
  schema: TSchema,
  value: unknown,
  spot: Spot,
  refuse: Refuse,
): readonly Violation[] => {
  if (typeof value !== 'string') return [refuse('a string')]
  const isOfFormat = FormatRegistry.Get(schema.format ?? '')
  if (isOfFormat) {
    return isOfFormat(value) ? [] : [refuse(schema.title ?? `a valid ${schema.format}`)]
  }
  if (schema.minLength === 1 && value === '') return [refuse('populated')]
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    return [refuse(`≤ \`${schema.maxLength}\``, memberOf(spot, 'length'), value.length)]
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return [refuse(schema.title ?? `a string that matches ${schema.pattern}`)]
  }
  return []
}

const ofNumber = (schema: TSchema, value: unknown, refuse: Refuse): readonly Violation[] => {
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

const listed = (words: readonly string[]): string =>
  words.length < 3
    ? words.join(' or ')
    : `${words.slice(0, -1).join(', ')}, or ${words[words.length - 1]}`

/** With its backquotes, what is shown of a value takes this much. Recorded. */
const LONGEST = 60

/** A value as a refusal quotes it, in JSON. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'undefined'
  const cut = LONGEST - '``'.length
  return text.length > cut ? `${text.slice(0, cut - '...'.length)}...` : text
}
