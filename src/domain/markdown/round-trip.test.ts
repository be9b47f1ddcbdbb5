import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlockRequest } from '../../contract/objects/blocks.js'
import { type Draft, draftsFrom } from '../content/block.js'
import type { ContentNode } from '../content/content-tree.js'
import type { Named } from '../content/rich-text.js'
import { readBlocks } from './read-blocks.js'
import { writeBlocks } from './write-blocks.js'

const ID = '3c90c3cc-0d44-4b50-8888-8dd25736052a'

const named: Named = {
  file: () => ({ url: 'https://files.example/x', expiry_time: '' }),
  user: () => ({ name: 'Ada', shown: {} }),
  emoji: () => undefined,
  place: () => ({ title: 'Harbour', url: `https://x.example/p/Harbour-${ID.replaceAll('-', '')}` }),
}
const around = { named, origin: 'https://x.example', pageId: ID }

const nodesFrom = (drafts: readonly Draft[]): ContentNode[] => {
  let number = 0
  return drafts.map(({ type, body, children }) => {
    number = type === 'numbered_list_item' ? number + 1 : 0
    return {
      block: { blockId: ID, type, body },
      page: null,
      children: nodesFrom(children),
      ordinal: number || undefined,
      isContinued: false,
      isTooDeep: false,
      isLost: false,
    }
  })
}

const writtenFrom = (requests: readonly BlockRequest[]): string =>
  writeBlocks(nodesFrom(draftsFrom(requests, new Map())), around)

const again = (markdown: string): string =>
  writtenFrom(readBlocks(markdown).flatMap(({ request }) => (request ? [request] : [])))

const color = fc.constantFrom('default', 'red', 'blue_background')
const annotations = fc.record(
  {
    bold: fc.boolean(),
    italic: fc.boolean(),
    strikethrough: fc.boolean(),
    underline: fc.boolean(),
    color,
  },
  { requiredKeys: [] },
)
const signs = [...'ab1 é𝄞 *_~`$[]<>{}|^\\&;#-+.!()"\'\t\n>@:/=']
const anything = fc.string({ unit: fc.constantFrom(...signs), maxLength: 20 })
const word = fc
  .string({ unit: fc.constantFrom(...'abc1é_*\\$<'), maxLength: 6 })
  .map((s) => `x${s}x`)
const date = fc.constantFrom({ start: '2026-01-02' }, { start: '2026-01-02', end: '2026-02-03' })

/** Marks stand between blanks: CommonMark knows none inside of a word that begin with a sign. */
const marked = fc.oneof(
  fc.record({ text: fc.record({ content: word }), annotations }),
  fc.record({
    text: fc.record({ content: word, link: fc.constant({ url: 'https://a.example/(b)?c=d_e_' }) }),
    annotations,
  }),
  fc.record({ text: fc.record({ content: word }), annotations: fc.constant({ code: true }) }),
  fc.record({ equation: fc.record({ expression: fc.constantFrom('x_1', 'a*b', 'e=mc^2') }) }),
  fc.record({ mention: fc.record({ date }) }),
  fc.constant({ mention: { user: { id: ID } } }),
  fc.constant({ mention: { page: { id: ID } } }),
)
const plain = anything.map((content) => ({ text: { content: ` ${content} ` } }))
const rich = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: anything.map((content) => [{ text: { content } }]) },
  {
    weight: 4,
    arbitrary: fc.array(fc.tuple(marked, plain), { maxLength: 3 }).map((pairs) => pairs.flat()),
  },
)
const code = fc.string({ unit: fc.constantFrom(...'ab`\t\n $<*'), maxLength: 15 })

const simple = fc.oneof(
  code.map((content) => ({ code: { language: 'typescript', rich_text: [{ text: { content } }] } })),
  fc.constant({ equation: { expression: 'a_1 = \\frac{1}{2}' } }),
  fc.constant({ divider: {} }),
  rich.map((caption) => ({ image: { external: { url: 'https://a.example/b c.png' }, caption } })),
  rich.map((caption) => ({ video: { external: { url: 'https://a.example/?a="b"' }, caption } })),
  color.map((one) => ({ table_of_contents: { color: one } })),
  fc
    .record({
      has_column_header: fc.boolean(),
      has_row_header: fc.boolean(),
      rows: fc.array(fc.tuple(rich, rich), { minLength: 1, maxLength: 2 }),
    })
    .map(({ rows, ...body }) => ({
      table: {
        ...body,
        table_width: 2,
        children: rows.map((cells) => ({ table_row: { cells } })),
      },
    })),
)

const { blocks } = fc.letrec<{ blocks: BlockRequest[]; block: BlockRequest }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 4, depthIdentifier: 'blocks' }),
  block: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'blocks' },
    simple,
    fc
      .tuple(
        fc.constantFrom(
          'paragraph',
          'bulleted_list_item',
          'numbered_list_item',
          'quote',
          'toggle',
          'callout',
          'heading_1',
          'heading_3',
        ),
        rich,
        color,
        tie('blocks'),
      )
      .map(([type, rich_text, one, children]) => ({
        [type]: { rich_text, color: one, children },
      })),
    fc.tuple(rich, fc.boolean(), tie('blocks')).map(([rich_text, checked, children]) => ({
      to_do: { rich_text, checked, children },
    })),
    fc.tuple(tie('blocks'), tie('blocks')).map((columns) => ({
      column_list: { children: columns.map((children) => ({ column: { children } })) },
    })),
    tie('blocks').map((children) => ({ synced_block: { synced_from: null, children } })),
  ),
}))

describe('markdown', () => {
  test('that was written from blocks makes blocks that are written the same', () => {
    fc.assert(
      fc.property(blocks, (requests) => {
        const markdown = writtenFrom(requests)
        expect(again(markdown)).toBe(markdown)
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
    )
  })

  test('text without marks comes back as it was, but for blanks at its ends', () => {
    fc.assert(
      fc.property(anything, (content) => {
        const markdown = writtenFrom([{ paragraph: { rich_text: [{ text: { content } }] } }])
        const [read] = draftsFrom(
          readBlocks(markdown).flatMap(({ request }) => (request ? [request] : [])),
          new Map(),
        )
        const back = (read?.body.rich_text ?? []).map((one) =>
          'content' in one ? one.content : '',
        )
        expect(back.join('')).toBe(content.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
      }),
      { numRuns: 300 },
    )
  })

  test('any text at all is read', () => {
    const line = fc.oneof(
      anything,
      fc.constantFrom('<callout>', '</callout>', '<details>', '<summary>a</summary>', '<columns>'),
      fc.constantFrom('<column>', '<table>', '|a|b|', '|-|-|', '```', '$$', '\t- a', '# a', '> q'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const markdown = lines.join('\n')
        expect(again(again(markdown))).toBe(again(markdown))
      }),
      { numRuns: 300 },
    )
  })
})
