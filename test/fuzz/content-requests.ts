import { readFileSync } from 'node:fs'
import type { TestServer } from '../support/server.js'

type Json = Record<string, unknown>

/** A request that the service answers with 200, before anything is done to it. */
export type ContentRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: Json
}

const text = (content: string) => [{ type: 'text', text: { content } }]

/** A value of every type that a row can be given, and a filter and a sort that fit it. */
const kinds: Readonly<Record<string, { value: unknown; filter: unknown }>> = {
  rich_text: { value: text('glazed'), filter: { contains: 'gl' } },
  number: { value: 12.5, filter: { greater_than: 3 } },
  select: { value: { name: 'matt' }, filter: { equals: 'matt' } },
  multi_select: { value: [{ name: 'Hall' }, { name: 'Bath' }], filter: { contains: 'Hall' } },
  status: { value: { name: 'Done' }, filter: { does_not_equal: 'Done' } },
  date: {
    value: { start: '2026-03-02', end: '2026-03-04' },
    filter: { on_or_after: '2026-03-01' },
  },
  people: { value: [], filter: { is_empty: true } },
  files: {
    value: [{ name: 'a.pdf', external: { url: 'https://example.com/a.pdf' } }],
    filter: { is_not_empty: true },
  },
  checkbox: { value: true, filter: { equals: true } },
  url: { value: 'https://example.com', filter: { starts_with: 'https' } },
  email: { value: 'anna@example.com', filter: { ends_with: '.com' } },
  phone_number: { value: '+49 89 1', filter: { contains: '49' } },
  verification: {
    value: { state: 'verified', date: { start: '2026-03-02' } },
    filter: { status: 'verified' },
  },
}

const schema = {
  Name: { title: {} },
  Made: { created_time: {} },
  Id: { unique_id: { prefix: 'T' } },
  Where: { place: {} },
  Sum: { formula: { expression: 'if(prop("p checkbox"), prop("p number") * 2, [1, 2].sum())' } },
  ...Object.fromEntries(Object.keys(kinds).map((type) => [`p ${type}`, { [type]: {} }])),
}

const values = (title: string) => ({
  Name: { title: text(title) },
  Where: { place: { lat: 43.7, lon: 7.25, name: 'Nice' } },
  ...Object.fromEntries(
    Object.entries(kinds).map(([type, { value }]) => [`p ${type}`, { [type]: value }]),
  ),
})

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/recorded-blocks.json', import.meta.url), 'utf8'),
) as {
  cases: {
    append?: { children: Json[]; position?: Json }
    update?: Record<string, Json>
  }[]
}

/** Recorded requests, their ids replaced by one that is there. */
const adapted = (value: unknown, id: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => adapted(one, id))
  if (typeof value === 'string') return /^[0-9a-f-]{32,36}$/.test(value) ? id : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, at]) => [key, adapted(at, id)]))
}

