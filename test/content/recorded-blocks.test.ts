import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, text } from './ground.js'

type Json = Record<string, unknown>

type Case = {
  readonly name: string
  readonly version: string
  readonly append?: Json
  readonly update?: Json
  /** The blocks that were made, or the block as it was afterwards. */
  readonly answered: readonly (Json & { readonly type: string })[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/recorded-blocks.json', import.meta.url), 'utf8'),
) as { cases: Case[] }

/** Keys whose values no two answers share. */
const volatile = new Set([
  ...['id', 'parent', 'created_time', 'last_edited_time', 'created_by', 'last_edited_by'],
  ...['page_id', 'database_id', 'block_id', 'expiry_time'],
])

/** What a recording lacks because it is older than the key, and what stood elsewhere then. See docs/fidelity.md. */
const younger = new Set(['in_trash', 'archived', 'icon', 'is_toggleable'])

/** Keys that stand elsewhere now, or are told of an answer as a whole. */
const moved = new Set(['archived', 'in_trash', 'request_id'])

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The address of a file is another each time. */
const isLink = (key: string, value: unknown): boolean =>
  key === 'file' && isJson(value) && 'url' in value

/** The kind of a value; of a file, what is told of it. */
const shapeOf = (value: unknown): string =>
  isJson(value) && 'url' in value ? Object.keys(value).join() : typeof value

/** Every difference between what was recorded and what is answered, by its place. */
const differences = (recorded: unknown, answered: unknown, at = ''): string[] => {
  if (Array.isArray(recorded) && Array.isArray(answered)) {
    const lengths =
      recorded.length === answered.length ? [] : [`${at}: ${answered.length} of ${recorded.length}`]
    return lengths.concat(
      recorded.flatMap((one, n) => differences(one, answered[n], `${at}[${n}]`)),
    )
  }
  if (!isJson(recorded) || !isJson(answered)) {
    return Object.is(recorded, answered)
      ? []
      : [`${at}: ${JSON.stringify(answered)} for ${JSON.stringify(recorded)}`]
  }
  const known = Object.keys(answered).filter((key) => key in recorded || !younger.has(key))
  const inOrder = (keys: string[]) => keys.filter((key) => !moved.has(key)).join()
  const order =
    inOrder(known) === inOrder(Object.keys(recorded))
      ? []
      : [`${at}: keys ${known} for ${Object.keys(recorded)}`]
  return order.concat(
    Object.entries(recorded).flatMap(([key, value]) =>
      volatile.has(key) || isLink(key, value)
        ? shapeOf(value) === shapeOf(answered[key])
          ? []
          : [`${at}.${key}: ${typeof answered[key]}`]
        : differences(value, answered[key], `${at}.${key}`),
    ),
  )
}

describeOnBothStores('blocks as recorded', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let page: string
  let places: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    const parent = { page_id: (await pagesOfStudio()).Notes ?? '' }
    const made = await notion.pages.create({
      parent,
      properties: { title: { title: text('Blocks') } },
    })
    page = made.id
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id: page },
      initial_data_source: { properties: { Name: { title: {} } } },
    })
    const original = await append({
      synced_block: { synced_from: null, children: [paragraph('x')] },
    })
    places = { page_id: page, database_id: database.id, block_id: original }
  })
  afterAll(() => server.close())

  const ask = async (version: string, path: string, body: object): Promise<Json> => {
    const answer = await fetch(`${server.url}/v1/blocks/${path}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${internalTokenOf(studioSeed)}`,
        'notion-version': version,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    const json = (await answer.json()) as Json
    if (answer.status !== 200) throw new Error(JSON.stringify(json))
    return json
  }

  /** What attaches an upload of the name that was recorded. */
  const attaching = async (type: string, url: string): Promise<Json> => {
    const filename = new URL(url).pathname.split('/').pop() ?? ''
    const { id } = await notion.fileUploads.create({ filename })
    const data = new Blob(['the file'])
    await notion.fileUploads.send({ file_upload_id: id, file: { filename, data } })
    return { [type]: { file_upload: { id } } }
  }

  const append = async (child: Json): Promise<string> => {
    const { results } = await ask('2025-09-03', `${page}/children`, { children: [child] })
    return String((results as Json[])[0]?.id)
  }

  /** The same with ids that exist here. */
  const adapted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(adapted)
    if (!isJson(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, at]) => [
        key,
        typeof at === 'string' && key in places ? places[key] : adapted(at),
      ]),
    )
  }

  test.for(cases.map((one) => [one.name, one] as const))('%s', async ([, one]) => {
    if (one.append) {
      const { position, ...rest } = adapted(one.append) as Json & { position?: { type: string } }
      const sibling =
        isJson(position) && position.type === 'after_block' && (await append(paragraph('before')))
      const place = sibling ? { type: 'after_block', after_block: { id: sibling } } : position
      const body = { ...rest, ...(place && { position: place }) }
      const { results } = await ask(one.version, `${page}/children`, body)
      expect(differences(one.answered, (results as Json[]).slice(0, one.answered.length))).toEqual(
        [],
      )
      return
    }
    const [after] = one.answered
    if (!after || !one.update) throw new Error('neither appended nor updated')
    const block = await append(beforeUpdate(adapted(after) as Json & { type: string }))
    const { file } = after[after.type] as { file?: { url: string } }
    const update = file ? await attaching(after.type, file.url) : adapted(one.update)
    expect(differences(after, await ask(one.version, block, update as object))).toEqual([])
  })
})

/** A block that an update leaves as it was recorded; what was a file already may have been elsewhere before. */
const beforeUpdate = ({ type, has_children, ...block }: Json & { type: string }): Json => {
  const { file, ...body } = block[type] as Json
  const below = has_children === true && { children: [paragraph('below')] }
  const elsewhere = file !== undefined && {
    type: 'external',
    external: { url: 'https://example.com/before' },
  }
  return { [type]: { ...body, ...below, ...elsewhere } }
}
