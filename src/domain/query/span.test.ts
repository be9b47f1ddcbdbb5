import { describe, expect, it } from 'vitest'
import type { RelativePeriod } from '../../contract/objects/query.js'
import { momentFrom, type Span, spanOf, spanOfPeriod } from './span.js'

/** A Saturday. */
const now = Date.parse('2026-06-27T17:01:15.377Z')

const spelled = ({ from, until }: Span) =>
  [from, until].map((time) => new Date(time).toISOString().replace(':00.000Z', ''))

describe('a moment', () => {
  it.each<[string, string, string]>([
    ['2024-11-25', '2024-11-25T00:00', '2024-11-26T00:00'],
    ['2024-11-25T14:08:59.9', '2024-11-25T14:08', '2024-11-25T14:09'],
    ['2024-11-25T14:08:15+01:00', '2024-11-25T13:08', '2024-11-25T13:09'],
    ['today', '2026-06-27T00:00', '2026-06-28T00:00'],
    ['tomorrow', '2026-06-28T00:00', '2026-06-29T00:00'],
    ['yesterday', '2026-06-26T00:00', '2026-06-27T00:00'],
    ['one_week_ago', '2026-06-20T00:00', '2026-06-21T00:00'],
    ['one_week_from_now', '2026-07-04T00:00', '2026-07-05T00:00'],
    ['one_month_ago', '2026-05-27T00:00', '2026-05-28T00:00'],
    ['one_month_from_now', '2026-07-27T00:00', '2026-07-28T00:00'],
  ])('%s is from %s until %s', (text, from, until) => {
    const moment = momentFrom(text)
    expect(moment && spelled(spanOf(moment, now))).toEqual([from, until])
  })

  it('may be none', () => {
    expect(momentFrom('2024-02-30')).toBeUndefined()
  })
})

describe('a period', () => {
  it.each<[RelativePeriod, string, string]>([
    ['this_week', '2026-06-22T00:00', '2026-06-29T00:00'],
    ['past_week', '2026-06-20T00:00', '2026-06-28T00:00'],
    ['past_month', '2026-05-27T00:00', '2026-06-28T00:00'],
    ['past_year', '2025-06-27T00:00', '2026-06-28T00:00'],
    ['next_week', '2026-06-27T00:00', '2026-07-05T00:00'],
    ['next_month', '2026-06-27T00:00', '2026-07-28T00:00'],
    ['next_year', '2026-06-27T00:00', '2027-06-28T00:00'],
  ])('%s is from %s until %s', (period, from, until) => {
    expect(spelled(spanOfPeriod(period, now))).toEqual([from, until])
  })

  it.each<[string, string]>([
    ['Monday', '2026-06-22T00:00:00Z'],
    ['Sunday', '2026-06-28T23:59:59Z'],
  ])('this_week is the same on its %s', (_, time) => {
    expect(spelled(spanOfPeriod('this_week', Date.parse(time)))[0]).toBe('2026-06-22T00:00')
  })

  it('begins on the last day of a month that is too short', () => {
    const lastOfMarch = Date.parse('2026-03-31T12:00:00Z')
    const leapDay = Date.parse('2024-02-29T12:00:00Z')
    expect(spelled(spanOfPeriod('past_month', lastOfMarch))[0]).toBe('2026-02-28T00:00')
    expect(spelled(spanOfPeriod('past_year', leapDay))[0]).toBe('2023-02-28T00:00')
  })
})
