import { describe, expect, it } from 'vitest'
import { ApiError } from '../../contract/errors.js'
import { dateValueFrom } from './date-value.js'

type Request = Parameters<typeof dateValueFrom>[0]

describe('a date', () => {
  it.each<[string, string]>([
    ['2024-01-01', '2024-01-01'],
    ['2024-02-29', '2024-02-29'],
    ['2026-06-27T18:01:15.377824+01:00', '2026-06-27T18:01:00.000+01:00'],
    ['2026-06-27T18:01:59.999Z', '2026-06-27T18:01:00.000+00:00'],
    ['2026-06-27T18:01:59z', '2026-06-27T18:01:00.000+00:00'],
    ['2026-06-27T18:01', '2026-06-27T18:01:00.000+00:00'],
    ['2026-06-27T18:01:15+05:45', '2026-06-27T18:01:00.000+05:45'],
    ['2026-06-27T18:01:15-0330', '2026-06-27T18:01:00.000-03:30'],
    ['2026-06-27T18:01:15+09', '2026-06-27T18:01:00.000+09:00'],
    ['0099-01-01T00:00Z', '0099-01-01T00:00:00.000+00:00'],
  ])('%s is kept as %s', (start, kept) => {
    expect(dateValueFrom({ start })).toEqual({ start: kept, end: null, time_zone: null })
  })

  it.each<[string, string, string]>([
    ['2026-06-27T17:57:33', 'Europe/London', '2026-06-27T17:57:00.000+01:00'],
    ['2026-12-27T17:57', 'Europe/London', '2026-12-27T17:57:00.000+00:00'],
    ['2026-06-27T17:57', 'UTC', '2026-06-27T17:57:00.000+00:00'],
    ['2026-06-27T17:57', 'Asia/Kathmandu', '2026-06-27T17:57:00.000+05:45'],
    ['2026-06-27T17:57', 'America/St_Johns', '2026-06-27T17:57:00.000-02:30'],
    ['2026-06-27', 'Europe/London', '2026-06-27'],
    ['2026-06-27T17:57+05:00', 'Europe/London', '2026-06-27T17:57:00.000+01:00'],
  ])('%s in %s is %s, and the zone is gone', (start, time_zone, kept) => {
    expect(dateValueFrom({ start, time_zone })).toEqual({ start: kept, end: null, time_zone: null })
  })

  it.each<[string, string, string]>([
    ['before clocks go forward', '2026-03-29T00:59', '2026-03-29T00:59:00.000+00:00'],
    ['in the hour that clocks skip', '2026-03-29T01:30', '2026-03-29T02:30:00.000+01:00'],
    ['after clocks went forward', '2026-03-29T02:00', '2026-03-29T02:00:00.000+01:00'],
    ['in the hour that clocks show twice', '2026-10-25T01:30', '2026-10-25T01:30:00.000+01:00'],
    ['after clocks went back', '2026-10-25T02:00', '2026-10-25T02:00:00.000+00:00'],
  ])('%s', (_, start, kept) => {
    expect(dateValueFrom({ start, time_zone: 'Europe/London' }).start).toBe(kept)
  })

  it('may last until a later or the same moment', () => {
    expect(dateValueFrom({ start: '2024-01-01', end: '2024-01-01' }).end).toBe('2024-01-01')
    const across = { start: '2024-01-01T10:00+02:00', end: '2024-01-01T09:00+01:00' }
    expect(dateValueFrom(across).end).toBe('2024-01-01T09:00:00.000+01:00')
  })

  it.each<[string, Request, string]>([
    [
      'that is none',
      { start: 'tomorrow' },
      'date.start should be a valid ISO 8601 date string, instead was `"tomorrow"`.',
    ],
    [
      'that no calendar has',
      { start: '2023-02-29' },
      'date.start should be a valid ISO 8601 date string, instead was `"2023-02-29"`.',
    ],
    [
      'that no clock shows',
      { start: '2023-02-28T24:00' },
      'date.start should be a valid ISO 8601 date string, instead was `"2023-02-28T24:00"`.',
    ],
    [
      'whose end is none',
      { start: '2024-01-01', end: '' },
      'date.end should be a valid ISO 8601 date string, instead was `""`.',
    ],
    [
      'that ends before it starts',
      { start: '2024-01-02', end: '2024-01-01' },
      'date.end should be not before `"2024-01-02"`, instead was `"2024-01-01"`.',
    ],
    [
      'that ends before it starts, by its offset',
      { start: '2024-01-01T09:00+01:00', end: '2024-01-01T09:00+02:00' },
      'date.end should be not before `"2024-01-01T09:00+01:00"`, instead was `"2024-01-01T09:00+02:00"`.',
    ],
    [
      'in no zone',
      { start: '2024-01-01', time_zone: 'Mars/Olympus' },
      'date.time_zone should be a valid IANA time zone, instead was `"Mars/Olympus"`.',
    ],
    [
      'in an offset for a zone',
      { start: '2024-01-01', time_zone: '+01:00' },
      'date.time_zone should be a valid IANA time zone, instead was `"+01:00"`.',
    ],
  ])('%s is refused', (_, request, text) => {
    expect(() => dateValueFrom(request)).toThrow(
      new ApiError('validation_error', `body failed validation: ${text}`),
    )
  })

  it('is refused where it stood', () => {
    expect(() => dateValueFrom({ start: 'x' }, 'body.properties.Due.date')).toThrow(
      'body failed validation: body.properties.Due.date.start should be',
    )
  })
})
