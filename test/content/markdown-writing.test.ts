import { readFileSync } from 'node:fs'
import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, paragraph, refusalOf, text } from './ground.js'

type Change = Parameters<Client['pages']['updateMarkdown']>[0]
type Recorded = {
  readonly name: string
  readonly request_body: { readonly markdown?: string }
  readonly response: { readonly markdown?: string; readonly properties?: object }
}

const recorded: { readonly answers: readonly Recorded[] } = JSON.parse(
  readFileSync(new URL('../fixtures/recorded-markdown.json', import.meta.url), 'utf8'),
)

const BELOW_A_PAGE = 'create_page_parent_page_with_markdown'

type Without<T> = T extends unknown ? Omit<T, 'page_id'> : never

describeOnBothStores('markdown that is written', (kind) => {
  let server: TestServer
  let notion: Client
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const pageOf = async (markdown: string, properties = {}): Promise<string> => {
    const parent = { page_id: pages.Plans ?? '' }
    return (await notion.pages.create({ parent, properties, markdown })).id
  }

  const change = async (page_id: string, body: Without<Change>): Promise<string> => {
    const answer = await notion.pages.updateMarkdown({ page_id, ...body } as Change)
    expect(answer.markdown).toBe((await notion.pages.retrieveMarkdown({ page_id })).markdown)
    return answer.markdown
  }

  const update = (page_id: string, old_str: string, new_str: string, more = {}) =>
    change(page_id, {
      type: 'update_content',
      update_content: { content_updates: [{ old_str, new_str, ...more }] },
    })

  const replace = (page_id: string, new_str: string, allow_deleting_content = false) =>
    change(page_id, {
      type: 'replace_content',
      replace_content: { new_str, allow_deleting_content },
    })

  const blocksOf = async (block_id: string) =>
    (await notion.blocks.children.list({ block_id })).results as unknown as ({
      id: string
      type: string
    } & Record<string, unknown>)[]

  test('becomes blocks of every type that it can say', async () => {
    const page_id = await pageOf(
      [
        'Intro with **bold**, _italic_, `code`, ~~gone~~, [a link](https://example.com/a) and $x^2$',
        '',
        '## Plan {color="blue"}',
        '- one',
        '  - two',
        '    - three',
        '1. first',
        '2. second',
        '- [x] done',
        '> quoted',
        '```ts',
        'const a = 1',
        '',
        '\tb()',
        '```',
        '$$',
        'e=mc^2',
        '$$',
        '---',
        '| a | b |',
        '|---|---|',
        '| c | **d** |',
        '![seen](https://example.com/a.png)',
        '<details>',
        '<summary>more</summary>',
        '\tinside',
        '</details>',
        '<callout icon="💡" color="gray_bg">',
        '\tnote',
        '</callout>',
        '<columns>',
        '\t<column>',
        '\t\tleft',
        '\t</column>',
        '\t<column>',
        '\t\tright',
        '\t</column>',
        '</columns>',
      ].join('\n'),
      { title: { title: text('Everything') } },
    )
    const blocks = await blocksOf(page_id)
    expect(blocks.map(({ type }) => type)).toEqual([
      'paragraph',
      'heading_2',
      'bulleted_list_item',
      'numbered_list_item',
      'numbered_list_item',
      'to_do',
      'quote',
      'code',
      'equation',
      'divider',
      'table',
      'image',
      'toggle',
      'callout',
      'column_list',
    ])
    expect(blocks[7]?.code).toMatchObject({
      language: 'typescript',
      rich_text: [{ plain_text: 'const a = 1\n\n\tb()' }],
    })
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id })
    expect(
      markdown,
    ).toBe(`Intro with **bold**, *italic*, \`code\`, ~~gone~~, [a link](https://example.com/a) and $x^2$
## Plan {color="blue"}
- one
	- two
		- three
1. first
2. second
- [x] done
> quoted
\`\`\`typescript
const a = 1

	b()
\`\`\`
$$
e=mc^2
$$
---
<table header-row="true">
	<tr>
		<td>a</td>
		<td>b</td>
	</tr>
	<tr>
		<td>c</td>
		<td>**d**</td>
	</tr>
</table>
![seen](https://example.com/a.png)
<details>
<summary>more</summary>
	inside
</details>
<callout icon="💡" color="gray_bg">
	note
</callout>
<columns>
	<column>
		left
	</column>
	<column>
		right
	</column>
</columns>`)
    expect(await pageOf(markdown)).not.toBe(page_id)
  })

  test('gives a new page its title, unless it has one, and stands instead of children', async () => {
    const titleOf = async (page_id: string) => {
      const { properties } = (await notion.pages.retrieve({ page_id })) as unknown as {
        properties: { title: { title: { plain_text: string }[] } }
      }
      return properties.title.title.map(({ plain_text }) => plain_text).join('')
    }
    const titled = await pageOf('# From *markdown*\nbody')
    expect(await titleOf(titled)).toBe('From markdown')
    expect((await blocksOf(titled)).map(({ type }) => type)).toEqual(['paragraph'])
    const named = await pageOf('# Kept', { title: { title: text('Named') } })
    expect(await titleOf(named)).toBe('Named')
    expect((await blocksOf(named)).map(({ type }) => type)).toEqual(['heading_1'])
    const both = notion.pages.create({
      parent: { page_id: pages.Plans ?? '' },
      properties: {},
      markdown: 'a',
      children: [paragraph('b')],
    })
    expect(await refusalOf(both, 400, 'validation_error')).toContain('body.markdown')
  })

  test('mentions and long texts come as they were written', async () => {
    const mention = `<mention-page url="${server.url}/p/Harbour-${(pages.Harbour ?? '').replaceAll('-', '')}">Harbour</mention-page>`
    const line = `see ${mention} on <mention-date start="2026-01-02"/>`
    const page_id = await pageOf(`${line}\n${'x'.repeat(4500)}`)
    const [seen, long] = await blocksOf(page_id)
    expect(seen?.paragraph).toMatchObject({
      rich_text: [
        { plain_text: 'see ' },
        { mention: { type: 'page', page: { id: pages.Harbour } } },
        { plain_text: ' on ' },
        { mention: { type: 'date', date: { start: '2026-01-02' } } },
      ],
    })
    const { rich_text } = (long?.paragraph ?? {}) as { rich_text?: { plain_text: string }[] }
    expect(rich_text?.map(({ plain_text }) => plain_text.length)).toEqual([2000, 2000, 500])
  })

  test('update_content changes what it finds and leaves the other blocks their ids', async () => {
    const page_id = await pageOf('one\ntwo\nthree\ntwo more')
    const before = await blocksOf(page_id)
    expect(await update(page_id, 'three', '**3**\n- and')).toBe('one\ntwo\n**3**\n- and\ntwo more')
    const after = await blocksOf(page_id)
    const ids = (blocks: { id: string }[]) => blocks.map(({ id }) => id)
    expect(ids(after).filter((id) => ids(before).includes(id))).toEqual(
      ids(before).filter((_, index) => index !== 2),
    )
    expect(await refusalOf(update(page_id, 'two', '2'), 400, 'validation_error')).toContain(
      '2 times',
    )
    expect(await update(page_id, 'two', '2', { replace_all_matches: true })).toBe(
      'one\n2\n**3**\n- and\n2 more',
    )
    const missing = update(page_id, 'nowhere', 'x')
    expect(await refusalOf(missing, 400, 'validation_error')).toContain('Could not find')
  })

  test('replace_content replaces all but what is written the same', async () => {
    const page_id = await pageOf('a\nb\nc')
    const [a] = await blocksOf(page_id)
    expect(await replace(page_id, 'a\nz')).toBe('a\nz')
    expect((await blocksOf(page_id))[0]?.id).toBe(a?.id)
    expect(await replace(page_id, '')).toBe('')
    expect(await blocksOf(page_id)).toEqual([])
    expect(await replace(page_id, 'anew')).toBe('anew')
  })

  test('insert_content puts it at the start, at the end, or behind a selection', async () => {
    const page_id = await pageOf('- a\n\t- b\n- c')
    const insert = (content: string, more = {}) =>
      change(page_id, { type: 'insert_content', insert_content: { content, ...more } })
    expect(await insert('end')).toBe('- a\n\t- b\n- c\nend')
    await insert('start', { position: { type: 'start' } })
    expect(await insert('- b2', { after: '- b' })).toBe('start\n- a\n\t- b\n\t- b2\n- c\nend')
    expect(await insert('- a2', { after: '- a' })).toBe('start\n- a\n\t- b\n\t- b2\n- a2\n- c\nend')
    expect(await insert('mid', { after: 'start...- a2' })).toBe(
      'start\n- a\n\t- b\n\t- b2\n- a2\nmid\n- c\nend',
    )
    const nowhere = insert('x', { after: 'no...where' })
    expect(await refusalOf(nowhere, 400, 'validation_error')).toContain('after')
  })

  test('pages inside go to the trash only if that is allowed', async () => {
    const page_id = await pageOf('before\nafter')
    const child = await notion.pages.create({
      parent: { page_id },
      properties: { title: { title: text('Child') } },
    })
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id })
    expect(await refusalOf(replace(page_id, 'gone'), 400, 'validation_error')).toContain(child.id)
    const [, , tag] = markdown.split('\n')
    expect(await replace(page_id, `new\n${tag}`)).toBe(`new\n${tag}`)
    expect(await replace(page_id, 'gone', true)).toBe('gone')
    expect(await notion.pages.retrieve({ page_id: child.id })).toMatchObject({ in_trash: true })
  })

  test('what markdown cannot say stays, and is not made', async () => {
    const { id: page_id } = await notion.pages.create({
      parent: { page_id: pages.Plans ?? '' },
      properties: {},
      children: [paragraph('a'), { bookmark: { url: 'https://example.com' } }],
    })
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id })
    const [, tag = ''] = markdown.split('\n')
    expect(await update(page_id, 'a\n', 'b\n')).toBe(`b\n${tag}`)
    expect((await blocksOf(page_id))[1]?.type).toBe('bookmark')
    const twice = replace(page_id, `${tag}\n${tag}`)
    expect(await refusalOf(twice, 400, 'validation_error')).toContain('Markdown cannot make')
  })

  test('changes of one page at the same time all count', async () => {
    const page_id = await pageOf('base')
    const lines = Array.from({ length: 6 }, (_, index) => `line ${index}`)
    await Promise.all(
      lines.map((content) =>
        notion.pages.updateMarkdown({
          page_id,
          type: 'insert_content',
          insert_content: { content },
        }),
      ),
    )
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id })
    expect(markdown.split('\n').sort()).toEqual(['base', ...lines])
  })

  test('of contents that replace each other at the same time one stays, whole', async () => {
    const page_id = await pageOf('base\nmore')
    const contents = Array.from({ length: 6 }, (_, index) => `first ${index}\nsecond ${index}`)
    await Promise.all(
      contents.map((new_str) =>
        notion.pages.updateMarkdown({
          page_id,
          type: 'replace_content',
          replace_content: { new_str },
        }),
      ),
    )
    expect(contents).toContain((await notion.pages.retrieveMarkdown({ page_id })).markdown)
  })

  test('only pages that are shared can be changed, and nothing but pages', async () => {
    const page_id = await pageOf('a')
    const [block] = await blocksOf(page_id)
    await refusalOf(replace(block?.id ?? '', 'x'), 400, 'validation_error')
    const { access_token } = await connect(server, first, { pages: [pages.Harbour ?? ''] })
    const refused = notionAt(server, access_token).pages.updateMarkdown({
      page_id,
      type: 'replace_content',
      replace_content: { new_str: 'x' },
    })
    await refusalOf(refused, 404, 'object_not_found')
    await notion.pages.update({ page_id, in_trash: true })
    expect(await refusalOf(replace(page_id, 'x'), 400, 'validation_error')).toContain('archived')
  })

  test('the recorded requests get the recorded answers', async () => {
    const [created, ...changes] = recorded.answers.filter(({ name }) => name !== BELOW_A_PAGE)
    const { markdown = '' } = created?.request_body ?? {}
    const made = await notion.pages.create({
      parent: { page_id: pages.Plans ?? '' },
      properties: { title: { title: text('Kept') } },
      markdown: markdown.replace(/^.*\n/, ''),
    })
    for (const { name, request_body, response } of changes) {
      // A person had gone to the end of the page by then.
      if (name === 'markdown_page_by_insert_after_todo') {
        await notion.blocks.children.append({ block_id: made.id, children: [paragraph('')] })
      }
      const answer = await notion.pages.updateMarkdown({
        page_id: made.id,
        ...request_body,
      } as unknown as Change)
      expect(Object.keys(answer)).toEqual(Object.keys(response))
      expect({ name, markdown: answer.markdown }).toEqual({ name, markdown: response.markdown })
    }
    expect(changes).toHaveLength(4)
  })

  test('a page that was recorded with markdown has the recorded title', async () => {
    const found = recorded.answers.find(({ name }) => name === BELOW_A_PAGE)
    const made = (await notion.pages.create({
      parent: { page_id: pages.Plans ?? '' },
      markdown: found?.request_body.markdown ?? '',
    })) as unknown as Recorded['response']
    expect(made.properties).toEqual(found?.response.properties)
    expect(made.properties).toBeDefined()
  })
})
