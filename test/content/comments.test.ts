import { type Client, collectPaginatedAPI, isFullComment } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

const seed: SeedDocument = {
  ...studioSeed,
  integrations: [
    ...(studioSeed.integrations ?? []),
    {
      name: 'Poster',
      kind: 'public',
      capabilities: ['insert_comments'],
      redirect_uris: ['https://poster.example/'],
    },
    {
      name: 'Reader',
      kind: 'public',
      capabilities: ['read_content', 'read_comments'],
      redirect_uris: ['https://reader.example/'],
    },
    {
      name: 'Neither',
      kind: 'public',
      capabilities: ['read_content', 'insert_content', 'update_content'],
      redirect_uris: ['https://neither.example/'],
    },
  ],
}

const MISSING = '11111111-1111-4111-8111-111111111111'

type Created = Parameters<Client['comments']['create']>[0]

describeOnBothStores('comments', (kind) => {
  let server: TestServer
  let notion: Client
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed, still: true })
    server.advance(60_000)
    notion = notionAt(server, internalTokenOf(seed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const page = async (): Promise<string> => {
    const parent = { page_id: pages.Plans ?? '' }
    return (await notion.pages.create({ parent, properties: {} })).id
  }

  const write = async (asked: Created, client = notion) => {
    server.advance(1)
    const comment = await client.comments.create(asked)
    if (!isFullComment(comment)) throw new Error('no whole comment')
    return comment
  }

  const wordsOn = async (block_id: string, page_size = 2): Promise<string[]> => {
    const comments = await collectPaginatedAPI(notion.comments.list, { block_id, page_size })
    return comments.map(({ rich_text }) => rich_text.map((one) => one.plain_text).join(''))
  }

  const tokenOf = async (name: string): Promise<Client> => {
    const choice = { pages: [pages.Plans ?? ''] }
    const { access_token } = await connect(server, clientOf(seed, name), choice)
    return notionAt(server, access_token)
  }

  test('a comment is answered whole, keys in the recorded order', async () => {
    const page_id = await page()
    const made = await write({ parent: { page_id }, rich_text: text('first') })
    expect(Object.keys(made)).toEqual([
      'object',
      'id',
      'parent',
      'discussion_id',
      'created_time',
      'last_edited_time',
      'created_by',
      'rich_text',
      'display_name',
      'request_id',
    ])
    const me = await notion.users.me({})
    expect(made).toMatchObject({
      object: 'comment',
      id: expect.stringMatching(/^.{14}8/),
      parent: { type: 'page_id', page_id },
      created_time: expect.stringMatching(/T\d\d:\d\d:00\.000Z$/),
      created_by: { object: 'user', id: me.id },
      rich_text: [{ type: 'text', plain_text: 'first', annotations: { bold: false } }],
      display_name: { type: 'integration', resolved_name: 'Inside' },
    })
    const again = await notion.comments.retrieve({ comment_id: made.id.replaceAll('-', '') })
    expect({ ...again, request_id: '' }).toEqual({ ...made, request_id: '' })
  })

  test('comments on a page are one discussion, whoever is first', async () => {
    const page_id = await page()
    const asked = { parent: { page_id }, rich_text: text('at once') }
    const made = await Promise.all([1, 2, 3].map(() => write(asked)))
    expect(new Set(made.map(({ discussion_id }) => discussion_id)).size).toBe(1)
    const elsewhere = await write({ ...asked, parent: { page_id: await page() } })
    expect(elsewhere.discussion_id).not.toBe(made[0]?.discussion_id)
    const asBlock = await write({ ...asked, parent: { block_id: page_id } })
    expect(asBlock).toMatchObject({
      parent: { type: 'page_id', page_id },
      discussion_id: made[0]?.discussion_id,
    })
  })

  test('each comment on a block begins a discussion; a reply has its parent', async () => {
    const page_id = await page()
    const { results } = await notion.blocks.children.append({
      block_id: page_id,
      children: [paragraph('here')],
    })
    const block_id = results[0]?.id ?? ''
    const one = await write({ parent: { block_id }, rich_text: text('one') })
    const two = await write({ parent: { block_id }, rich_text: text('two') })
    expect(one.discussion_id).not.toBe(two.discussion_id)
    const { discussion_id } = one
    const reply = await write({ discussion_id, rich_text: text('reply to one') })
    expect(reply).toMatchObject({ parent: { type: 'block_id', block_id }, discussion_id })
    const parent = { block_id }
    const again = await write({ parent, discussion_id, rich_text: text('and again') })
    expect(again).toMatchObject({ parent: { type: 'block_id', block_id }, discussion_id })
    expect(await wordsOn(block_id)).toEqual(['one', 'two', 'reply to one', 'and again'])
    expect(await wordsOn(page_id)).toEqual([])
  })

  test('lists go on where they ended, although the mark is gone meanwhile', async () => {
    const page_id = await page()
    for (const word of ['a', 'b', 'c', 'd']) {
      await write({ parent: { page_id }, rich_text: text(word) })
    }
    const head = await notion.comments.list({ block_id: page_id, page_size: 2 })
    expect(Object.keys(head)).toEqual([
      'object',
      'results',
      'next_cursor',
      'has_more',
      'type',
      'comment',
      'request_id',
    ])
    expect(head).toMatchObject({ has_more: true, type: 'comment', comment: {} })
    const start_cursor = head.next_cursor ?? ''
    await notion.comments.delete({ comment_id: start_cursor })
    const tail = await notion.comments.list({ block_id: page_id, start_cursor })
    expect(tail).toMatchObject({
      results: [{ rich_text: [{ plain_text: 'd' }] }],
      has_more: false,
      next_cursor: null,
    })
    expect(await wordsOn(page_id)).toEqual(['a', 'b', 'd'])
  })

  test('a name of its own, that of the user, that of the integration', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const client = notionAt(server, access_token)
    const named = async (display_name: NonNullable<Created['display_name']>, by = client) => {
      const asked = { parent: { page_id: pages.Plans ?? '' }, rich_text: text('x'), display_name }
      return (await write(asked, by)).display_name
    }
    expect(await named({ type: 'integration' })).toEqual({
      type: 'integration',
      resolved_name: 'First',
    })
    expect(await named({ type: 'user' })).toEqual({ type: 'user', resolved_name: 'Ada' })
    expect(await named({ type: 'user' }, notion)).toEqual({ type: 'user', resolved_name: null })
    expect(await named({ type: 'custom', custom: { name: 'Crier' } })).toEqual({
      type: 'custom',
      resolved_name: 'Crier',
    })
  })

  test('a comment mentions whom and what, as far as the token may see', async () => {
    const comment = await write({
      parent: { page_id: await page() },
      rich_text: [
        { mention: { page: { id: pages.Harbour ?? '' } } },
        { mention: { page: { id: pages.Private ?? '' } } },
      ],
    })
    expect(comment.rich_text).toMatchObject([
      { plain_text: 'Harbour', href: expect.stringMatching(/\/p\/[0-9a-f]{32}$/) },
      { plain_text: 'Untitled', href: expect.stringMatching(/\/p\/[0-9a-f]{32}$/) },
    ])
  })

  test('markdown stands instead of rich text', async () => {
    const parent = { page_id: pages.Harbour ?? '' }
    const made = await notion.comments.create({
      parent,
      markdown: '**strong** words\n# no heading',
    })
    expect(made).toMatchObject({
      rich_text: [
        { plain_text: 'strong', annotations: { bold: true } },
        { plain_text: ' words\n# no heading', annotations: { bold: false } },
      ],
    })
    const comment_id = made.id
    expect(
      await notion.comments.update({ comment_id, markdown: 'update comment by markdown' }),
    ).toMatchObject({ rich_text: [{ plain_text: 'update comment by markdown' }] })
    for (const [body, name] of [
      [{}, 'body.rich_text'],
      [{ rich_text: text('a'), markdown: 'a' }, 'body.markdown'],
    ] as const) {
      const refused = notion.comments.update({ comment_id, ...body } as {
        comment_id: string
        markdown: string
      })
      expect(await refusalOf(refused, 400, 'validation_error')).toContain(name)
    }
  })

  test('its author edits a comment, and takes it away', async () => {
    const page_id = await page()
    const { id: comment_id, ...made } = await write({ parent: { page_id }, rich_text: text('a') })
    server.advance(60_000)
    const edited = await notion.comments.update({ comment_id, rich_text: text('b') })
    expect(edited).toMatchObject({
      rich_text: [{ plain_text: 'b' }],
      created_time: made.created_time,
    })
    expect(edited).not.toMatchObject({ last_edited_time: made.last_edited_time })
    const kept = await notion.comments.retrieve({ comment_id })
    expect({ ...kept, request_id: '' }).toEqual({ ...edited, request_id: '' })
    const gone = await notion.comments.delete({ comment_id })
    expect({ ...gone, request_id: '' }).toEqual({ ...edited, request_id: '' })
    for (const asked of [
      () => notion.comments.retrieve({ comment_id }),
      () => notion.comments.update({ comment_id, rich_text: text('c') }),
      () => notion.comments.delete({ comment_id }),
    ]) {
      expect(await refusalOf(asked(), 404, 'object_not_found')).toBe(
        `Could not find comment with ID: ${comment_id}. Make sure the relevant pages and databases are shared with your integration "Inside".`,
      )
    }
  })

  test('nobody edits or takes away a comment of somebody else', async () => {
    const { access_token } = await connect(server, second, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    const { id: comment_id } = await write({
      parent: { page_id: pages.Plans ?? '' },
      rich_text: text('mine'),
    })
    for (const asked of [
      () => other.comments.update({ comment_id, rich_text: text('yours') }),
      () => other.comments.delete({ comment_id }),
    ]) {
      expect(await refusalOf(asked(), 403, 'restricted_resource')).toBe(
        'API token does not have access to this resource.',
      )
    }
    expect(await other.comments.retrieve({ comment_id })).toMatchObject({
      rich_text: [{ plain_text: 'mine' }],
    })
  })

  test('what is not shared, or not there, looks the same', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    const hidden = pages.Notes ?? ''
    const there = await write({ parent: { page_id: hidden }, rich_text: text('hidden') })
    const rich_text = text('x')
    const shared =
      '. Make sure the relevant pages and databases are shared with your integration "First".'
    const cases: [() => Promise<unknown>, string][] = [
      [
        () => other.comments.create({ parent: { page_id: hidden }, rich_text }),
        `page with ID: ${hidden}`,
      ],
      [
        () => other.comments.create({ parent: { block_id: hidden }, rich_text }),
        `block with ID: ${hidden}`,
      ],
      [
        () => other.comments.create({ parent: { page_id: MISSING }, rich_text }),
        `page with ID: ${MISSING}`,
      ],
      [
        () => other.comments.create({ discussion_id: there.discussion_id, rich_text }),
        `discussion with ID: ${there.discussion_id}`,
      ],
      [
        () => other.comments.create({ discussion_id: MISSING, rich_text }),
        `discussion with ID: ${MISSING}`,
      ],
      [() => other.comments.list({ block_id: hidden }), `block with ID: ${hidden}`],
      [() => other.comments.retrieve({ comment_id: there.id }), `comment with ID: ${there.id}`],
      [() => other.comments.delete({ comment_id: there.id }), `comment with ID: ${there.id}`],
    ]
    for (const [ask, what] of cases) {
      expect(await refusalOf(ask(), 404, 'object_not_found')).toBe(
        `Could not find ${what}${shared}`,
      )
    }
  })

  test('nothing is written on what lies in the trash', async () => {
    const page_id = await page()
    const { id: comment_id, discussion_id } = await write({
      parent: { page_id },
      rich_text: text('before'),
    })
    await notion.pages.update({ page_id, in_trash: true })
    const rich_text = text('after')
    for (const asked of [
      () => notion.comments.create({ parent: { page_id }, rich_text }),
      () => notion.comments.create({ discussion_id, rich_text }),
      () => notion.comments.update({ comment_id, rich_text }),
      () => notion.comments.delete({ comment_id }),
    ]) {
      expect(await refusalOf(asked(), 400, 'validation_error')).toBe(
        "Can't edit block that is archived. You must unarchive the block before editing.",
      )
    }
    expect(await wordsOn(page_id)).toEqual(['before'])
  })

  test('capabilities: writing without reading shows ids alone', async () => {
    const poster = await tokenOf('Poster')
    const parent = { page_id: pages.Plans ?? '' }
    const rich_text = text('posted')
    const made = await poster.comments.create({ parent, rich_text })
    expect(made).toEqual({ object: 'comment', id: made.id, request_id: expect.any(String) })
    const edited = await poster.comments.update({ comment_id: made.id, rich_text: text('again') })
    expect(Object.keys(edited)).toEqual(['object', 'id', 'request_id'])
    expect(await wordsOn(pages.Plans ?? '', 100)).toContain('again')
    const refused = async (asked: Promise<unknown>) =>
      expect(await refusalOf(asked, 403, 'restricted_resource')).toBe(
        'Insufficient permissions for this endpoint.',
      )
    await refused(poster.comments.list({ block_id: parent.page_id }))
    await refused(poster.comments.retrieve({ comment_id: made.id }))
    const reader = await tokenOf('Reader')
    expect(await reader.comments.retrieve({ comment_id: made.id })).toMatchObject({
      rich_text: [{ plain_text: 'again' }],
    })
    await refused(reader.comments.create({ parent, rich_text }))
    await refused(reader.comments.update({ comment_id: made.id, rich_text }))
    await refused(reader.comments.delete({ comment_id: made.id }))
    const neither = await tokenOf('Neither')
    await refused(neither.comments.create({ parent, rich_text }))
    await refused(neither.comments.list({ block_id: parent.page_id }))
  })

  test('what is asked wrongly is refused in the words of the service', async () => {
    const block_id = pages.Plans ?? ''
    const listing = (asked: object) =>
      refusalOf(notion.comments.list({ block_id, ...asked }), 400, 'validation_error')
    expect(await listing({ page_size: 101 })).toBe(
      'query failed validation: query.page_size should be ≤ `100` or `undefined`, instead was `101`.',
    )
    expect(await listing({ page_size: 0 })).toBe(
      'query failed validation: query.page_size should be ≥ `1` or `undefined`, instead was `0`.',
    )
    expect(await listing({ start_cursor: 'bogus' })).toBe(
      'query failed validation: query.start_cursor should be a valid uuid or `undefined`, instead was `"bogus"`.',
    )
    expect(await listing({ block_id: undefined })).toBe(
      'query failed validation: query.block_id should be defined, instead was `undefined`.',
    )
    const creating = (asked: object) =>
      refusalOf(notion.comments.create(asked as never), 400, 'validation_error')
    const rich_text = text('x')
    const parent = { page_id: block_id }
    expect(await creating({ rich_text })).toBe(
      'body failed validation. Fix one:\nbody.parent should be defined, instead was `undefined`.\nbody.discussion_id should be defined, instead was `undefined`.',
    )
    expect(await creating({ parent })).toBe(
      'body failed validation: body.rich_text should be defined, instead was `undefined`.',
    )
    expect(await creating({ parent, rich_text, markdown: 'x' })).toBe(
      'body failed validation: body.markdown should be not present, instead was `"x"`.',
    )
    expect(await creating({ parent, rich_text: text('x'.repeat(2001)) })).toBe(
      'body failed validation: body.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.',
    )
  })
})
