import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Endpoint } from '../../src/contract/index.js'
import { amend } from './notion-amendments.js'

type Json = Record<string, unknown>

type Described = {
  readonly components: {
    readonly parameters: {
      readonly notionVersion: { readonly schema: { readonly enum: string[] } }
    }
  }
}

export type NotionDocument = {
  /** The version of the API that it describes. */
  readonly version: string
  /** What the document says against an answer; undefined: it knows no such request. */
  faultsOf(row: Endpoint, status: number, answer: unknown): string[] | undefined
}

/**
 * Notion's OpenAPI document, which is not part of this project, as a validator. As published it refuses answers of the
 * service itself: branches of a union forbid each other's keys and overlap. So what a schema does not name is let
 * through, and one branch that fits is enough.
 */
export const readNotionDocument = (file: string): NotionDocument => {
  const document = relaxed(JSON.parse(readFileSync(file, 'utf8'))) as Json & Described
  amend(document)
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  ajv.addSchema(document, 'notion')
  const paths = document.paths as Record<string, Record<string, { responses?: Json }>>
  return {
    version: document.components.parameters.notionVersion.schema.enum[0] ?? '',
    faultsOf({ method, path }, status, answer) {
      const key = Object.keys(paths).find((one) => unnamed(one) === unnamed(path))
      if (key === undefined) return undefined
      const verb = method.toLowerCase()
      const responses = paths[key]?.[verb]?.responses
      if (!responses) return undefined
      if (!(status in responses)) return [`the document knows no ${status}`]
      const pointer = [
        'paths',
        key,
        verb,
        'responses',
        status,
        'content',
        'application/json',
        'schema',
      ]
      const check = ajv.getSchema(
        `notion#/${pointer.map((part) => encoded(String(part))).join('/')}`,
      )
      if (!check || check(answer)) return []
      return (check.errors ?? []).slice(-3).map(({ instancePath, message }) => {
        const told = JSON.stringify(valueAt(answer, instancePath)) ?? ''
        return `${instancePath} ${message}: ${told.slice(0, 1000)}`
      })
    },
  }
}

/** What a JSON pointer points at. */
const valueAt = (json: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => (at as Json | undefined)?.[part], json)

const unnamed = (path: string): string => path.replace(/\{\w+\}/g, '{}')

const encoded = (part: string): string =>
  encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

const relaxed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(relaxed)
  if (!isJson(value)) return value
  const { additionalProperties: more, ...kept } = value
  const entries = Object.entries(more === false ? kept : value)
  return closed(
    Object.fromEntries(entries.map(([key, at]) => [key === 'oneOf' ? 'anyOf' : key, relaxed(at)])),
  )
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A schema of a mere reference, `{object, id}`, closed: or every whole object would pass for one. */
export const closed = (schema: Json): Json => {
  const { properties } = schema
  const isReference = isJson(properties) && Object.keys(properties).sort().join() === 'id,object'
  return isReference ? { ...schema, additionalProperties: false } : schema
}
