import { collectPaginatedAPI, isFullBlock } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

describeOnBothStores('blocks', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let page: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    page = (await pagesOfStudio()).Notes ?? ''
  })
  afterAll(() => server.close())

  const fresh = async (...contents: string[]): Promise<string> => {
    const { id } = await notion.pages.create({
      parent: { page_id: page },
      properties: { title: { title: text('fresh') } },
      children: contents.map(paragraph),
    })
    return id
  }

  const words = async (block_id: string): Promise<string[]> => {
    const blocks = await collectPaginatedAPI(notion.blocks.children.list, {
      block_id,
      page_size: 3,
    })
    return blocks.map((block) => {
      if (!isFullBlock(block) || block.type !== 'paragraph') throw new Error('not a paragraph')
      return block.paragraph.rich_text.map((one) => one.plain_text).join('')
    })
  }

  const append = async (block_id: string, place: object, ...contents: string[]) => {
    const { results } = await notion.blocks.children.append({
      block_id,
      children: contents.map(paragraph),
      ...place,
    } as never)
    return results.map(({ id }) => id)
  }

  test('a mentioned date is floored to the minute and has its zone in it', async () => {
    const mention = (date: object) => ({
      block_id: page,
      children: [{ paragraph: { rich_text: [{ mention: { date } }] } }],
    })
    const given = { start: '2026-06-27T17:57:33', time_zone: 'Europe/London' }
    const { results } = await notion.blocks.children.append(mention(given) as never)
    const [block] = results
    if (!block || !isFullBlock(block) || block.type !== 'paragraph') throw new Error('no paragraph')
    const start = '2026-06-27T17:57:00.000+01:00'
    expect(block.paragraph.rich_text[0]).toMatchObject({
      mention: { type: 'date', date: { start, end: null, time_zone: null } },
      plain_text: start,
    })
    const none = notion.blocks.children.append(mention({ start: '2026-02-30' }) as never)
    expect(await refusalOf(none, 400, 'validation_error')).toContain(
      '.mention.date.start should be a valid ISO 8601 date string, instead was `"2026-02-30"`.',
    )
    const backwards = { start: '2026-06-27', end: '2026-06-26' }
    const refused = notion.blocks.children.append(mention(backwards) as never)
    expect(await refusalOf(refused, 400, 'validation_error')).toBe(
      'body failed validation: date.end should be not before `"2026-06-27"`, instead was `"2026-06-26"`.',
    )
  })

  test('an appended block is answered whole, keys in the recorded order', async () => {
    const id = await fresh()
    const { results } = await notion.blocks.children.append({
      block_id: id,
      children: [
        {
          paragraph: {
            rich_text: [
              {
                text: { content: 'bold', link: { url: 'https://example.com' } },
                annotations: { bold: true },
              },
              { equation: { expression: 'e=mc^2' } },
            ],
            color: 'red_background',
          },
        },
      ],
    })
    expect(results).toHaveLength(1)
    const [block] = results
    expect(Object.keys(block ?? {})).toEqual([
      'object',
      'id',
      'parent',
      'created_time',
      'last_edited_time',
      'created_by',
      'last_edited_by',
      'has_children',
      'in_trash',
      'type',
      'paragraph',
      'archived',
    ])
    const plain = {
      bold: false,
      italic: false,
      strikethrough: false,
      underline: false,
      code: false,
      color: 'default',
    }
    expect(block).toMatchObject({
      parent: { type: 'page_id', page_id: id },
      has_children: false,
      paragraph: {
        rich_text: [
          {
            type: 'text',
            text: { content: 'bold', link: { url: 'https://example.com/' } },
            annotations: { ...plain, bold: true },
            plain_text: 'bold',
            href: 'https://example.com/',
          },
          { type: 'equation', annotations: plain, plain_text: 'e=mc^2', href: null },
        ],
        color: 'red_background',
      },
    })
    if (!block) throw new Error('no block')
    expect(await notion.blocks.retrieve({ block_id: block.id })).toMatchObject({ ...block })
  })

  test('children keep their order, wherever they are put', async () => {
    const id = await fresh('a', 'b', 'c', 'd')
    const { results } = await notion.blocks.children.list({ block_id: id })
    const [, b] = results
    expect(await append(id, { after: b?.id }, 'x', 'y')).toHaveLength(4)
    expect(await words(id)).toEqual(['a', 'b', 'x', 'y', 'c', 'd'])
    expect(await append(id, { position: { type: 'start' } }, 'first')).toHaveLength(7)
    expect(await append(id, { position: { type: 'end' } }, 'last')).toHaveLength(1)
    expect(await append(id, {}, 'very last')).toHaveLength(1)
    expect(await words(id)).toEqual(['first', 'a', 'b', 'x', 'y', 'c', 'd', 'last', 'very last'])
  })

  test('there is always room between two siblings', { timeout: 60_000 }, async () => {
    const id = await fresh('left', 'right')
    const [left] = (await notion.blocks.children.list({ block_id: id })).results
    for (let n = 0; n < 40; n++) await append(id, { after: left?.id }, `${n}`)
    const between = Array.from({ length: 40 }, (_, n) => `${39 - n}`)
    expect(await words(id)).toEqual(['left', ...between, 'right'])
  })

  test('two levels come with a block, and are found below it', async () => {
    const id = await fresh()
    const { results } = await notion.blocks.children.append({
      block_id: id,
      children: [
        {
          toggle: {
            rich_text: text('outer'),
            children: [{ toggle: { rich_text: text('inner'), children: [paragraph('deep')] } }],
          },
        },
        {
          table: {
            table_width: 2,
            has_column_header: true,
            children: [{ table_row: { cells: [text('a'), text('b')] } }],
          },
        },
        {
          column_list: {
            children: [
              { column: { children: [paragraph('left')] } },
              { column: { children: [paragraph('right')], width_ratio: 0.25 } },
            ],
          },
        },
      ],
    })
    expect(results.map((block) => isFullBlock(block) && block.has_children)).toEqual([
      true,
      true,
      true,
    ])
    const below = async (block_id: string) =>
      (await notion.blocks.children.list({ block_id })).results.filter(isFullBlock)
    const [toggle, table, columns] = results
    const [inner] = await below(toggle?.id ?? '')
    expect(await words(inner?.id ?? '')).toEqual(['deep'])
    expect(inner?.parent).toEqual({ type: 'block_id', block_id: toggle?.id })
    const [row] = await below(table?.id ?? '')
    expect(row).toMatchObject({ type: 'table_row' })
    const [left, right] = await below(columns?.id ?? '')
    expect(left).toMatchObject({ column: {} })
    expect(right).toMatchObject({ column: { width_ratio: 0.25 } })
    expect(await words(right?.id ?? '')).toEqual(['right'])
  })

  test('what is given replaces what was there, and nothing else changes', async () => {
    const id = await fresh()
    const [toDo] = (
      await notion.blocks.children.append({
        block_id: id,
        children: [{ to_do: { rich_text: text('buy tiles'), color: 'blue' } }],
      })
    ).results
    const block_id = toDo?.id ?? ''
    const checked = await notion.blocks.update({ block_id, to_do: { checked: true } })
    expect(checked).toMatchObject({ to_do: { checked: true, color: 'blue' } })
    const renamed = await notion.blocks.update({
      block_id,
      to_do: { rich_text: text('lay tiles') },
    })
    expect(renamed).toMatchObject({
      to_do: { rich_text: [{ plain_text: 'lay tiles' }], checked: true, color: 'blue' },
    })
    const asked = notion.blocks.update({ block_id, heading_1: { rich_text: text('no') } })
    expect(await refusalOf(asked, 400, 'validation_error')).toBe(
      'Expected block type to_do in request body',
    )
  })

  test('of edits at once to different members none is lost', async () => {
    const id = await fresh()
    const [toDo] = (
      await notion.blocks.children.append({
        block_id: id,
        children: [{ to_do: { rich_text: text('x') } }],
      })
    ).results
    const block_id = toDo?.id ?? ''
    await Promise.all([
      notion.blocks.update({ block_id, to_do: { checked: true } }),
      notion.blocks.update({ block_id, to_do: { color: 'green' } }),
      notion.blocks.update({ block_id, to_do: { rich_text: text('y') } }),
    ])
    expect(await notion.blocks.retrieve({ block_id })).toMatchObject({
      to_do: { checked: true, color: 'green', rich_text: [{ plain_text: 'y' }] },
    })
  })

  test('a block in the trash is read, not listed, not edited, and may come back', async () => {
    const id = await fresh('a', 'b')
    const [, b] = (await notion.blocks.children.list({ block_id: id })).results
    const block_id = b?.id ?? ''
    const gone = await notion.blocks.delete({ block_id })
    expect(gone).toMatchObject({ in_trash: true, archived: true })
    expect(await words(id)).toEqual(['a'])
    expect(await notion.blocks.retrieve({ block_id })).toMatchObject({ in_trash: true })
    for (const asked of [
      () => notion.blocks.update({ block_id, paragraph: { rich_text: text('no') } }),
      () => notion.blocks.delete({ block_id }),
      () => append(block_id, {}, 'below'),
    ]) {
      expect(await refusalOf(asked(), 400, 'validation_error')).toBe(
        "Can't edit block that is archived. You must unarchive the block before editing.",
      )
    }
    await notion.blocks.update({ block_id, in_trash: false })
    expect(await words(id)).toEqual(['a', 'b'])
  })

  test('pages go on where they ended while others write', async () => {
    const id = await fresh('a', 'b', 'c', 'd')
    const firstPage = await notion.blocks.children.list({ block_id: id, page_size: 2 })
    expect(firstPage).toMatchObject({ has_more: true })
    const [a] = firstPage.results
    await append(id, { after: a?.id }, 'between')
    await notion.blocks.delete({ block_id: firstPage.next_cursor ?? '' })
    const next = await notion.blocks.children.list({
      block_id: id,
      start_cursor: firstPage.next_cursor ?? '',
    })
    expect(next.results).toHaveLength(1)
    expect(next).toMatchObject({ has_more: false, next_cursor: null })
  })

  test('what may not be made is refused in the words of the service', async () => {
    const id = await fresh()
    const asking = (children: unknown) =>
      refusalOf(
        notion.blocks.children.append({ block_id: id, children: children as never }),
        400,
        'validation_error',
      )
    expect(await asking(Array.from({ length: 101 }, () => paragraph('x')))).toBe(
      'body failed validation: body.children.length should be ≤ `100`, instead was `101`.',
    )
    expect(await asking([paragraph('x'.repeat(2001))])).toBe(
      'body failed validation: body.children[0].paragraph.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.',
    )
    const unknown = await asking([{ type: 'spaceship', spaceship: {} }])
    expect(unknown.split('\n').slice(0, 3)).toEqual([
      'body failed validation. Fix one:',
      'body.children[0].embed should be defined, instead was `undefined`.',
      'body.children[0].bookmark should be defined, instead was `undefined`.',
    ])
    const deep = (levels: number): object => ({
      toggle: { rich_text: text('t'), ...(levels > 0 && { children: [deep(levels - 1)] }) },
    })
    expect(await asking([deep(3)])).toMatch(
      /^body failed validation: body\.children\[0\]\.toggle\.children\[0\]\.toggle\.children\[0\]\.toggle\.children should be not present, instead was `\[/,
    )
    expect(await asking([{ table: { table_width: 1 } }])).toContain(
      'body.children[0].table.children should be defined',
    )
  })

  test('ids that are none, missing or elsewhere', async () => {
    expect(
      await refusalOf(notion.blocks.retrieve({ block_id: 'AAA' }), 400, 'validation_error'),
    ).toBe('path failed validation: path.block_id should be a valid uuid, instead was `"AAA"`.')
    const missing = '11111111-1111-4111-8111-111111111111'
    expect(
      await refusalOf(notion.blocks.retrieve({ block_id: missing }), 404, 'object_not_found'),
    ).toBe(
      `Could not find block with ID: ${missing}. Make sure the relevant pages and databases are shared with your integration "Inside".`,
    )
    const elsewhere = (await pagesOfStudio()).Private ?? ''
    await refusalOf(notion.blocks.retrieve({ block_id: elsewhere }), 404, 'object_not_found')
  })

  test('meeting notes are asked for as the client does; there are none', async () => {
    const none = { results: [], has_more: false, request_id: expect.any(String) }
    expect(await notion.blocks.meetingNotes.query({})).toEqual(none)
    const titled = {
      property: 'title',
      filter: { operator: 'string_contains', value: { type: 'exact', value: 'Weekly' } },
    } as const
    const attended = { property: 'attendees', filter: { operator: 'is_not_empty' } } as const
    expect(
      await notion.blocks.meetingNotes.query({
        filter: {
          operator: 'and',
          filters: [titled, { operator: 'or', filters: [attended, titled] }],
        },
        sort: [{ property: 'created_time', direction: 'descending' }],
        limit: 50,
      }),
    ).toEqual(none)
    const asked = notion.blocks.meetingNotes.query({ limit: 51 })
    expect(await refusalOf(asked, 400, 'validation_error')).toBe(
      'body failed validation: body.limit should be ≤ `50` or `undefined`, instead was `51`.',
    )
  })
})
