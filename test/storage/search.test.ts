import { afterAll, beforeAll, expect, test } from 'vitest'
import { richTextFrom } from '../../src/domain/content/rich-text.js'
import { titlePatternsOf } from '../../src/domain/content/title-words.js'
import { seedRows } from '../../src/operations/seed/seed-rows.js'
import type { FoundTitle, TitleSearch } from '../../src/ports/content.js'
import { titleStarts } from '../../src/storage/sql/migrations/0032-title-starts.js'
import { statement, write } from '../../src/storage/sql/statement.js'
import { studioSeed } from '../support/seeds.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'
import { T0 } from './rows.js'

const forget = statement('test_forget_title_starts', 'delete from title_starts')
const [, backfilling = ''] = titleStarts.statements
const backfill = statement('test_backfill_title_starts', backfilling)

const LONG = `antidisestablishmentarianism${'x'.repeat(40)}`

/** Words that many titles have, that few have, and that nearly all are as long as an index holds. */
const titles = Array.from({ length: 1200 }, (_, n) =>
  [
    n % 2 === 0 ? 'Common' : 'Usual',
    n % 3 === 0 ? 'commonwealth' : 'thing',
    n % 97 === 0 ? 'Rare' : '',
    n % 100 === 1 ? LONG + n : '',
    n % 250 === 0 ? '東京タワー' : '',
    n % 400 === 7 ? '😀 smile' : '',
    `no. ${n}`,
  ].join(' '),
)

const queries = [
  'common',
  'commonw',
  'rare',
  'rare usual',
  'usual things',
  LONG,
  `${LONG}101`,
  `${LONG}102`,
  'antidisestablishmentarianism',
  '😀',
  'smiles',
  '東京',
  'タワー rare',
  '77',
  '1',
  'no',
  'zzz',
  'zzz rare',
  'wealth',
  '',
  '!?',
]

describeOnBothStores('a search of titles', (kind) => {
  let node: Node
  let viewer: { workspaceId: string; botId: string }
  const kept: { id: string; title: string; editedAt: number }[] = []

  beforeAll(async () => {
    node = await createNode(kind)
    const rows = await seedRows(studioSeed, T0)
    await node.store.installation.create('development', { ...rows, contents: [] }, T0)
    const bot = rows.bots.find(({ botId }) => rows.staticGrants.some((one) => one.botId === botId))
    if (!bot) throw new Error('the seed has no internal bot')
    viewer = { workspaceId: bot.workspaceId, botId: bot.botId }
    for (let from = 0; from < titles.length; from += 100) {
      // Two hundred are edited at the same time: ties go by id.
      const at = T0 + Math.floor(from / 200)
      const some = titles.slice(from, from + 100).map((title, n) => {
        const id = `0a1b2c3d-0000-4000-8000-${String((from + n) * 7919).padStart(12, '0')}`
        kept.push({ id, title, editedAt: at })
        return { id, title, position: from + n }
      })
      const blocks = some.map(({ id, position }) => ({
        blockId: id,
        parentId: viewer.workspaceId,
        type: 'child_page' as const,
        body: {},
        position,
      }))
      const pages = some.map(({ id, title }) => ({
        pageId: id,
        title: richTextFrom([{ text: { content: title } }]),
        icon: null,
        cover: null,
        isLocked: false,
        row: null,
      }))
      const place = { workspaceId: viewer.workspaceId, parent: null }
      await node.store.content.insert(place, blocks, pages, { by: viewer.botId, at })
    }
  })
  afterAll(() => node[Symbol.asyncDispose]())

  const asked = (
    query: string,
    direction: TitleSearch['direction'],
    more: Partial<TitleSearch> = {},
  ): TitleSearch => ({
    types: ['child_page', 'data_source'],
    patterns: titlePatternsOf(query),
    inTrash: false,
    direction,
    limit: 70,
    ...more,
  })

  /** Page after page, as a client goes through them. */
  const found = async (query: string, direction: TitleSearch['direction']): Promise<string[]> => {
    const all: string[] = []
    let from: FoundTitle['page'] | undefined
    for (;;) {
      const some: FoundTitle[] = await node.store.content.searchTitles(
        viewer,
        asked(query, direction, from ? { from } : {}),
      )
      const last = some.at(-1)?.page
      all.push(...some.slice(0, 69).map(({ blockId }) => blockId))
      if (some.length < 70 || !last) return all
      from = last
    }
  }

  /** What a search is to find, from the titles themselves. */
  const expected = (query: string, direction: TitleSearch['direction']): string[] => {
    const patterns = titlePatternsOf(query).map((one) => one.slice(1, -1))
    const sign = direction === 'ascending' ? 1 : -1
    return kept
      .filter(({ title }) => {
        const words = ` ${title.toLowerCase().replaceAll(/[.\s]+/g, ' ')}`
        return query === '' || patterns.some((pattern) => words.includes(pattern))
      })
      .sort((a, b) => sign * (a.editedAt - b.editedAt || (a.id < b.id ? -1 : 1)))
      .map(({ id }) => id)
  }

  const expectAll = async () => {
    for (const query of queries) {
      for (const direction of ['ascending', 'descending'] as const) {
        const told = { query, direction, ids: await found(query, direction) }
        expect(told).toEqual({ query, direction, ids: expected(query, direction) })
      }
    }
  }

  test('finds few by the beginnings of their words and many along all titles, alike', async () => {
    await expectAll()
  })

  test('titles that were there before the index are in it', async () => {
    await node.db.commit(write(forget, {}))
    expect(await found('rare', 'descending')).toEqual([])
    await node.db.commit(write(backfill, {}))
    await expectAll()
  })
})
