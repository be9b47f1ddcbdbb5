import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Endpoint } from '../../src/contract/index.js'

type Json = Record<string, unknown>

export type NotionDocument = {
  /** What the document says against an answer. */
  faultsOf(row: Endpoint, status: number, answer: unknown): string[]
}

/**
 * Notion's OpenAPI document, which is not part of this project, as a validator. As published it refuses answers of the
 * service itself: branches of a union forbid each other's keys and overlap. So what a schema does not name is let
 * through, and one branch that fits is enough.
 */
export const readNotionDocument = (file: string | undefined): NotionDocument | undefined => {
  if (!file) return undefined
  const document = relaxed(JSON.parse(readFileSync(file, 'utf8'))) as Json
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  ajv.addSchema(document, 'notion')
  const paths = document.paths as Record<string, Record<string, { responses?: Json }>>
  return {
    faultsOf({ method, path }, status, answer) {
      const key = Object.keys(paths).find((one) => unnamed(one) === unnamed(path))
      if (key === undefined) return []
      const verb = method.toLowerCase()
      const responses = paths[key]?.[verb]?.responses
      if (!responses) return []
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
      return (check.errors ?? [])
        .filter(({ instancePath }) => !instancePath.startsWith(withoutEmail))
        .slice(-3)
        .map((fault) => `${fault.instancePath} ${fault.message}`)
    },
  }
}

/** The document has every owner of a token tell an address, also to who may not see it. Contract §13. */
const withoutEmail = '/owner'

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
