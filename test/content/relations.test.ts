import { isFullDatabase, isFullDataSource, isFullPage } from '@notionhq/client'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, refusalOf, text } from './ground.js'

describeOnBothStores('relations and rollups', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const make = async (title: string, properties: object = {}, page = 'Notes') => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages[page] ?? '' },
      title: text(title),
      initial_data_source: { properties: { Name: { title: {} }, ...properties } as never },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    return { database: made.id, source: made.data_sources[0]?.id ?? '' }
  }

  const schemaOf = async (data_source_id: string) => {
    const found = await notion.dataSources.retrieve({ data_source_id })
    if (!isFullDataSource(found)) throw new Error('not whole')
    return found.properties as unknown as Record<string, { id: string } & Record<string, unknown>>
  }

  const update = (data_source_id: string, properties: object) =>
    notion.dataSources.update({ data_source_id, properties: properties as never })

  const row = async (data_source_id: string, name: string, properties: object = {}) => {
    server.advance(1)
    const made = await notion.pages.create({
      parent: { data_source_id },
      properties: { Name: { title: text(name) }, ...properties } as never,
    })
    // What a page is told to be when it is made is what it is.
    const { request_id: _, ...told } = made as typeof made & { request_id: string }
    expect(await notion.pages.retrieve({ page_id: made.id })).toMatchObject(told)
    return made.id
  }

  const valuesOf = async (page_id: string) => {
    const page = await notion.pages.retrieve({ page_id })
    if (!isFullPage(page)) throw new Error('not whole')
    return page.properties as unknown as Record<string, Record<string, unknown>>
  }

  const related = (...ids: string[]) => ({ relation: ids.map((id) => ({ id })) })
  const single = (data_source_id: string) => ({ relation: { data_source_id, single_property: {} } })
  const dual = (data_source_id: string, synced_property_name?: string) => ({
    relation: {
      data_source_id,
      dual_property: { ...(synced_property_name && { synced_property_name }) },
    },
  })

  const namesFound = async (data_source_id: string, filter: object, sorts: object[] = []) => {
    const { results } = await notion.dataSources.query({
      data_source_id,
      filter,
      sorts,
    } as never)
    return results.map((page) => {
      const { Name } = (page as { properties: Record<string, { title: { plain_text: string }[] }> })
        .properties
      return Name?.title[0]?.plain_text
    })
  }

  test('a dual relation makes a property at its other end, and both show the same links', async () => {
    const projects = await make('Projects')
    const tasks = await make('Tasks', { Project: dual(projects.source) })
    const ofTasks = await schemaOf(tasks.source)
    const ofProjects = await schemaOf(projects.source)
    const synced = 'Related to Tasks (Project)'
    expect(ofTasks.Project).toMatchObject({
      type: 'relation',
      relation: {
        database_id: projects.database,
        data_source_id: projects.source,
        type: 'dual_property',
        dual_property: {
          synced_property_name: synced,
          synced_property_id: ofProjects[synced]?.id,
        },
      },
    })
    expect(ofProjects[synced]).toMatchObject({
      relation: {
        data_source_id: tasks.source,
        type: 'dual_property',
        dual_property: {
          synced_property_name: 'Project',
          synced_property_id: ofTasks.Project?.id,
        },
      },
    })
    const [hall, bath] = [await row(projects.source, 'Hall'), await row(projects.source, 'Bath')]
    const cut = await row(tasks.source, 'Cut', { Project: related(bath, hall) })
    const lay = await row(tasks.source, 'Lay', { Project: related(hall) })
    expect((await valuesOf(cut)).Project).toMatchObject({ ...related(bath, hall), has_more: false })
    expect((await valuesOf(hall))[synced]).toMatchObject(related(cut, lay))
    await notion.pages.update({ page_id: hall, properties: { [synced]: related(lay) } as never })
    expect((await valuesOf(cut)).Project).toMatchObject(related(bath))
    await notion.pages.update({ page_id: lay, properties: { Project: related() } as never })
    expect((await valuesOf(hall))[synced]).toMatchObject(related())

    await update(projects.source, { [synced]: { name: 'Tasks' } })
    expect((await schemaOf(tasks.source)).Project).toMatchObject({
      relation: { dual_property: { synced_property_name: 'Tasks' } },
    })
    expect(
      await namesFound(tasks.source, { property: 'Project', relation: { contains: bath } }),
    ).toEqual(['Cut'])
    expect(
      await namesFound(tasks.source, { property: 'Project', relation: { is_empty: true } }),
    ).toEqual(['Lay'])
    expect(
      await namesFound(tasks.source, { property: 'Project', relation: { does_not_contain: bath } }),
    ).toEqual(['Lay'])
  })

  test('a relation becomes single and dual again; ends that part keep their links', async () => {
    const shelves = await make('Shelves')
    const books = await make('Books', { Shelf: single(shelves.source) })
    expect(await schemaOf(shelves.source)).toEqual({ Name: expect.anything() })
    const top = await row(shelves.source, 'top')
    const book = await row(books.source, 'Dune', { Shelf: related(top) })
    await update(books.source, { Shelf: dual(shelves.source, 'Books') })
    expect((await valuesOf(top)).Books).toMatchObject(related(book))
    await update(books.source, { Shelf: single(shelves.source) })
    expect((await schemaOf(shelves.source)).Books).toMatchObject({
      relation: { type: 'single_property', single_property: {} },
    })
    expect((await valuesOf(top)).Books).toMatchObject(related(book))
    await notion.pages.update({ page_id: book, properties: { Shelf: related() } as never })
    expect((await valuesOf(top)).Books).toMatchObject(related(book))
    await update(books.source, { Shelf: dual(shelves.source, 'Books again') })
    expect((await valuesOf(top))['Books again']).toMatchObject(related())
    await update(books.source, { Shelf: null })
    expect((await schemaOf(shelves.source))['Books again']).toMatchObject({
      relation: { type: 'single_property' },
    })
    await update(shelves.source, { Books: null, 'Books again': null })
    expect(Object.keys(await schemaOf(shelves.source))).toEqual(['Name'])
  })

  test('a data source relates to itself, from both ends', async () => {
    const { source } = await make('Parts')
    await update(source, { Whole: dual(source, 'Parts') })
    const car = await row(source, 'car')
    const wheel = await row(source, 'wheel', { Whole: related(car) })
    const both = await row(source, 'both')
    expect((await valuesOf(car)).Parts).toMatchObject(related(wheel))
    expect((await valuesOf(wheel)).Parts).toMatchObject(related())
    const properties = { Whole: related(both), Parts: related(both, wheel) }
    await notion.pages.update({ page_id: both, properties: properties as never })
    expect((await valuesOf(both)).Whole).toMatchObject(related(both))
    expect((await valuesOf(wheel)).Whole).toMatchObject(related(car, both))
  })

  test('25 are shown with a page, all of them one by one', async () => {
    const target = await make('Many')
    const { source } = await make('One', { All: single(target.source) })
    const ids: string[] = []
    for (let n = 0; n < 30; n++) ids.push(await row(target.source, `m${n}`))
    const page = await row(source, 'one', { All: related(...ids.toReversed()) })
    const { All } = await valuesOf(page)
    expect(All).toMatchObject({ ...related(...ids.toReversed().slice(0, 25)), has_more: true })
    const property_id = String(All?.id)
    const head = await notion.pages.properties.retrieve({
      page_id: page,
      property_id,
      page_size: 28,
    })
    if (head.object !== 'list') throw new Error('no list')
    const rest = await notion.pages.properties.retrieve({
      page_id: page,
      property_id,
      start_cursor: head.next_cursor ?? '',
    })
    if (rest.object !== 'list') throw new Error('no list')
    const all = [...head.results, ...rest.results]
    expect(all.map((item) => (item.type === 'relation' ? item.relation.id : ''))).toEqual(
      ids.toReversed(),
    )
    expect(head.property_item).toMatchObject({ type: 'relation', relation: {} })
  })

  test('what is not shared, in the trash or elsewhere is not related to', async () => {
    const here = await make('Here')
    const { source } = await make('Links', { To: single(here.source) }, 'Plans')
    const [one, two] = [await row(here.source, 'one'), await row(here.source, 'two')]
    const page = await row(source, 'p', { To: related(one, two) })
    const asking = (id: string) =>
      notion.pages.update({ page_id: page, properties: { To: related(id) } as never })
    await refusalOf(asking(page), 400, 'validation_error')
    await refusalOf(asking('00000000-0000-4000-8000-000000000000'), 404, 'object_not_found')
    await notion.pages.update({ page_id: one, in_trash: true })
    expect((await valuesOf(page)).To).toMatchObject(related(two))
    await refusalOf(asking(one), 404, 'object_not_found')
    await notion.pages.update({ page_id: one, in_trash: false })
    expect((await valuesOf(page)).To).toMatchObject(related(one, two))

    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    const seen = await other.pages.retrieve({ page_id: page })
    expect(isFullPage(seen) && seen.properties.To).toMatchObject(related())
    const wish = { data_source_id: source, properties: { Too: single(here.source) } as never }
    await refusalOf(other.dataSources.update(wish), 404, 'object_not_found')
  })

  test('rollups: every kind of result, in pages, one by one, in filters and sorts', async () => {
    const tasks = await make('Work', {
      Cost: { number: {} },
      Done: { checkbox: {} },
      Due: { date: {} },
      Tags: { multi_select: {} },
      Double: { formula: { expression: 'prop("Cost") * 2' } },
    })
    const over = (rollup_property_name: string, name: string) => ({
      rollup: { function: name, relation_property_name: 'Tasks', rollup_property_name },
    })
    const jobs = await make('Jobs', {
      Tasks: single(tasks.source),
      Names: over('Name', 'show_original'),
      Sum: over('Cost', 'sum'),
      Doubles: over('Double', 'sum'),
      Most: over('Cost', 'max'),
      Ticked: over('Done', 'percent_checked'),
      First: over('Due', 'earliest_date'),
      Span: over('Due', 'date_range'),
      Tags: over('Tags', 'show_unique'),
      Groups: over('Tags', 'count_per_group'),
    })
    const schema = await schemaOf(jobs.source)
    expect(schema.Sum).toMatchObject({
      rollup: {
        rollup_property_name: 'Cost',
        relation_property_name: 'Tasks',
        relation_property_id: decodeURIComponent(String(schema.Tasks?.id)),
        function: 'sum',
      },
    })
    const cut = await row(tasks.source, 'cut', {
      Cost: { number: 3 },
      Done: { checkbox: true },
      Due: { date: { start: '2026-03-02', end: '2026-03-05' } },
      Tags: { multi_select: [{ name: 'hall' }] },
    })
    const lay = await row(tasks.source, 'lay', {
      Cost: { number: 4.5 },
      Due: { date: { start: '2026-02-01' } },
      Tags: { multi_select: [{ name: 'hall' }] },
    })
    const none = await row(jobs.source, 'none')
    const both = await row(jobs.source, 'both', { Tasks: related(cut, lay) })
    const one = await row(jobs.source, 'one', { Tasks: related(cut) })
    expect(await valuesOf(both)).toMatchObject({
      Names: {
        type: 'rollup',
        rollup: {
          type: 'array',
          function: 'show_original',
          array: [
            { type: 'title', title: [{ plain_text: 'cut' }] },
            { type: 'title', title: [{ plain_text: 'lay' }] },
          ],
        },
      },
      Sum: { rollup: { type: 'number', number: 7.5, function: 'sum' } },
      Doubles: { rollup: { number: 15 } },
      Most: { rollup: { number: 4.5 } },
      Ticked: { rollup: { number: 0.5 } },
      First: { rollup: { type: 'date', date: { start: '2026-02-01', end: null } } },
      Span: { rollup: { date: { start: '2026-02-01', end: '2026-03-05' } } },
      Tags: { rollup: { array: [{ multi_select: [{ name: 'hall' }] }] } },
      Groups: { rollup: { type: 'unsupported', unsupported: {} } },
    })
    expect(await valuesOf(none)).toMatchObject({
      Names: { rollup: { array: [] } },
      Sum: { rollup: { number: 0 } },
      Most: { rollup: { number: null } },
      First: { rollup: { date: null } },
    })
    const names = await notion.pages.properties.retrieve({
      page_id: both,
      property_id: 'Names',
      page_size: 1,
    })
    expect(names).toMatchObject({
      object: 'list',
      results: [{ type: 'title', id: 'title', title: { plain_text: 'cut' } }],
      has_more: true,
      property_item: {
        type: 'rollup',
        rollup: { type: 'array', array: [], function: 'show_original' },
      },
    })
    expect(
      await notion.pages.properties.retrieve({ page_id: both, property_id: 'Sum' }),
    ).toMatchObject({
      object: 'list',
      results: [],
      property_item: { rollup: { type: 'number', number: 7.5, function: 'sum' } },
    })
    const finding = (rollup: object, property: string) =>
      namesFound(jobs.source, { property, rollup })
    expect(await finding({ any: { rich_text: { equals: 'lay' } } }, 'Names')).toEqual(['both'])
    expect(await finding({ every: { rich_text: { equals: 'cut' } } }, 'Names')).toEqual(['one'])
    expect(await finding({ none: { rich_text: { equals: 'lay' } } }, 'Names')).toEqual([
      'one',
      'none',
    ])
    expect(await finding({ number: { greater_than: 5 } }, 'Sum')).toEqual(['both'])
    expect(await finding({ date: { is_empty: true } }, 'First')).toEqual(['none'])
    const sorted = [{ property: 'Sum', direction: 'descending' }]
    expect(await namesFound(jobs.source, { and: [] }, sorted)).toEqual(['both', 'one', 'none'])
    await notion.pages.update({ page_id: lay, in_trash: true })
    expect(await valuesOf(both)).toMatchObject({ Sum: { rollup: { number: 3 } } })
    await update(jobs.source, { Tasks: null })
    expect((await valuesOf(one)).Sum).toMatchObject({ rollup: { type: 'unsupported' } })
  })

  test('rollups that name what is not there are refused', async () => {
    const { source } = await make('Refusals', { Count: { number: {} } })
    const asking = (rollup: object) =>
      refusalOf(
        update(source, { R: { rollup: { function: 'sum', ...rollup } } }),
        400,
        'validation_error',
      )
    const rollup_property_name = 'Count'
    expect(await asking({ relation_property_name: 'Nope', rollup_property_name })).toContain('Nope')
    expect(await asking({ relation_property_name: 'Count', rollup_property_name })).toContain(
      'number',
    )
    await update(source, { Self: single(source) })
    expect(
      await asking({ relation_property_name: 'Self', rollup_property_name: 'Nope' }),
    ).toContain('Nope')
  })

  test('answers have the keys of the recorded ones, in their order', async () => {
    const target = await make('Recorded', { Tags: { multi_select: {} } })
    const { source } = await make('Recording', {
      One: single(target.source),
      Both: dual(target.source),
      Shown: {
        rollup: {
          function: 'show_original',
          relation_property_name: 'One',
          rollup_property_name: 'Tags',
        },
      },
      Now: { formula: { expression: 'now()' } },
      Checked: { verification: {} },
    })
    const tagged = await row(target.source, 't', { Tags: { multi_select: [{ name: 'a' }] } })
    const page_id = await row(source, 'p', {
      One: related(tagged),
      Checked: { verification: { state: 'verified' } },
    })
    const item = async (property_id: string) =>
      (await notion.pages.properties.retrieve({ page_id, property_id })) as object
    const keysAt = (value: unknown, ...path: (string | number)[]): string[] =>
      Object.keys(path.reduce((one, key) => (one as never)[key] as unknown, value) as object)
    const schema = await schemaOf(source)
    const relation = ['database_id', 'data_source_id', 'type']
    expect(keysAt(schema, 'One')).toEqual(['id', 'name', 'description', 'type', 'relation'])
    expect(keysAt(schema, 'One', 'relation')).toEqual([...relation, 'single_property'])
    expect(keysAt(schema, 'Both', 'relation')).toEqual([...relation, 'dual_property'])
    expect(keysAt(schema, 'Both', 'relation', 'dual_property')).toEqual([
      'synced_property_name',
      'synced_property_id',
    ])
    expect(keysAt(schema, 'Shown', 'rollup')).toEqual([
      'rollup_property_name',
      'relation_property_name',
      'rollup_property_id',
      'relation_property_id',
      'function',
    ])
    expect(keysAt(schema, 'Now', 'formula')).toEqual(['expression'])
    const values = await valuesOf(page_id)
    expect(keysAt(values, 'One')).toEqual(['id', 'type', 'relation', 'has_more'])
    expect(keysAt(values, 'Shown')).toEqual(['id', 'type', 'rollup'])
    expect(keysAt(values, 'Shown', 'rollup')).toEqual(['type', 'array', 'function'])
    expect(keysAt(values, 'Shown', 'rollup', 'array', 0)).toEqual(['type', 'multi_select'])
    expect(keysAt(values, 'Now', 'formula')).toEqual(['type', 'date'])
    expect(keysAt(values, 'Now', 'formula', 'date')).toEqual(['start', 'end', 'time_zone'])
    expect(values).toHaveProperty(
      ['Now', 'formula', 'date', 'start'],
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000\+00:00$/),
    )
    expect(keysAt(values, 'Checked', 'verification')).toEqual(['state', 'verified_by', 'date'])
    const list = ['object', 'results', 'next_cursor', 'has_more', 'type', 'property_item']
    const one = await item('One')
    expect(keysAt(one)).toEqual([...list, 'request_id'])
    expect(keysAt(one, 'results', 0)).toEqual(['object', 'type', 'id', 'relation'])
    expect(keysAt(one, 'property_item')).toEqual(['id', 'next_url', 'type', 'relation'])
    const shown = await item('Shown')
    expect(keysAt(shown, 'results', 0)).toEqual(['object', 'type', 'id', 'multi_select'])
    expect(keysAt(shown, 'property_item')).toEqual(['id', 'next_url', 'type', 'rollup'])
    expect(keysAt(shown, 'property_item', 'rollup')).toEqual(['type', 'array', 'function'])
    expect(keysAt(await item('Now'))).toEqual(['object', 'type', 'id', 'formula', 'request_id'])
  })

  test('whatever is written at either end, both show the same', async () => {
    const projects = await make('Left')
    const tasks = await make('Right', { Left: dual(projects.source, 'Right') })
    const lefts: string[] = []
    const rights: string[] = []
    for (let n = 0; n < 3; n++) lefts.push(await row(projects.source, `l${n}`))
    for (let n = 0; n < 4; n++) rights.push(await row(tasks.source, `r${n}`))
    const write = fc.record({
      isLeft: fc.boolean(),
      page: fc.nat(3),
      others: fc.uniqueArray(fc.nat(3), { maxLength: 4 }),
    })
    const pairs = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 4 }), async (writes) => {
        for (const { isLeft, page, others } of writes) {
          const [own, far] = isLeft ? [lefts, rights] : [rights, lefts]
          const page_id = own[page % own.length] ?? ''
          const ids = [...new Set(others.map((n) => far[n % far.length] ?? ''))]
          server.advance(1)
          const properties = { [isLeft ? 'Right' : 'Left']: related(...ids) } as never
          await notion.pages.update({ page_id, properties })
          for (const other of far) {
            const pair = isLeft ? `${page_id} ${other}` : `${other} ${page_id}`
            if (ids.includes(other)) pairs.add(pair)
            else pairs.delete(pair)
          }
          const value = (await valuesOf(page_id))[isLeft ? 'Right' : 'Left']
          expect(value).toMatchObject(related(...ids))
        }
        const shown = async (property: string, ids: readonly string[]) =>
          (
            await Promise.all(
              ids.map(async (id) => {
                const { relation = [] } = (await valuesOf(id))[property] ?? {}
                return (relation as { id: string }[]).map((one) =>
                  property === 'Right' ? `${id} ${one.id}` : `${one.id} ${id}`,
                )
              }),
            )
          ).flat()
        expect(new Set(await shown('Right', lefts))).toEqual(pairs)
        expect(new Set(await shown('Left', rights))).toEqual(pairs)
      }),
      { numRuns: 12 },
    )
  })

  test('of many who relate to one page at once nobody is lost', async () => {
    const target = await make('Hub')
    const { source } = await make('Spokes', { Hub: dual(target.source, 'Spokes') })
    const hub = await row(target.source, 'hub')
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) => row(source, `s${n}`, { Hub: related(hub) })),
    )
    const { Spokes } = await valuesOf(hub)
    expect(new Set(((Spokes?.relation ?? []) as { id: string }[]).map(({ id }) => id))).toEqual(
      new Set(made),
    )
    const sources: string[] = []
    for (let n = 0; n < 6; n++) sources.push((await make(`Rim ${n}`)).source)
    await Promise.all(sources.map((one) => update(one, { Hub: dual(target.source) })))
    await Promise.all(sources.map((_, n) => update(source, { [`More ${n}`]: dual(target.source) })))
    const ends = Object.values(await schemaOf(target.source)).filter(
      ({ type }) => type === 'relation',
    )
    expect(ends).toHaveLength(13)
    for (const one of [source, ...sources]) {
      for (const { type, relation } of Object.values(await schemaOf(one))) {
        if (type === 'relation') expect(relation).toMatchObject({ type: 'dual_property' })
      }
    }
  })
})
