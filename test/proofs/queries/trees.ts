import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { BlockRequest } from '../../../src/contract/objects/blocks.js'
import { type BlockType, blockKinds, kindOf } from '../../../src/contract/objects/blocks.js'
import { type Draft, draftsFrom } from '../../../src/domain/content/block.js'
import { refusalBelow } from '../../../src/domain/content/block-refusal.js'
import { noFiles } from '../../../src/domain/content/media.js'
import { positionsBetween } from '../../../src/domain/content/positions.js'
import type { Edit, FoundBlock, NewBlock } from '../../../src/ports/content.js'
import type { Store } from '../../../src/ports/store.js'
import { createGround } from '../../storage/rows.js'
import type { Tally } from './prove.js'

const types = (Object.keys(blockKinds) as BlockType[]).filter(
  (type) => kindOf(type).creatable && type !== 'table_row' && type !== 'column',
)

const content = fc.constantFrom('', 'a', 'Ünïcode', '😀', "'", '"\\', '\n', '\u0001', '%_')

const richText = fc
  .array(content, { maxLength: 2 })
  .map((parts) => parts.map((part) => ({ text: { content: part } })))

/** What a request may say of a member, by its name; undefined: it may leave it out. */
const members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  rich_text: richText,
  caption: richText,
  icon: fc.constantFrom(null, { emoji: '🏺' }),
  color: fc.constantFrom('default', 'red', 'blue_background'),
  is_toggleable: fc.boolean(),
  has_column_header: fc.boolean(),
  has_row_header: fc.boolean(),
  checked: fc.boolean(),
  url: fc.constant('https://example.com/a'),
  language: fc.constantFrom('plain text', 'typescript'),
  expression: content,
  width_ratio: fc.constantFrom(0.25, 0.5, 1),
}

const bodyOf = (type: BlockType): fc.Arbitrary<Record<string, unknown>> => {
  const { fields, file } = kindOf(type)
  const known: Record<string, fc.Arbitrary<unknown>> = {}
  for (const [name, { initial }] of Object.entries(fields)) {
    const member = members[name]
    if (member) known[name] = initial === undefined ? member : fc.option(member, { nil: undefined })
  }
  if (file) known.external = fc.constant({ url: 'https://example.com/file' })
  if (file === 'named') known.name = fc.constantFrom('a.txt', 'Ü.pdf')
  if (type === 'link_to_page') known.page_id = fc.constant('0aaaaaaa-0000-4000-8000-000000000001')
  return fc.record(known)
}

const withChildren = (type: BlockType, depth: number): fc.Arbitrary<object> => {
  const { children, leastChildren = 0 } = kindOf(type)
  const below = (inner: fc.Arbitrary<object>, least: number, most: number) =>
    fc
      .tuple(bodyOf(type), fc.array(inner, { minLength: least, maxLength: most }))
      .map(([body, blocks]) => ({
        [type]: {
          ...body,
          ...(blocks.length > 0 && { children: blocks }),
          ...(blocks.length > 0 && children === 'if toggleable' && { is_toggleable: true }),
        },
      }))
  if (type === 'table') {
    return fc.integer({ min: 1, max: 3 }).chain((width) =>
      fc
        .tuple(
          bodyOf(type),
          fc.array(fc.array(richText, { minLength: width, maxLength: width }), {
            minLength: 1,
            maxLength: 3,
          }),
        )
        .map(([body, rows]) => ({
          table: {
            ...body,
            table_width: width,
            children: rows.map((cells) => ({ table_row: { cells } })),
          },
        })),
    )
  }
  const isLeaf = children === 'none' || (depth === 0 && leastChildren === 0)
  if (isLeaf) return bodyOf(type).map((body) => ({ [type]: body }))
  const next = Math.max(depth - 1, 0)
  if (children === 'any' || children === 'if toggleable') {
    return below(blockArbitrary(next), leastChildren, 3)
  }
  return below(withChildren(children as BlockType, next), Math.max(leastChildren, 1), 3)
}

const blockArbitrary = (depth: number): fc.Arbitrary<object> =>
  fc.constantFrom(...types).chain((type) => withChildren(type, depth))

type Tree = { readonly type: string; readonly body: unknown; readonly children: readonly Tree[] }

const treeOf = (drafts: readonly Draft[]): Tree[] =>
  drafts.map(({ type, body, children }) => ({
    type,
    body: JSON.parse(JSON.stringify(body)),
    children: treeOf(children),
  }))

const rowsOf = (
  parentId: string,
  drafts: readonly Draft[],
  from: number | undefined,
): NewBlock[] => {
  const positions = positionsBetween(from, undefined, drafts.length) ?? []
  return drafts.flatMap(({ type, body, children }, n) => {
    const blockId = randomUUID()
    const row = { blockId, parentId, type, body, position: positions[n] ?? 0 }
    return [row, ...rowsOf(blockId, children, undefined)]
  })
}

const read = async (store: Store, workspaceId: string, parentId: string): Promise<Tree[]> => {
  const blocks = await store.content.listChildren({ workspaceId, botId: '' }, parentId, 1000)
  return Promise.all(
    blocks.map(async ({ blockId, type, body, hasChildren }) => ({
      type,
      body,
      children: hasChildren ? await read(store, workspaceId, blockId) : [],
    })),
  )
}

/** Appends random trees of blocks to a page of each store, and reads the page back: a case is one reading. */
export const proveTrees = async (
  stores: readonly Store[],
  cases: number,
  seed: number,
  tally: Tally,
): Promise<void> => {
  const grounds = await Promise.all(
    stores.map(async (store) => ({ store, ...(await createGround(store)) })),
  )
  const edit: Edit = { by: randomUUID(), at: 1 }
  const drawn = fc.sample(
    fc.array(fc.array(blockArbitrary(2), { maxLength: 3 }), { maxLength: 2 }),
    {
      numRuns: cases,
      seed,
    },
  )
  for (const appends of drawn) {
    const pageId = randomUUID()
    const expected: Tree[] = []
    const drafts = appends.map((requests) => draftsFrom(requests as BlockRequest[], noFiles))
    const refusals = drafts.map((some) => refusalBelow({ type: 'child_page', body: {} }, some))
    if (refusals.some((refusal) => refusal !== undefined)) throw new Error(String(refusals))
    for (const some of drafts) expected.push(...treeOf(some))
    const rowsOfEach = drafts.map((some, n) => rowsOf(pageId, some, (n + 1) * 2 ** 40))
    const answers = await Promise.all(
      grounds.map(async ({ store, workspace: { workspaceId } }) => {
        const own = {
          blockId: pageId,
          parentId: workspaceId,
          type: 'child_page' as const,
          body: {},
          position: 1,
        }
        const page = { pageId, title: [], icon: null, cover: null, isLocked: false, row: null }
        const { content: blocks } = store
        await blocks.insert({ workspaceId, parent: null }, [own], [page], edit)
        const parent = { ...own, pageId: null } as unknown as FoundBlock
        for (const rows of rowsOfEach) await blocks.insert({ workspaceId, parent }, rows, [], edit)
        return JSON.stringify(await read(store, workspaceId, pageId))
      }),
    )
    tally.cases += 1
    tally.trees += 1
    const wanted = JSON.stringify(expected)
    if (answers.some((answer) => answer !== wanted)) {
      tally.differences.push({
        seed,
        query: appends,
        schema: [],
        expected: [wanted],
        answers: answers.map((one) => [one]),
      })
    }
  }
}
