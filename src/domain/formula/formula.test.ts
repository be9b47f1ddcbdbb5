import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFormula, type Knowledge } from './compile.js'
import { FormulaFault, FormulaLimit } from './fault.js'
import type { Session } from './function.js'
import { parseFormula } from './parse.js'
import { BOOLEAN, DATE, listOf, NUMBER, PERSON, TEXT, type Type } from './types.js'
import { type FormulaValue, isTime } from './values.js'

const HOME = '11111111-1111-4111-8111-111111111111'
const TASKS = '22222222-2222-4222-8222-222222222222'

const time = (text: string): FormulaValue => ({
  start: Date.parse(text),
  end: null,
  hasTime: text.length > 10,
  offset: 0,
})

const page = (id: string, dataSourceId = TASKS): FormulaValue => ({ page: id, dataSourceId })

/** Properties by their data sources: type, and values by pages. */
const world: Readonly<
  Record<string, Readonly<Record<string, readonly [Type, Readonly<Record<string, FormulaValue>>]>>>
> = {
  [HOME]: {
    Name: [TEXT, { p: 'Hall' }],
    Price: [NUMBER, { p: 12.5 }],
    Nothing: [NUMBER, {}],
    Paid: [BOOLEAN, { p: true }],
    Due: [DATE, { p: time('2026-03-02T09:30:00Z') }],
    Tags: [listOf(TEXT), { p: ['b', 'a'] }],
    Who: [listOf(PERSON), { p: [{ person: 'ada' }] }],
    Tasks: [listOf({ kind: 'page', dataSourceId: TASKS }), { p: [page('one'), page('two')] }],
  },
  [TASKS]: {
    Cost: [NUMBER, { one: 3, two: 4 }],
    Name: [TEXT, { one: 'cut', two: 'lay' }],
  },
}

const knowledge: Knowledge = {
  find(dataSourceId, key) {
    const name = 'name' in key ? key.name : key.propertyId
    return Object.hasOwn(world[dataSourceId] ?? {}, name) ? name : undefined
  },
  typeOf: (dataSourceId, propertyId) => (world[dataSourceId]?.[propertyId] ?? [TEXT])[0],
}

const now = Date.parse('2026-11-22T12:34:56.789Z')

const sessionOf = (most = 100_000): Session => {
  let left = most
  return {
    now,
    spend(steps) {
      left -= steps
      if (left < 0) throw new FormulaLimit('too long')
    },
    property: ({ page: id, dataSourceId }, propertyId) =>
      world[dataSourceId]?.[propertyId]?.[1][id] ?? null,
    person: (id) => ({ name: id === 'ada' ? 'Ada' : null, email: `${id}@example.com` }),
    titleOf: ({ page: id }) => String(world[TASKS]?.Name?.[1][id] ?? 'Hall'),
  }
}

const run = (source: string, session = sessionOf()): unknown => {
  const { run: compute } = compileFormula(parseFormula(source), HOME, knowledge)
  const value = compute({ page: 'p', dataSourceId: HOME }, session)
  return isTime(value) ? new Date(value.start).toISOString() : value
}

const faultOf = (source: string): { message: string; at: number } => {
  try {
    compileFormula(parseFormula(source), HOME, knowledge)
  } catch (fault) {
    if (fault instanceof FormulaFault) return { message: fault.message, at: fault.at }
    throw fault
  }
  throw new Error(`no fault: ${source}`)
}

