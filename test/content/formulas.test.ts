import { isFullDatabase, isFullDataSource, isFullPage } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, refusalOf, text } from './ground.js'

describeOnBothStores('formulas', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const formula = (expression: string) => ({ formula: { expression } })

  const make = async (title: string, properties: object = {}) => {
    const made = await notion.databases.create({
      parent: { type: 'page_id', page_id: pages.Notes ?? '' },
      title: text(title),
      initial_data_source: { properties: { Name: { title: {} }, ...properties } as never },
    })
    if (!isFullDatabase(made)) throw new Error('not whole')
    return made.data_sources[0]?.id ?? ''
  }

  const update = (data_source_id: string, properties: object) =>
    notion.dataSources.update({ data_source_id, properties: properties as never })

  const schemaOf = async (data_source_id: string) => {
    const found = await notion.dataSources.retrieve({ data_source_id })
    if (!isFullDataSource(found)) throw new Error('not whole')
    return found.properties as unknown as Record<
      string,
      { id: string; formula?: { expression: string } }
    >
  }

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

  /** The service says only of which kind a fault is; what it is stands beside. */
  const refusal = async (
    source: string,
    expression: string,
    kind = 'Type',
    property = 'Wrong',
  ): Promise<string> => {
    const asked = update(source, { [property]: formula(expression) })
    const { message, additional_data } = await asked.then(
      () => ({}) as never,
      (fault: { message: string; additional_data: { property: string; reason: string } }) => fault,
    )
    expect(message).toBe(`${kind} error with formula`)
    expect(additional_data.property).toBe(property)
    return additional_data.reason
  }

  test('each kind of result, in pages and one by one', async () => {
    const source = await make('Results', {
      Price: { number: {} },
      Due: { date: {} },
      Kind: { select: {} },
      No: { unique_id: { prefix: 'T' } },
      Gross: formula('prop("Price") * 1.2'),
      Label: formula('prop("Kind") + " " + prop("No")'),
      Late: formula('prop("Due") < now()'),
      Later: formula('dateAdd(prop("Due"), 1, "weeks")'),
      Nobody: formula('""'),
      Who: formula('prop("Maker").name()'),
      Maker: { created_by: {} },
      List: formula('[1, 2].map(current * 2)'),
    })
    const page = await row(source, 'x', {
      Price: { number: 10 },
      Kind: { select: { name: 'tile' } },
      Due: { date: { start: '2020-03-02T10:00:00+02:00' } },
    })
    expect(await valuesOf(page)).toMatchObject({
      Gross: { type: 'formula', formula: { type: 'number', number: 12 } },
      Label: { formula: { type: 'string', string: 'tile T-1' } },
      Late: { formula: { type: 'boolean', boolean: true } },
      Later: {
        formula: {
          type: 'date',
          date: { start: '2020-03-09T10:00:00.000+02:00', end: null, time_zone: null },
        },
      },
      Nobody: { formula: { type: 'string', string: null } },
      Who: { formula: { string: 'Inside' } },
      List: { formula: { string: '2, 4' } },
    })
    const empty = await row(source, 'y')
    expect(await valuesOf(empty)).toMatchObject({
      Gross: { formula: { type: 'number', number: 0 } },
      Late: { formula: { type: 'boolean', boolean: false } },
      Later: { formula: { type: 'date', date: null } },
    })
    expect(
      await notion.pages.properties.retrieve({ page_id: page, property_id: 'Gross' }),
    ).toMatchObject({ object: 'property_item', type: 'formula', formula: { number: 12 } })
    const only = String((await schemaOf(source)).Gross?.id)
    const shown = await notion.pages.retrieve({ page_id: page, filter_properties: [only] })
    expect(isFullPage(shown) && Object.keys(shown.properties)).toEqual(['Gross'])
  })

  test('properties are named by their ids, so that a rename breaks nothing', async () => {
    const source = await make('Renames', { Price: { number: {} } })
    await update(source, { Twice: formula('2 * prop("Price")') })
    const page = await row(source, 'x', { Price: { number: 4 } })
    const { Price, Twice } = await schemaOf(source)
    expect(Twice?.formula?.expression).toMatch(
      new RegExp(`^2 \\* \\{\\{notion:block_property:[^:]+:${source}:[0-9a-f-]{36}\\}\\}$`),
    )
    expect(Twice?.formula?.expression).toContain(`:${Price?.id}:`)
    await update(source, { Price: { name: 'Cost' } })
    expect((await valuesOf(page)).Twice).toMatchObject({ formula: { number: 8 } })
    await update(source, { Again: formula(Twice?.formula?.expression ?? '') })
    expect((await valuesOf(page)).Again).toMatchObject({ formula: { number: 8 } })
    await update(source, { Cost: null })
    expect((await valuesOf(page)).Twice).toMatchObject({
      formula: { type: 'unsupported', unsupported: {} },
    })
  })

  test('formulas reach other formulas, related pages and rollups', async () => {
    const tasks = await make('Steps', {
      Cost: { number: {} },
      Tax: formula('prop("Cost") * 0.5'),
    })
    const jobs = await make('Works', {
      Steps: { relation: { data_source_id: tasks, single_property: {} } },
      Taxes: {
        rollup: {
          function: 'show_original',
          relation_property_name: 'Steps',
          rollup_property_name: 'Tax',
        },
      },
      Cost: formula('prop("Steps").map(current.prop("Cost")).sum()'),
      Tax: formula('prop("Taxes").sum()'),
      All: formula('prop("Cost") + prop("Tax")'),
      Names: formula('prop("Steps").map(current.prop("Name")).sort().join("+")'),
      Best: formula('prop("Steps").sort(-current.prop("Cost")).first()'),
    })
    const lay = await row(tasks, 'lay', { Cost: { number: 3 } })
    const cut = await row(tasks, 'cut', { Cost: { number: 5 } })
    const page = await row(jobs, 'hall', { Steps: { relation: [{ id: lay }, { id: cut }] } })
    await row(jobs, 'bath', { Steps: { relation: [{ id: lay }] } })
    await row(jobs, 'none')
    expect(await valuesOf(page)).toMatchObject({
      Cost: { formula: { number: 8 } },
      Tax: { formula: { number: 4 } },
      All: { formula: { number: 12 } },
      Names: { formula: { string: 'cut+lay' } },
      Best: { formula: { string: 'cut' } },
    })
    const asking = async (asked: object) => {
      const { results } = await notion.dataSources.query({
        data_source_id: jobs,
        ...asked,
      } as never)
      return results.map((one) => {
        const { Name } = (
          one as { properties: Record<string, { title: { plain_text: string }[] }> }
        ).properties
        return Name?.title[0]?.plain_text
      })
    }
    const by = (property: string, condition: object) => ({
      filter: { property, formula: condition },
    })
    expect(await asking(by('All', { number: { greater_than: 5 } }))).toEqual(['hall'])
    expect(await asking(by('Names', { string: { contains: 'lay' } }))).toEqual(['bath', 'hall'])
    expect(await asking(by('Best', { string: { is_empty: true } }))).toEqual(['none'])
    expect(await asking({ sorts: [{ property: 'All', direction: 'descending' }] })).toEqual([
      'hall',
      'bath',
      'none',
    ])
  })

  test('what cannot be computed is refused, with the place of what is wrong', async () => {
    const source = await make('Faults', {
      Price: { number: {} },
      Press: { button: {} },
    })
    expect(await refusal(source, 'prop("Nope")')).toBe('unknown property "Nope" (at character 1)')
    expect(await refusal(source, '1 + nope()')).toContain('unknown function nope (at character 5)')
    expect(await refusal(source, 'round("a")')).toContain('round takes number, found text')
    expect(await refusal(source, 'prop("Price"', 'Parse')).toContain('ends too early')
    expect(await refusal(source, 'prop("Press")')).toContain('Press is a button')
    expect(await refusal(source, 'prop("Wrong") + 1')).toContain('its own result')
    await update(source, { A: formula('prop("Price")'), B: formula('prop("A")') })
    expect(await refusal(source, 'prop("B")', 'Type', 'A')).toContain('its own result')
    await update(source, {
      Self: { relation: { data_source_id: source, single_property: {} } },
      Sum: { number: {} },
      Over: {
        rollup: { function: 'sum', relation_property_name: 'Self', rollup_property_name: 'B' },
      },
    })
    const round = update(source, { A: formula('prop("Over")') })
    expect(await refusalOf(round, 400, 'validation_error')).toContain(
      'cannot be computed from itself',
    )
    const writing = notion.pages.create({
      parent: { data_source_id: source },
      properties: { A: { formula: { number: 1 } } } as never,
    })
    expect(await refusalOf(writing, 400, 'validation_error')).toBe(
      'A is a computed property and cannot be written.',
    )
  })

  test('no formula can hold the server', async () => {
    const many = 'let(l, "x".repeat(1000).split(""), l.map(l.map(l.map(1))).length())'
    const source = await make('Greed', {
      Many: formula(many),
      Long: formula('lets(a, "x".repeat(60000), b, a + a, b)'),
      Pattern: formula('"a".repeat(30).test("^(a+)+b$")'),
      Fine: formula('1 + 1'),
    })
    const page = await row(source, 'x')
    const began = performance.now()
    expect(await valuesOf(page)).toMatchObject({
      Many: { formula: { type: 'unsupported' } },
      Long: { formula: { type: 'unsupported' } },
      Pattern: { formula: { boolean: false } },
      Fine: { formula: { number: 2 } },
    })
    expect(performance.now() - began).toBeLessThan(10_000)
    for (let n = 0; n < 12; n++) await row(source, `n${n}`)
    const asked = notion.dataSources.query({ data_source_id: source })
    expect(await refusalOf(asked, 400, 'validation_error')).toContain('too much to compute')
    const Fine = String((await schemaOf(source)).Fine?.id)
    const fine = { data_source_id: source, filter_properties: [Fine] }
    expect((await notion.dataSources.query(fine)).results).toHaveLength(13)
  })

  test('verifications, places and buttons', async () => {
    const source = await make('Others', {
      Checked: { verification: {} },
      Where: { place: {} },
      Press: { button: {} },
      State: formula('prop("Checked")'),
    })
    const page = await row(source, 'x')
    expect(await valuesOf(page)).toMatchObject({
      State: { formula: { string: 'unverified' } },
      Checked: { verification: { state: 'unverified', verified_by: null, date: null } },
      Where: { type: 'place', place: null },
      Press: { type: 'button', button: {} },
    })
    const place = { lat: 43.7, lon: 7.25, name: 'Nice', address: null }
    await notion.pages.update({
      page_id: page,
      properties: {
        Checked: { verification: { state: 'verified', date: { start: '2020-01-01' } } },
        Where: { place },
      } as never,
    })
    const me = (await notion.users.me({})).id
    expect(await valuesOf(page)).toMatchObject({
      Checked: {
        verification: {
          state: 'verified',
          verified_by: { object: 'user', id: me },
          date: { start: '2020-01-01', end: null },
        },
      },
      Where: { place },
    })
    const old = { start: '2020-01-01', end: '2020-02-01' }
    const expired = await row(source, 'y', {
      Checked: { verification: { state: 'verified', date: old } },
    })
    expect(await valuesOf(expired)).toMatchObject({
      Checked: { verification: { state: 'expired', date: old } },
      State: { formula: { string: 'expired' } },
    })
    await row(source, 'z')
    const asking = async (status: string) => {
      const { results } = await notion.dataSources.query({
        data_source_id: source,
        filter: { property: 'Checked', verification: { status } },
      } as never)
      return results.length
    }
    expect([await asking('verified'), await asking('expired'), await asking('none')]).toEqual([
      1, 1, 1,
    ])
    const writing = (properties: object) =>
      refusalOf(
        notion.pages.update({ page_id: page, properties: properties as never }),
        400,
        'validation_error',
      )
    await writing({ Checked: { verification: { state: 'expired' } } })
    expect(await writing({ Press: { button: {} } })).toContain('Press is a computed property')
    expect(await writing({ Where: { place: { lat: 100, lon: 0 } } })).toBe(
      'body failed validation: body.properties.Where.place.lat should be ≤ `90`, instead was `100`.',
    )
    expect(
      await notion.pages.properties.retrieve({ page_id: page, property_id: 'Press' }),
    ).toMatchObject({ object: 'property_item', type: 'button', button: {} })
    await notion.pages.update({
      page_id: page,
      properties: { Checked: { verification: { state: 'unverified' } } } as never,
    })
    expect((await valuesOf(page)).Checked).toMatchObject({ verification: { state: 'unverified' } })
  })
})
