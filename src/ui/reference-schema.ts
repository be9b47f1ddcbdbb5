import { attributes, type Html, html } from '../lib/html.js'
import {
  type JsonObject,
  list,
  type OpenApiDocument,
  object,
  resolve,
  schemaName,
  text,
} from './openapi.js'
import { inlineProse } from './prose.js'

const DEEPEST_INLINE = 12
const OPEN_PROPERTIES = 40
const LONGEST_UNION = 5

export const schemaId = (name: string): string => `schema-${name.replace(/[^A-Za-z0-9_.-]+/g, '-')}`

const variantsOf = (schema: JsonObject): readonly unknown[] => [
  ...list(schema.oneOf),
  ...list(schema.anyOf),
]

const literal = (value: unknown): Html => html`<code>${JSON.stringify(value) ?? 'undefined'}</code>`

/** The fixed values a schema allows, also when written as a union of constants. */
function valuesOf(document: OpenApiDocument, schema: JsonObject): readonly unknown[] {
  if ('const' in schema) return [schema.const]
  if (schema.enum !== undefined) return list(schema.enum)
  const variants = variantsOf(schema).map((variant) => resolve(document, variant))
  return variants.length > 0 && variants.every((variant) => 'const' in variant)
    ? variants.map((variant) => variant.const)
    : []
}

const isStructured = (schema: JsonObject): boolean =>
  ['properties', 'oneOf', 'anyOf', 'allOf', 'items', 'additionalProperties'].some(
    (key) => typeof schema[key] === 'object',
  )

function joined(parts: readonly (Html | string)[], separator: string): readonly (Html | string)[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))
}

const typeNamesOf = (values: readonly unknown[]): string =>
  [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))].join(' or ')

/** A schema's type in one line; a component with a structure of its own is named and linked. */
export function typeOf(document: OpenApiDocument, value: unknown, depth = 0): Html {
  const component = schemaName(value)
  const schema = resolve(document, value)
  if (component !== undefined && (isStructured(schema) || depth > DEEPEST_INLINE)) {
    return html`<a href="#${schemaId(component)}">${component}</a>`
  }
  if (depth > DEEPEST_INLINE) return html`…`
  const values = valuesOf(document, schema)
  if (values.length > 0) return html`${text(schema.type) || typeNamesOf(values)}`
  const variants = variantsOf(schema)
  if (variants.length > 0) {
    const types = variants.map((variant) => typeOf(document, variant, depth + 1))
    const distinct = [...new Map(types.map((type) => [String(type), type])).values()]
    if (distinct.length > LONGEST_UNION) return html`one of ${distinct.length} types`
    return html`${joined(distinct, ' or ')}`
  }
  if (schema.type === 'array' || schema.items !== undefined) {
    return html`array of ${typeOf(document, schema.items, depth + 1)}`
  }
  const types = list(schema.type).map(text)
  const plain = types.length > 0 ? types.join(' or ') : text(schema.type)
  return html`${plain || (isStructured(schema) ? 'object' : text(schema.$ref) || 'any')}`
}

const LIMITS: readonly (readonly [string, string])[] = [
  ['format', 'format'],
  ['pattern', 'pattern'],
  ['minimum', 'at least'],
  ['maximum', 'at most'],
  ['minLength', 'shortest'],
  ['maxLength', 'longest'],
  ['minItems', 'fewest items'],
  ['maxItems', 'most items'],
  ['default', 'default'],
]

function limitsOf(document: OpenApiDocument, schema: JsonObject): readonly Html[] {
  const values = valuesOf(document, schema)
  const limits = LIMITS.filter(([key]) => schema[key] !== undefined).map(([key, label]) => {
    const value = schema[key]
    return html`<p class="limit">${label} ${typeof value === 'string' ? html`<code>${value}</code>` : literal(value)}</p>`
  })
  if (values.length === 0) return limits
  const label = values.length === 1 ? 'always' : 'one of'
  return [html`<p class="limit">${label} ${joined(values.map(literal), ' ')}</p>`, ...limits]
}

/** What the description and the limits of a schema say, below its name and type. */
export function explanation(document: OpenApiDocument, value: unknown, fallback = ''): Html {
  const schema = resolve(document, value)
  const description = text(object(value).description) || fallback || text(schema.description)
  return html`${description && html`<p>${inlineProse(description)}</p>`}${limitsOf(document, schema)}`
}

function property(
  document: OpenApiDocument,
  name: string,
  value: unknown,
  isRequired: boolean,
  depth: number,
): Html {
  const schema = resolve(document, value)
  return html`<li>
<p class="property"><code class="property-name">${name}</code> <span class="type">${typeOf(document, value)}</span>
${isRequired && html`<span class="required">required</span>`}
${schema.deprecated === true && html`<span class="deprecated">deprecated</span>`}</p>
${explanation(document, value)}
${nested(document, value, depth + 1)}
</li>`
}

function propertiesOf(document: OpenApiDocument, schema: JsonObject, depth: number): Html | false {
  const required = new Set(list(schema.required))
  const items = Object.entries(object(schema.properties)).map(([name, value]) =>
    property(document, name, value, required.has(name), depth),
  )
  if (typeof schema.additionalProperties === 'object') {
    items.push(property(document, '<any other key>', schema.additionalProperties, false, depth))
  }
  return items.length > 0 && html`<ul class="schema">${items}</ul>`
}

function variant(document: OpenApiDocument, value: unknown, depth: number): Html {
  const schema = resolve(document, value)
  const title = text(schema.title)
  return html`<li>
<p class="property">${title && html`<span class="property-name">${title}</span> `}<span class="type">${typeOf(document, value)}</span></p>
${explanation(document, value)}
${nested(document, value, depth + 1)}
</li>`
}

/** The structure within a schema: properties, variants and parts, one list inside another. */
export function structure(document: OpenApiDocument, value: unknown, depth = 0): Html {
  const schema = resolve(document, value)
  if (depth > DEEPEST_INLINE) return html``
  const variants = valuesOf(document, schema).length > 0 ? [] : variantsOf(schema)
  const isSimpleUnion = variants.every(
    (one) => !isStructured(object(one)) && !object(one).description,
  )
  return html`${list(schema.allOf).map((part) => structure(document, part, depth + 1))}
${propertiesOf(document, schema, depth)}
${
  variants.length > 0 &&
  !(isSimpleUnion && depth > 0) &&
  html`<p class="limit">One of</p>
<ul class="schema variants">${variants.map((one) => variant(document, one, depth))}</ul>`
}
${schema.items !== undefined && nested(document, schema.items, depth + 1)}`
}

/** Within another schema a component is not written out again: its type already links to it. */
function nested(document: OpenApiDocument, value: unknown, depth: number): Html | undefined {
  const schema = object(value)
  if (schema.$ref !== undefined) return undefined
  if (schema.items !== undefined) return nested(document, schema.items, depth)
  if (!isStructured(schema)) return undefined
  const content = structure(document, schema, depth)
  if (String(content).trim() === '') return undefined
  const isShort = Object.keys(object(schema.properties)).length < OPEN_PROPERTIES
  return html`<details class="nested"${attributes({ open: depth < 2 && isShort })}>
<summary>${schema.properties !== undefined ? 'Properties' : 'Details'}</summary>${content}</details>`
}
