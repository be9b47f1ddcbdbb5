/** A parsed OpenAPI 3.1 document, read defensively: what is missing is simply not shown. */
export type OpenApiDocument = Readonly<Record<string, unknown>>

export type JsonObject = Readonly<Record<string, unknown>>

export type Operation = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly definition: JsonObject
  /** The operation's own parameters after those of its path. */
  readonly parameters: readonly JsonObject[]
}

export type OperationGroup = {
  readonly name: string
  readonly description: string
  readonly operations: readonly Operation[]
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete', 'head', 'options'] as const
const SCHEMA_PREFIX = '#/components/schemas/'
const LONGEST_REF_CHAIN = 20
const UNTAGGED = 'Other'

export function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {}
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const slug = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The name of a component schema when this is a reference to one. */
export function schemaName(value: unknown): string | undefined {
  const reference = text(object(value).$ref)
  return reference.startsWith(SCHEMA_PREFIX)
    ? unescaped(reference.slice(SCHEMA_PREFIX.length))
    : undefined
}

function unescaped(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}

function at(document: OpenApiDocument, pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((value, part) => {
      const parent = object(value)
      const key = unescaped(part)
      return Object.hasOwn(parent, key) ? parent[key] : undefined
    }, document)
}

/** Follows `$ref` within the document until something else stands there. */
export function resolve(document: OpenApiDocument, value: unknown): JsonObject {
  let current = object(value)
  for (let step = 0; step < LONGEST_REF_CHAIN; step += 1) {
    const reference = text(current.$ref)
    if (!reference.startsWith('#/')) return current
    current = object(at(document, reference))
  }
  return {}
}

function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return Object.entries(object(document.paths)).flatMap(([path, item]) => {
    const pathItem = resolve(document, item)
    return METHODS.filter((method) => method in pathItem).map((method) => {
      const definition = object(pathItem[method])
      const parameters = [...list(pathItem.parameters), ...list(definition.parameters)]
      return {
        id: `op-${slug(text(definition.operationId) || `${method} ${path}`)}`,
        method,
        path,
        definition,
        parameters: parameters.map((parameter) => resolve(document, parameter)),
      }
    })
  })
}

/** Groups in the order of the document's tags, then of first appearance. */
export function groupsOf(document: OpenApiDocument): readonly OperationGroup[] {
  const declared = list(document.tags).map(object)
  const groups = new Map<string, Operation[]>(declared.map((tag) => [text(tag.name), []]))
  for (const operation of operationsOf(document)) {
    const tag = text(list(operation.definition.tags)[0]) || UNTAGGED
    const group = groups.get(tag) ?? []
    group.push(operation)
    groups.set(tag, group)
  }
  return [...groups]
    .filter(([, operations]) => operations.length > 0)
    .map(([name, operations]) => ({
      name,
      operations,
      description: text(declared.find((tag) => tag.name === name)?.description),
    }))
}

/** How a caller proves who it is, in words; `security` of the operation wins over the document's. */
export function authenticationOf(document: OpenApiDocument, operation: Operation): string {
  const schemes = object(object(document.components).securitySchemes)
  const required = list(operation.definition.security ?? document.security).map(object)
  const words = required.map((requirement) => {
    const names = Object.keys(requirement)
    return names.map((name) => schemeInWords(name, resolve(document, schemes[name]))).join(' with ')
  })
  if (words.every((word) => word === '')) return 'None'
  return words.map((word) => word || 'none').join(' or ')
}

function schemeInWords(name: string, scheme: JsonObject): string {
  if (scheme.type === 'http' && scheme.scheme === 'bearer') {
    return text(scheme.description) || 'Bearer token'
  }
  if (scheme.type === 'http' && scheme.scheme === 'basic')
    return 'HTTP Basic (client ID and secret)'
  if (scheme.type === 'oauth2') return 'OAuth 2.0'
  if (scheme.type === 'apiKey') return `${text(scheme.name)} in the ${text(scheme.in)}`
  return name
}
