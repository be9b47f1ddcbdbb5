import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { delimiter } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { afterAll, expect } from 'vitest'
import { editions } from '../../src/contract/editions/index.js'
import type { Endpoint } from '../../src/contract/index.js'
import { checkOf } from '../../src/contract/schema.js'
import { editionOf } from '../../src/contract/versions.js'
import { closed, readNotionDocument } from './notion-document.js'

/**
 * Holds every answer of every test to the contract row that it comes from, and, where `NOTION_OPENAPI` names files of
 * Notion's own documents, separated as in `PATH`, to the one of its version as well. What does not fit fails the file of
 * tests in which it was seen.
 */
const documents = (process.env.NOTION_OPENAPI ?? '')
  .split(delimiter)
  .filter((file) => file !== '')
  .map(readNotionDocument)
let held = 0
const misfits = new Set<string>()

const matches = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)

const rows = Object.entries(editions).map(([edition, told]) => ({
  edition,
  rows: Object.values(told.rows).map((row) => ({ row, path: matches(row.path) })),
}))

const rowOf = (request: IncomingMessage): Endpoint | undefined => {
  const wanted = editionOf(String(request.headers['notion-version']))
  const path = (request.url ?? '').split('?')[0] ?? ''
  return rows
    .find(({ edition }) => edition === wanted)
    ?.rows.find((one) => one.row.method === request.method && one.path.test(path))?.row
}

const checks = new Map<TSchema, (answer: unknown) => boolean>()

const exact = (schema: object): object => {
  const within = Object.entries(schema).map(([key, at]) => [
    key,
    typeof at === 'object' && at !== null ? exact(at) : at,
  ])
  if (Array.isArray(schema)) return within.map(([, at]) => at)
  // The compiler tells kinds of schemas by symbols.
  return { ...schema, ...closed(Object.fromEntries(within)) }
}

const fits = (schema: TSchema, answer: unknown): boolean => {
  const check = checks.get(schema) ?? checkOf(exact(schema) as TSchema)
  checks.set(schema, check)
  return check(answer)
}

/** OAuth clients that send forms are answered as the RFCs say, and all are refused so. */
const isOfNotion = ({ auth }: Endpoint, { headers }: IncomingMessage, status: number): boolean =>
  auth === 'bearer' ||
  (auth === 'client' && status === 200 && headers['content-type'] === 'application/json')

const judge = (request: IncomingMessage, { statusCode }: ServerResponse, body: string): void => {
  const row = rowOf(request)
  if (!row || !isOfNotion(row, request, statusCode)) return
  const { request_id: _, ...answer } = JSON.parse(body)
  const told = `${row.method} ${row.path} ${statusCode}`
  // What a row says of an answer is what its version says before it is told in another.
  const edition = editionOf(String(request.headers['notion-version']))
  const schema = { 200: row.response, 202: row.accepted }[statusCode]
  if (schema && edition === '2025-09-03' && !fits(schema, answer)) {
    misfits.add(`${told}: not as the contract row says: ${body.slice(0, 2000)}`)
  }
  const faults = documents
    .find(({ version }) => version === edition)
    ?.faultsOf(row, statusCode, answer)
  if (faults) held += 1
  for (const fault of faults ?? []) misfits.add(`${told}: ${fault} (${edition})`)
}

channel('http.server.request.start').subscribe((message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
  const end = response.end.bind(response)
  response.end = ((body: unknown, ...rest: unknown[]) => {
    if (typeof body === 'string' && body.startsWith('{')) judge(request, response, body)
    return (end as (...all: unknown[]) => ServerResponse)(body, ...rest)
  }) as ServerResponse['end']
})

afterAll(() => {
  if (documents.length > 0) console.log(`${held} answers held to Notion's document`)
  expect([...misfits].join('\n')).toBe('')
})