describe('a formula', () => {
  it.each<[string, unknown]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['7 % 4 - 1', 2],
    ['10 / 4', 2.5],
    ['1 / 0', null],
    ['.5 + 1e1', 10.5],
    ['/* a comment */ 1', 1],
    ['pi.round(2)', 3.14],
    ['pi() == pi', true],
    ['1 + 1 == 2 and not (3 < 2)', true],
    ['!true || 2 >= 2 && true', true],
    ['not prop("Paid")', false],
    ['1 > 2 ? "a" : 3 > 2 ? "b" : "c"', 'b'],
    ['if(prop("Paid"), 1, 1 / 0)', 1],
    ['ifs(false, 1, true, 2, 3)', 2],
    ['ifs(false, 1, 3)', 3],
    ['"a" + 1 + true', 'a1true'],
    ['"\\"q\\"\\n"', '"q"\n'],
    ['prop("Name") + "!"', 'Hall!'],
    ['prop("Price") * 2', 25],
    ['prop("Nothing")', null],
    ['prop("Nothing") + 1', 1],
    ['prop("Nothing") + prop("Nothing")', null],
    ['empty(prop("Nothing"))', true],
    ['empty(0)', true],
    ['empty()', null],
    ['round(2.345, 2)', 2.35],
    ['round(-2.5)', -3],
    ['[1, 2, 3].sum() + max([4, 5], 6)', 12],
    ['median(1, 9, 3, 5)', 4],
    ['mean([1, 2, 6])', 3],
    ['min([])', null],
    ['toNumber("12.5") + toNumber(true)', 13.5],
    ['toNumber("nope")', null],
    ['sqrt(16) + cbrt(27) + abs(-1) + sign(-5)', 7],
    ['log10(1000) + log2(8) + ln(e) + exp(0)', 8],
    ['formatNumber(1234567.891, "commas", 1)', '1,234,567.9'],
    ['formatNumber(0.256, "percent", 1)', '25.6%'],
    ['formatNumber(1234.5, "euro")', '€1,234.50'],
    ['prop("Name").length()', 4],
    ['"abcdef".substring(1, 3)', 'bc'],
    ['"abcdef".substring(3)', 'def'],
    ['"abc".contains("b")', true],
    ['"a1b22".match("[0-9]+")', ['1', '22']],
    ['"a1b22".replaceAll("[0-9]+", "_")', 'a_b_'],
    ['"a1b22".replace("([0-9]+)", "<$1>")', 'a<1>b22'],
    ['"x".test("^[a-z]$")', true],
    ['"a(b".test("(")', true],
    ['" A ".trim().lower() + "b".upper()', 'aB'],
    ['"ab".repeat(3)', 'ababab'],
    ['"7".padStart(3, "0") + "7".padEnd(3, ".")', '0077..'],
    ['"a,b".split(",").join("-")', 'a-b'],
    ['link("Site", "https://example.com").style("b", "red")', 'Site'],
    ['format(12.5) + format([1, 2])', '12.51, 2'],
    ['[3, 1, 2].sort().reverse()', [3, 2, 1]],
    ['["b", "a"].sort(current)', ['a', 'b']],
    ['[1, 2, 2, 3].unique()', [1, 2, 3]],
    ['[1, [2, [3]]].flat()', [1, 2, 3]],
    ['[1, 2, 3].slice(1)', [2, 3]],
    ['[1, 2, 3].at(-1)', 3],
    ['[1, 2].first() + [1, 2].last()', 3],
    ['concat([1], [2, 3])', [1, 2, 3]],
    ['concat("a", "b", "c")', 'abc'],
    ['[1, 2, 3].includes(2)', true],
    ['[5, 6].map(current * 10 + index)', [50, 61]],
    ['[1, 2, 3, 4].filter(current % 2 == 0)', [2, 4]],
    ['[1, 2, 3].find(current > 1)', 2],
    ['[1, 2, 3].findIndex(current > 5)', -1],
    ['[1, 2].some(current == 2) and [1, 2].every(current > 0)', true],
    ['[[1, 2], [3]].map(current.map(current + 1))', [[2, 3], [4]]],
    ['let(x, 2, x * x)', 4],
    ['lets(a, 2, b, a + 1, a * b)', 6],
    ['let(x, 5, [1, 2].map(current + x))', [6, 7]],
    ['prop("Tags").map(current + "!").sort().join()', 'a!b!'],
    ['prop("Tasks").map(current.prop("Cost")).sum()', 7],
    ['prop("Tasks").first().prop("Name")', 'cut'],
    ['prop("Tasks").filter(current.prop("Cost") > 3).map(current.prop("Name")).join()', 'lay'],
    ['prop("Tasks").format()', 'cut, lay'],
    ['prop("Who").map(current.name() + " " + current.email()).join()', 'Ada ada@example.com'],
    ['id() + prop("Tasks").first().id()', 'pone'],
    ['now()', '2026-11-22T12:34:00.000Z'],
    ['today()', '2026-11-22T00:00:00.000Z'],
    ['prop("Due").year() * 10000 + prop("Due").month() * 100 + prop("Due").date()', 20260302],
    ['prop("Due").day() * 100 + prop("Due").hour()', 109],
    ['prop("Due").minute() + prop("Due").week()', 40],
    ['dateAdd(parseDate("2024-01-31"), 1, "months")', '2024-02-29T00:00:00.000Z'],
    ['parseDate("2024-03-31").dateSubtract(1, "month")', '2024-02-29T00:00:00.000Z'],
    ['dateAdd(prop("Due"), 90, "minutes")', '2026-03-02T11:00:00.000Z'],
    ['dateBetween(parseDate("2026-03-05"), parseDate("2026-03-02"), "days")', 3],
    ['dateBetween(parseDate("2024-02-29"), parseDate("2025-03-01"), "years")', -1],
    ['dateBetween(parseDate("2026-03-30"), parseDate("2026-01-31"), "months")', 1],
    [
      'dateRange(parseDate("2026-01-01"), parseDate("2026-01-09")).dateEnd()',
      '2026-01-09T00:00:00.000Z',
    ],
    ['timestamp(parseDate("1970-01-02"))', 86400000],
    ['fromTimestamp(0)', '1970-01-01T00:00:00.000Z'],
    ['timestamp(fromTimestamp(1689024945123))', 1689024900000],
    ['fromTimestamp(-1)', '1969-12-31T23:59:00.000Z'],
    ['format(parseDate("2023-08-30T17:55Z"))', 'August 30, 2023 17:55'],
    ['"Due " + parseDate("2023-08-30")', 'Due August 30, 2023'],
    ['formatDate(parseDate("2023-08-30T17:55Z"), "MMMM D, Y")', 'August 30, 2023'],
    [
      'formatDate(parseDate("2024-12-29"), "w ww wo gggg gg | W WW Wo GGGG GG")',
      '1 01 1st 2025 25 | 52 52 52nd 2024 24',
    ],
    ['formatDate(parseDate("2025-12-31"), "w gggg | W GGGG")', '1 2026 | 1 2026'],
    [
      'formatDate(parseDate("2024-02-29"), "DDDo, do, e, l, ll")',
      '60th, 4th, 4, 2/29/2024, Feb 29, 2024',
    ],
    [
      'formatDate(parseDate("2024-02-29T00:05Z"), "k kk LTS S SS SSS, llll")',
      '24 24 12:05:00 AM 0 00 000, Thu, Feb 29, 2024 12:05 AM',
    ],
    ['1 !== 2 and 1 === 1 and not (1 === 2)', true],
    [
      'formatDate(prop("Due"), "dddd, MMMM Do YYYY, h:mm a [UTC]")',
      'Monday, March 2nd 2026, 9:30 am UTC',
    ],
    ['prop("Due") < now()', true],
    ['formatDate(parseDate("nope"), "L")', ''],
    ['"10" == 10', false],
    ['parseDate("2026-01-01") == parseDate("2026-01-01")', true],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected)
  })

  it.each<[string, string, number]>([
    ['1 +', 'ends too early', 4],
    ['(1', 'ends too early', 3],
    ['1 2', 'unexpected number', 3],
    ['"open', 'does not end', 1],
    ['1 # 2', 'unexpected #', 3],
    ['nope(1)', 'unknown function nope', 1],
    ['1 + x', 'unknown name x', 5],
    ['prop("Nope")', 'unknown property "Nope"', 1],
    ['prop(Name)', 'in quotes', 6],
    ['round("a")', 'type mismatch: round takes number, found text', 7],
    ['1 - "a"', 'type mismatch: subtract takes number, found text', 5],
    ['round()', 'round takes 1 to 2 values, found 0', 1],
    ['abs(1, 2)', 'abs takes 1 value, found 2', 1],
    ['prop("Name").prop("Name")', 'a property is of a page, found text', 14],
    ['prop("Tasks").prop("Cost")', 'use map', 15],
    ['prop("Price").map(current)', 'map takes list, found number', 1],
    ['round', 'write round()', 1],
    ['let(1, 2, 3)', 'takes a name', 5],
    ['lets(a, 1)', 'at least 3', 1],
  ])('%s is refused', (source, message, at) => {
    const fault = faultOf(source)
    expect(fault.message).toContain(message)
    expect(fault.at).toBe(at)
  })

  it('names the places of the properties that it uses', () => {
    const source = 'prop("Tasks").map(current.prop("Cost")).sum() + prop("Price")'
    const { references, type } = compileFormula(parseFormula(source), HOME, knowledge)
    expect(type).toEqual(NUMBER)
    expect(references.map(({ keyAt, keyEnd }) => source.slice(keyAt, keyEnd))).toEqual([
      'prop("Tasks")',
      'prop("Cost")',
      'prop("Price")',
    ])
    const byIds = `{{notion:block_property:Price:${HOME}:${HOME}}} + 1`
    expect(run(byIds)).toBe(13.5)
    expect(run(`prop("Tasks").first().{{notion:block_property:Cost:${TASKS}:${HOME}}}`)).toBe(3)
  })

  it.each([
    '[1,2,3,4,5,6,7,8,9,10].map("x".repeat(10000)).map(current.split("").map(current + 1).join()).join()',
    'lets(a, "x".repeat(50000), b, a + a, c, b + b, c)',
    '"x".repeat(1000000)',
    'let(l, "x".repeat(2000).split(""), l.map(l.map(l.map(1))))',
    `"${'a'.repeat(5000)}!".repeat(15).test("(((((a+)+)+)+)+)+$")`,
    `"x".test("${'a'.repeat(1001)}")`,
  ])('takes no more than it may: %#', (source) => {
    const began = performance.now()
    expect(() => run(source)).toThrow(FormulaLimit)
    expect(performance.now() - began).toBeLessThan(3000)
  })

  it('is refused when it is nested too deeply, and never exhausts the stack', () => {
    expect(faultOf(`${'('.repeat(5000)}1${')'.repeat(5000)}`).message).toContain('too deeply')
    expect(faultOf(`${'-'.repeat(5000)}1`).message).toContain('too deeply')
    expect(faultOf(`${'['.repeat(5000)}1`).message).toContain('too deeply')
    expect(faultOf(`${'2^'.repeat(5000)}1`).message).toContain('too deeply')
  })

  it('matches a pattern that would take others forever', () => {
    expect(run(`"${'a'.repeat(40)}!".test("^(a+)+$")`)).toBe(false)
  })

  it('computes what arithmetic does, however it is written', () => {
    const expression = fc.letrec<{ tree: { text: string; value: number } }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.integer({ min: 0, max: 1000 }).map((value) => ({ text: String(value), value })),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'))
          .map(([a, operator, b]) => ({
            text: `(${a.text} ${operator} ${b.text})`,
            value:
              operator === '+'
                ? a.value + b.value
                : operator === '-'
                  ? a.value - b.value
                  : a.value * b.value,
          })),
        tie('tree').map(({ text, value }) => ({ text: `-(${text})`, value: 0 - value })),
      ),
    })).tree
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        expect(run(text)).toBeCloseTo(value, 5)
      }),
    )
  })

  it('answers any text with a value or with the place of what is wrong', () => {
    const piece = fc.constantFrom(
      'prop("Name")',
      'prop("Tasks")',
      'map',
      '.',
      '(',
      ')',
      '[',
      ']',
      ',',
      '"a"',
      '1',
      '+',
      '-',
      '*',
      '/',
      '?',
      ':',
      'current',
      'if',
      'let',
      'x',
      'and',
      'not',
      '==',
      '!',
      '^',
      ' ',
      '{{',
      '}}',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const source = pieces.join('')
        try {
          run(source)
        } catch (fault) {
          if (fault instanceof FormulaLimit) return
          if (!(fault instanceof FormulaFault)) throw fault
          expect(fault.at).toBeGreaterThanOrEqual(1)
          expect(fault.at).toBeLessThanOrEqual(source.length + 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('texts survive being written and read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
        expect(run(`"${written}"`)).toBe(text)
      }),
    )
  })
})
