import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
  VERSION,
} from '../support/server.js'
import { pagesOfStudio } from './ground.js'

const missing = (path: string) => `${path} should be defined, instead was \`undefined\`.`
const somewhere = { page_id: '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a' }
const made = (more: object) => ({ parent: somewhere, properties: {}, ...more })
const paragraph = (...items: object[]) => ({ paragraph: { rich_text: items } })
const text = (content: unknown, more: object = {}) => ({ text: { content, ...more } })

/** What the service said to each of these is in public: in reports of users, in logs, in notes of those who tried. */
describeOnBothStores('a malformed request is refused in the words of the service', (kind) => {
  let server: TestServer
  let page: string
  let table: string
  let item: string

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${internalTokenOf(studioSeed)}`,
        'notion-version': VERSION,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return (await answer.json()) as { code: string; message: string; results: { id: string }[] }
  }

  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    page = (await pagesOfStudio()).Plans ?? ''
    const row = { table_row: { cells: [[]] } }
    const { results } = await ask('PATCH', `/v1/blocks/${page}/children`, {
      children: [
        { table: { table_width: 1, children: [row] } },
        { numbered_list_item: { rich_text: [] } },
      ],
    })
    table = results[0]?.id ?? ''
    item = results[1]?.id ?? ''
  })
  afterAll(() => server.close())

  const refusalOf = async (method: string, path: string, body: object): Promise<string[]> => {
    const { code, message } = await ask(method, path, body)
    expect(code).toBe('validation_error')
    const [first = '', ...lines] = message.split('\n')
    const whole = /^body failed validation: (.*)$/.exec(first)?.[1]
    if (whole === undefined) expect(first).toBe('body failed validation. Fix one:')
    return whole === undefined ? lines : [whole, ...lines]
  }

  test.each<[string, object, string[]]>([
    [
      'a parent by something that is no id',
      { parent: { database_id: 'DATABASE_ID' }, properties: {} },
      [
        missing('body.parent.page_id'),
        'body.parent.database_id should be a valid uuid, instead was `"DATABASE_ID"`.',
        missing('body.parent.data_source_id'),
        missing('body.parent.workspace'),
      ],
    ],
    [
      'a parent as a text',
      { parent: JSON.stringify({ database_id: 'a'.repeat(40) }), properties: {} },
      [
        'body.parent should be an object or `undefined`, instead was `"{\\"database_id\\":\\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...`.',
      ],
    ],
    [
      'an address that is empty',
      made({ icon: { external: { url: '' } } }),
      ['body.icon.external.url should be populated, instead was `""`.'],
    ],
    [
      'an icon of a misspelt type',
      made({ icon: { type: 'externaeel', external: { url: 'https://a.example/b.svg' } } }),
      [
        missing('body.icon.emoji'),
        'body.icon.type should be `"external"` or `undefined`, instead was `"externaeel"`.',
        missing('body.icon.custom_emoji'),
        missing('body.icon.file_upload'),
        missing('body.icon.icon'),
      ],
    ],
    [
      'a value beside its type',
      made({
        properties: {
          category: { select: { name: 'a' } },
          question: { title: [], name: 'Project name' },
        },
      }),
      [
        'body.properties.question.name should be not present, instead was `"Project name"`.',
        ...[
          'rich_text',
          'number',
          'url',
          'select',
          'multi_select',
          'people',
          'email',
          'phone_number',
          'date',
          'checkbox',
          'relation',
          'files',
          'status',
          'place',
        ].map((type) => missing(`body.properties.question.${type}`)),
        ...['id', 'name', 'start', 'lat', 'state'].map((key) =>
          missing(`body.properties.category.${key}`),
        ),
      ],
    ],
    [
      'a title without its type beside a value with one',
      made({ properties: { title: [text('a')], category: { select: { name: 'a' } } } }),
      ['id', 'name', 'start', 'lat', 'state'].map((key) =>
        missing(`body.properties.category.${key}`),
      ),
    ],
    [
      'a file without any',
      made({ properties: { image: { files: [{ name: 'a.png' }] } } }),
      [
        missing('body.properties.image.files[0].file'),
        missing('body.properties.image.files[0].external'),
        missing('body.properties.image.files[0].file_upload'),
      ],
    ],
    [
      'a date that is none',
      made({ properties: { 'Due Date': { date: { start: 'tomorrow at 10:45 AM' } } } }),
      [
        'body.properties.Due Date.date.start should be a valid ISO 8601 date string, instead was `"tomorrow at 10:45 AM"`.',
      ],
    ],
    [
      'a date without one',
      made({ properties: { Due: { date: { start: null } } } }),
      ['body.properties.Due.date.start should be a string, instead was `null`.'],
    ],
  ])('a page with %s', async (_, body, lines) => {
    expect(await refusalOf('POST', '/v1/pages', body)).toEqual(lines)
  })

  test.each<[string, unknown, string[]]>([
    [
      'a link beside its text',
      paragraph(text('a'), { type: 'text', ...text('b'), link: { url: 'https://a.example/' } }),
      [
        'body.children[0].paragraph.rich_text[1].link should be not present, instead was `{"url":"https://a.example/"}`.',
        missing('body.children[0].paragraph.rich_text[1].mention'),
        missing('body.children[0].paragraph.rich_text[1].equation'),
      ],
    ],
    [
      'annotations within its text',
      paragraph(text('a', { annotations: { bold: true } })),
      [
        'body.children[0].paragraph.rich_text[0].text.annotations should be not present, instead was `{"bold":true}`.',
      ],
    ],
    [
      'no text',
      paragraph(text(null)),
      [
        'body.children[0].paragraph.rich_text[0].text.content should be a string, instead was `null`.',
      ],
    ],
    [
      'too much text',
      paragraph(text('a'.repeat(2001))),
      [
        'body.children[0].paragraph.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.',
      ],
    ],
    [
      'a link that is a list',
      paragraph(text('a', { link: [] })),
      [
        'body.children[0].paragraph.rich_text[0].text.link should be an object, `null`, or `undefined`, instead was `[]`.',
      ],
    ],
    [
      'an empty equation',
      { toggle: { rich_text: [text('a'), { equation: { expression: '' } }] } },
      [
        'body.children[0].toggle.rich_text[1].equation.expression should be populated, instead was `""`.',
      ],
    ],
    ['no rows', { table: { table_width: 2 } }, [missing('body.children[0].table.children')]],
    ['text for an object', '{}', ['body.children[0] should be an object, instead was `"{}"`.']],
  ])('a block with %s', async (_, child, lines) => {
    const path = `/v1/blocks/${page}/children`
    expect(await refusalOf('PATCH', path, { children: [child] })).toEqual(lines)
  })

  test.each<[string, object, string]>([
    [
      'rows that are too short',
      { table: { table_width: 2, children: [{ table_row: { cells: [[]] } }] } },
      'Number of cells in table row must match the table width of the parent table',
    ],
    [
      'a link to a place within a page',
      { toggle: { rich_text: [], children: [paragraph(text('a', { link: { url: '#part' } }))] } },
      'Invalid URL for link.',
    ],
    [
      'a link to a neighbouring file',
      { code: { language: 'c', rich_text: [], caption: [text('a', { link: { url: 'b.md' } })] } },
      'Invalid URL for link.',
    ],
    ['a picture from nowhere', { image: { external: { url: 'a.png' } } }, 'Invalid image url.'],
  ])('content with %s', async (_, child, fault) => {
    const message = `Content creation Failed. Fix the following: \n${fault}`
    const refused = { code: 'validation_error', message }
    const children = [child]
    expect(await ask('PATCH', `/v1/blocks/${page}/children`, { children })).toMatchObject(refused)
    const withContent = { parent: { page_id: page }, properties: {}, children }
    expect(await ask('POST', '/v1/pages', withContent)).toMatchObject(refused)
  })

  test('links to pages of the workspace need no host', async () => {
    const url = `/${page.replaceAll('-', '')}`
    const rich_text = [
      text('a', { link: { url } }),
      text('b', { link: { url: 'mailto:a@b.example' } }),
    ]
    const children = [{ paragraph: { rich_text } }]
    const { results } = await ask('PATCH', `/v1/blocks/${page}/children`, { children })
    const update = { paragraph: { rich_text: [text('a', { link: { url: 'part' } })] } }
    expect(await ask('PATCH', `/v1/blocks/${results[0]?.id}`, update)).toMatchObject({
      message: 'Content creation Failed. Fix the following: \nInvalid URL for link.',
    })
  })

  test('a sibling that stands elsewhere', async () => {
    const children = [{ table_row: { cells: [[]] } }]
    expect(
      await ask('PATCH', `/v1/blocks/${table}/children`, { children, after: item }),
    ).toMatchObject({
      code: 'validation_error',
      message: `Block ID ${item} to append children after is not parented by ${table}`,
    })
  })

  test('a page below one that is in the trash', async () => {
    const make = async (page_id: string): Promise<string> => {
      const { id } = (await ask('POST', '/v1/pages', {
        parent: { page_id },
        properties: {},
      })) as unknown as { id: string }
      return id
    }
    const above = await make(page)
    const below = await make(above)
    await ask('PATCH', `/v1/pages/${above}`, { in_trash: true })
    const refused = {
      code: 'validation_error',
      message:
        "Can't edit page on block with an archived ancestor. You must unarchive the ancestor before editing page.",
    }
    expect(await ask('PATCH', `/v1/pages/${below}`, { in_trash: true })).toMatchObject(refused)
    expect(await ask('PATCH', `/v1/pages/${below}`, { is_locked: true })).toMatchObject(refused)
    await ask('PATCH', `/v1/pages/${above}`, { in_trash: false })
    expect(await ask('PATCH', `/v1/pages/${below}`, { in_trash: true })).toMatchObject({
      in_trash: true,
    })
  })

  test('values that do not fit, all at once, in the order of the request', async () => {
    const made = (await ask('POST', '/v1/databases', {
      parent: { page_id: page },
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Genre: { multi_select: {} },
          State: { status: {} },
          Kind: { select: {} },
        },
      },
    })) as unknown as { id: string; data_sources: { id: string }[] }
    const parent = { data_source_id: made.data_sources[0]?.id }
    const refusing = async (properties: object) =>
      (await ask('POST', '/v1/pages', { parent, properties })).message
    expect(
      await refusing({ Genre: { number: 1 }, Status: { number: 1 }, Name: { rich_text: [] } }),
    ).toBe(
      'Genre is expected to be multi_select. Status is not a property that exists. Name is expected to be title.',
    )
    expect(
      await refusing({
        State: { select: { name: 'Done' } },
        Kind: { id: 'abcd', type: 'status', status: { name: 'Done' } },
      }),
    ).toBe('State is expected to be status. Kind is expected to be select.')
    expect(await refusing({ State: { status: { name: 'Doing' } } })).toBe(
      'Invalid status option. Status option "Doing" does not exist".',
    )
    const source = `/v1/data_sources/${parent.data_source_id}`
    const refusingSchema = async (properties: object) =>
      (await ask('PATCH', source, { properties })).message
    expect(await refusingSchema({ Second: { title: {} } })).toBe(
      'Cannot create new title property.',
    )
    const colored = (options: object[]) => ({ Genre: { multi_select: { options } } })
    await ask('PATCH', source, { properties: colored([{ name: 'Play', color: 'red' }]) })
    expect(await refusingSchema(colored([{ name: 'Play', color: 'blue' }]))).toBe(
      'Cannot update color of select with name: Play.',
    )
    expect((await ask('POST', `${source}/query?v=`, {})).message).toBe(
      'query failed validation: query.v should be not present, instead was `0`.',
    )
    for (const stray of ['token=x', 'token[]=x', 'token=x&token=y']) {
      expect((await ask('POST', `${source}/query?${stray}`, {})).message).toBe(
        'query failed validation: query.token should be not present, instead was `…`.',
      )
    }
    const get = async (path: string) => (await ask('GET', path)).message
    expect(await get(`/v1/pages/${made.id}`)).toBe(
      `Provided ID ${made.id} is a database, not a page. Use the retrieve database API instead.`,
    )
    expect(await get(`/v1/databases/${page}`)).toBe(
      `Provided database_id ${page} is a page, not a database. Use the pages API instead, or pass the ID of the database itself.`,
    )
  })

  test('what stands at the top of the workspace stays there', async () => {
    const top = { code: 'validation_error' }
    expect(await ask('PATCH', `/v1/pages/${page}`, { in_trash: true })).toMatchObject({
      ...top,
      message: 'Archiving workspace level pages via API not supported.',
    })
    expect(await ask('PATCH', `/v1/pages/${page}`, { archived: false })).toMatchObject({
      ...top,
      message: 'Unarchiving workspace level pages not supported by the API',
    })
  })

  test('an icon that is no emoji', async () => {
    const children = [{ callout: { rich_text: [], icon: { emoji: 'WARNING' } } }]
    const path = `/v1/blocks/${page}/children`
    expect(await refusalOf('PATCH', path, { children })).toContain(
      'body.children[0].callout.icon.emoji should be an emoji, instead was `"WARNING"`.',
    )
  })

  test('an update says only what can change', async () => {
    expect(await refusalOf('PATCH', `/v1/blocks/${table}`, { table: { table_width: 3 } })).toEqual([
      'body.table.table_width should be not present, instead was `3`.',
    ])
    const numbered = { numbered_list_item: { list_start_index: 3 } }
    expect(await refusalOf('PATCH', `/v1/blocks/${item}`, numbered)).toEqual([
      'body.numbered_list_item.list_start_index should be not present, instead was `3`.',
    ])
    expect(await refusalOf('PATCH', `/v1/databases/${page}`, { icon: null })).toEqual([
      'body.icon should be an object or `undefined`, instead was `null`.',
    ])
  })

  test('a search for nothing that can be found', async () => {
    expect(await refusalOf('POST', '/v1/search', { filter: 'page', query: 5 })).toEqual([
      'body.query should be a string or `undefined`, instead was `5`.',
    ])
    expect(await refusalOf('POST', '/v1/search', { filter: ['page'] })).toEqual([
      'body.filter should be an object or `undefined`, instead was `["page"]`.',
    ])
  })
})
