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

type Children = Parameters<Client['blocks']['children']['append']>[0]['children']

describeOnBothStores('a page as markdown', (kind) => {
  let server: TestServer
  let notion: Client
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const pageWith = async (children: unknown[]): Promise<string> => {
    const parent = { page_id: pages.Plans ?? '' }
    const made = await notion.pages.create({
      parent,
      properties: {},
      children: children as Children,
    })
    return made.id
  }

  const markdownOf = async (children: unknown[]): Promise<string> => {
    const page_id = await pageWith(children)
    return (await notion.pages.retrieveMarkdown({ page_id })).markdown
  }

  const marked = (content: string, annotations: object) => ({ text: { content }, annotations })

  test('is answered with the page it is of, keys as documented', async () => {
    const page_id = await pageWith([paragraph('one')])
    const { request_id, ...answer } = (await notion.pages.retrieveMarkdown({
      page_id,
    })) as unknown as Record<string, unknown>
    expect(request_id).toEqual(expect.any(String))
    expect(answer).toEqual({
      object: 'page_markdown',
      id: page_id,
      markdown: 'one',
      truncated: false,
      unknown_block_ids: [],
    })
  })

  test('blocks of text, their colours and what stands below them', async () => {
    const rich_text = text('words')
    expect(
      await markdownOf([
        { heading_1: { rich_text } },
        { heading_2: { rich_text, color: 'blue' } },
        { heading_3: { rich_text, is_toggleable: true, children: [paragraph('in')] } },
        { paragraph: { rich_text, color: 'red_background', children: [paragraph('in')] } },
        { paragraph: { rich_text: [] } },
        { bulleted_list_item: { rich_text, children: [{ bulleted_list_item: { rich_text } }] } },
        { bulleted_list_item: { rich_text } },
        { numbered_list_item: { rich_text } },
        { numbered_list_item: { rich_text } },
        { to_do: { rich_text } },
        { to_do: { rich_text, checked: true } },
        { quote: { rich_text: text('one\ntwo') } },
        { divider: {} },
        { toggle: { rich_text, children: [paragraph('in')] } },
        {
          callout: {
            rich_text,
            icon: { emoji: '💡' },
            color: 'gray_background',
            children: [paragraph('in')],
          },
        },
      ]),
    ).toBe(`# words
## words {color="blue"}
### words {toggle="true"}
	in
words {color="red_bg"}
	in
<empty-block/>
- words
	- words
- words
1. words
2. words
- [ ] words
- [x] words
> one<br>two
---
<details>
<summary>words</summary>
	in
</details>
<callout icon="💡" color="gray_bg">
	words
	in
</callout>`)
  })

  test('code, equations, tables, columns and what else has a tag', async () => {
    const cell = (content: string) => text(content)
    const markdown = await markdownOf([
      { code: { language: 'typescript', rich_text: text('a*b\n```\nc') } },
      { equation: { expression: 'e=mc^2' } },
      {
        table: {
          table_width: 2,
          has_column_header: true,
          children: [
            { table_row: { cells: [cell('a'), cell('b|c')] } },
            { table_row: { cells: [cell('d'), []] } },
          ],
        },
      },
      {
        column_list: {
          children: [
            { column: { children: [paragraph('left')] } },
            { column: { children: [paragraph('right')] } },
          ],
        },
      },
      { image: { external: { url: 'https://example.com/a (1).png' }, caption: text('seen') } },
      { video: { external: { url: 'https://example.com/a.mp4?a=1&b="2"' } } },
      { table_of_contents: { color: 'gray' } },
      { synced_block: { synced_from: null, children: [paragraph('same')] } },
      { bookmark: { url: 'https://example.com' } },
    ])
    expect(markdown.replaceAll(/url="[^"]*"/g, 'url="…"')).toBe(`\`\`\`\`typescript
a*b
\`\`\`
c
\`\`\`\`
$$
e=mc^2
$$
<table header-row="true">
	<tr>
		<td>a</td>
		<td>b\\|c</td>
	</tr>
	<tr>
		<td>d</td>
		<td></td>
	</tr>
</table>
<columns>
	<column>
		left
	</column>
	<column>
		right
	</column>
</columns>
![seen](https://example.com/a%20%281%29.png)
<video src="https://example.com/a.mp4?a=1&amp;b=&quot;2&quot;"></video>
<table_of_contents color="gray"/>
<synced_block url="…">
	same
</synced_block>
<unknown url="…" alt="bookmark"/>`)
  })

  test('rich text, its marks and mentions; what would mean something is escaped', async () => {
    const markdown = await markdownOf([
      {
        paragraph: {
          rich_text: [
            marked('bold ', { bold: true }),
            marked('both', { bold: true, italic: true }),
            { text: { content: ' ' } },
            marked('a`b', { code: true }),
            marked('gone', { strikethrough: true }),
            marked('under', { underline: true, color: 'red' }),
            { text: { content: 'link', link: { url: 'https://example.com/(a)' } } },
            { equation: { expression: 'x_1' } },
            { mention: { date: { start: '2026-01-02' } } },
            { mention: { page: { id: pages.Harbour ?? '' } } },
          ],
        },
      },
      paragraph('# 1 * 2 < 3 [x] $5 {y} a|b ^ ~ \\'),
      paragraph('1. first'),
      paragraph('- dash'),
    ])
    const [formatted, ...plain] = markdown.split('\n')
    expect(formatted).toBe(
      `**bold** ***both*** \`\`a\`b\`\`~~gone~~<span color="red"><span underline="true">under</span></span>[link](https://example.com/%28a%29)$x_1$<mention-date start="2026-01-02"/><mention-page url="${server.url}/p/${(pages.Harbour ?? '').replaceAll('-', '')}">Harbour</mention-page>`,
    )
    expect(plain).toEqual([
      '\\# 1 \\* 2 \\< 3 \\[x\\] \\$5 \\{y\\} a\\|b \\^ \\~ \\\\',
      '1\\. first',
      '\\- dash',
    ])
  })

  test('pages and databases inside are named with their addresses', async () => {
    const page_id = await pageWith([paragraph('before')])
    const child = await notion.pages.create({
      parent: { page_id },
      properties: { title: { title: text('Child *1*') } },
    })
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id },
      title: text('Rows'),
    })
    const { markdown } = await notion.pages.retrieveMarkdown({ page_id })
    const bare = (id: string) => id.replaceAll('-', '')
    expect(markdown.split('\n')).toEqual([
      'before',
      `<page url="${server.url}/p/${bare(child.id)}">Child \\*1\\*</page>`,
      `<database url="${server.url}/p/${bare(database.id)}">Rows</database>`,
    ])
    const refused = notion.pages.retrieveMarkdown({ page_id: database.id })
    expect(await refusalOf(refused, 400, 'validation_error')).toContain('is a database')
  })

  test('a block can be asked for by itself, and only what is shared', async () => {
    const page_id = await pageWith([
      { toggle: { rich_text: text('t'), children: [paragraph('in')] } },
    ])
    const { results } = await notion.blocks.children.list({ block_id: page_id })
    const block = await notion.pages.retrieveMarkdown({ page_id: results[0]?.id ?? '' })
    expect(block.markdown).toBe('<details>\n<summary>t</summary>\n\tin\n</details>')
    const { access_token } = await connect(server, first, { pages: [pages.Harbour ?? ''] })
    const other = notionAt(server, access_token)
    await refusalOf(other.pages.retrieveMarkdown({ page_id }), 404, 'object_not_found')
  })
})
