import { isFullDatabase } from '@notionhq/client'
import { expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import { describeOnBothStores, internalTokenOf, startTestServer } from '../support/server.js'
import { notionAt, pagesOfStudio, text } from './ground.js'

describeOnBothStores('changes at once', (kind) => {
  test('of one row, in one millisecond, all are kept', async () => {
    await using server = await startTestServer(kind, { seed: studioSeed, still: true })
    const notion = notionAt(server, internalTokenOf(studioSeed))
    const names = Array.from({ length: 8 }, (_, n) => `Number ${n}`)
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: (await pagesOfStudio()).Notes ?? '' },
      initial_data_source: {
        properties: {
          Name: { title: {} },
          ...Object.fromEntries(names.map((name) => [name, { number: {} }])),
        },
      },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    const data_source_id = made.data_sources[0]?.id ?? ''
    const { id: page_id } = await notion.pages.create({
      parent: { data_source_id },
      properties: { Name: { title: text('Row') } },
    })
    await Promise.all(
      names.map((name, n) =>
        notion.pages.update({ page_id, properties: { [name]: { number: n } } }),
      ),
    )
    const row = await notion.pages.retrieve({ page_id })
    expect(row).toMatchObject({
      properties: Object.fromEntries(names.map((name, n) => [name, { number: n }])),
    })
  })
})