/** Fills a page with one of everything and answers real requests to all of it. */
export const contentRequests = async (
  server: TestServer,
  token: string,
  parent: string,
): Promise<ContentRequest[]> => {
  const ask = async (method: string, path: string, body?: Json): Promise<Json> => {
    const answer = await fetch(`${server.url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'notion-version': '2025-09-03',
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const json = (await answer.json()) as Json
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`)
    return json
  }
  const made = async (path: string, body: Json): Promise<string> =>
    String((await ask('POST', path, body)).id)

  const page = await made('pages', {
    parent: { page_id: parent },
    properties: { title: { title: text('Fuzz') } },
  })
  const initial = { properties: schema }
  const base = { parent: { page_id: page }, title: text('Tiles') }
  const database = await made('databases', { ...base, initial_data_source: initial })
  const { data_sources } = await ask('GET', `databases/${database}`)
  const source = (data_sources as { id: string }[])[0]?.id ?? ''
  const related = (name: string) => ({
    [name]: { relation: { data_source_id: source, dual_property: {} } },
    [`${name} sum`]: {
      rollup: {
        function: 'sum',
        relation_property_name: name,
        rollup_property_name: 'Sum',
      },
    },
  })
  await ask('PATCH', `data_sources/${source}`, { properties: related('Others') })
  const row = await made('pages', {
    parent: { data_source_id: source },
    properties: values('Row'),
  })
  const { results } = await ask('PATCH', `blocks/${page}/children`, {
    children: [{ paragraph: { rich_text: text('here') } }],
  })
  const block = (results as { id: string }[])[0]?.id ?? ''
  const view = await made('views', {
    database_id: database,
    data_source_id: source,
    name: 'Few',
    type: 'table',
  })
  const written = await made('pages', {
    parent: { page_id: parent },
    properties: { title: { title: text('Marked') } },
  })
  const upload = await made('file_uploads', { filename: 'a.txt' })
  const task = await made('pages', {
    parent: { page_id: page },
    markdown: '# Later',
    allow_async: true,
  })
  const comment = await made('comments', { parent: { page_id: page }, rich_text: text('Hm') })

  const queries = Object.entries(kinds).map(([type, { filter }]) => ({
    filter: {
      and: [
        { property: `p ${type}`, [type]: filter },
        { or: [{ timestamp: 'created_time', created_time: { past_week: {} } }] },
      ],
    },
    sorts: [
      { property: `p ${type}`, direction: 'ascending' },
      { timestamp: 'last_edited_time', direction: 'descending' },
    ],
    page_size: 10,
  }))
  const appends = recorded.cases.flatMap(({ append }) => append ?? [])
  // Those with uploads need bytes that no recording has.
  const updates = recorded.cases
    .flatMap(({ update }) => update ?? [])
    .filter((update) => !Object.values(update).some((body) => 'file_upload' in (body as Json)))
  /** The first recorded block of a type, made once more. */
  const blockOf = async (type: string): Promise<string> => {
    const child = appends.flatMap(({ children }) => children).find((one) => type in one)
    const path = `blocks/${page}/children`
    const { results } = await ask('PATCH', path, { children: [adapted(child, page)] })
    return (results as { id: string }[])[0]?.id ?? ''
  }
  const blocks = new Map<string, string>()
  const updating: ContentRequest[] = []
  for (const update of updates) {
    const [type = ''] = Object.keys(update)
    const id = blocks.get(type) ?? (await blockOf(type))
    blocks.set(type, id)
    updating.push({ method: 'PATCH', path: `blocks/${id}`, body: adapted(update, id) as Json })
  }
  const appending = appends.map(({ children, position }): ContentRequest => {
    const place = position && { position: adapted(position, block) }
    const body = { children: adapted(children, page), ...place }
    return { method: 'PATCH', path: `blocks/${page}/children`, body }
  })
  const get = (path: string): ContentRequest => ({ method: 'GET', path })
  const write = (method: 'POST' | 'PATCH', path: string, body: Json): ContentRequest => ({
    method,
    path,
    body,
  })
  return [
    ...appending,
    ...updating,
    ...queries.map((query) => write('POST', `data_sources/${source}/query`, query)),
    ...Array.from({ length: 8 }, () => [
      write('POST', 'pages', {
        parent: { page_id: page },
        icon: { emoji: '🧱' },
        properties: { title: { title: text('New') } },
        children: [{ to_do: { rich_text: text('x'), checked: true } }],
      }),
      write('POST', 'pages', { parent: { data_source_id: source }, properties: values('New') }),
      write('PATCH', `pages/${row}`, {
        properties: values('Changed'),
        cover: { external: { url: 'https://example.com/c.png' } },
      }),
      write('PATCH', `pages/${row}`, { properties: { Others: { relation: [{ id: row }] } } }),
      write('PATCH', `data_sources/${source}`, { properties: related('More') }),
      write('POST', `data_sources/${source}/query`, {
        filter: {
          or: [
            { property: 'Sum', formula: { number: { greater_than: 1 } } },
            { property: 'Others sum', rollup: { number: { is_empty: true } } },
            { property: 'Others', relation: { contains: row } },
          ],
        },
        sorts: [{ property: 'Others sum', direction: 'descending' }],
        page_size: 5,
      }),
      get(`pages/${row}/properties/Others?page_size=2`),
      write('PATCH', `pages/${page}`, { icon: { emoji: '🧱' }, is_locked: false }),
      write('POST', `pages/${written}/move`, { parent: { page_id: page } }),
      write('POST', 'databases', { ...base, initial_data_source: initial }),
      write('PATCH', `databases/${database}`, { title: text('Tiles, again'), is_inline: true }),
      write('POST', 'data_sources', {
        parent: { database_id: database },
        properties: schema,
        title: text('More'),
      }),
      write('PATCH', `data_sources/${source}`, {
        properties: {
          'p number': { number: { format: 'euro' } },
          'p select': { select: { options: [{ name: 'gloss', color: 'red' }] } },
        },
      }),
      write('POST', 'search', {
        query: 'tile',
        filter: { property: 'object', value: 'page' },
        sort: { timestamp: 'last_edited_time', direction: 'ascending' },
        page_size: 5,
      }),
      write('POST', 'comments', { parent: { page_id: page }, rich_text: text('Well') }),
      write('PATCH', `comments/${comment}`, { rich_text: text('Well, well') }),
      write('POST', 'search', {
        query: 'tile row',
        filter: { property: 'object', value: 'data_source' },
        sort: { property: 'relevance' },
      }),
      write('POST', 'search', { filter: { in_trash: true }, page_size: 3 }),
      write('PATCH', `pages/${written}/markdown`, {
        type: 'insert_content',
        insert_content: { content: '# Glazes\n\n- *matt*\n- **gloss**' },
      }),
      write('PATCH', `pages/${written}/markdown`, {
        type: 'replace_content',
        replace_content: { new_str: 'Nothing is left.', allow_deleting_content: true },
      }),
      write('POST', 'pages', {
        parent: { page_id: page },
        properties: { title: { title: text('Marked down') } },
        markdown: '| a | b |\n| --- | --- |\n| 1 | 2 |\n\n$$\nx\n$$',
      }),
      write('POST', 'pages', {
        parent: { data_source_id: source },
        properties: values('From nothing'),
        template: { type: 'none' },
      }),
      write('POST', 'views', {
        database_id: database,
        data_source_id: source,
        name: 'Many',
        type: 'board',
        filter: { property: 'p number', number: { greater_than: 3 } },
        sorts: [{ property: 'p date', direction: 'descending' }],
        position: { type: 'after_view', view_id: view },
      }),
      write('PATCH', `views/${view}`, {
        name: 'Fewer',
        filter: { property: 'p checkbox', checkbox: { equals: true } },
      }),
      write('POST', `views/${view}/queries`, { page_size: 2 }),
      get(`views?database_id=${database}&page_size=2`),
      get(`views/${view}`),
      get(`data_sources/${source}/templates?name=a&page_size=2`),
      get('custom_emojis?page_size=2'),
      write('POST', 'blocks/meeting_notes/query', {
        filter: {
          operator: 'and',
          filters: [{ property: 'attendees', filter: { operator: 'is_not_empty' } }],
        },
        sort: [{ property: 'created_time', direction: 'descending' }],
        limit: 5,
      }),
      get(`async_tasks/${task}`),
      get(`pages/${written}/markdown?include_transcript=true`),
      write('POST', 'file_uploads', {
        mode: 'multi_part',
        filename: 'b.txt',
        number_of_parts: 2,
      }),
      get(`file_uploads/${upload}`),
      get('file_uploads?status=pending&page_size=2'),
      get(`comments?block_id=${page}&page_size=3`),
      get(`comments/${comment}`),
      get(`pages/${row}?filter_properties=title`),
      get(`pages/${row}/properties/title?page_size=2`),
      get(`blocks/${block}`),
      get(`blocks/${page}/children?page_size=4&start_cursor=${block}`),
      get(`databases/${database}`),
      get(`data_sources/${source}`),
      get('users?page_size=2'),
      get('users/me'),
    ]).flat(),
  ]
}
