import { Type } from '@sinclair/typebox'
import { describe, expect, it } from 'vitest'
import { explain } from '../explain.js'
import { checkOf, Exactly } from '../schema.js'
import { QueryFilter, QuerySorts } from './query.js'

const Body = Type.Object(
  { filter: Type.Optional(QueryFilter), sorts: Type.Optional(QuerySorts) },
  Exactly,
)
const isBody = checkOf(Body)

const one = { property: 'P', number: { equals: 1 } }
const many = (count: number) => Array.from({ length: count }, () => one)

describe('a query', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a filter of two levels', { filter: { and: [one, { or: [one, one] }] } }],
    ['100 filters', { filter: { or: many(100) } }],
    ['100 filters below', { filter: { and: [{ or: many(100) }] } }],
    ['its type', { filter: { ...one, type: 'number' } }],
    ['sorts', { sorts: [{ property: 'P', direction: 'ascending' }] }],
    ['a timestamp', { sorts: [{ timestamp: 'created_time', direction: 'descending' }] }],
  ])('may hold %s', (_, body) => {
    expect(isBody(body)).toBe(true)
  })

  it.each<[unknown, string]>([
    [
      { filter: { property: 'P', number: { equals: '1' } } },
      'body.filter.number.equals should be a number, instead was `"1"`.',
    ],
    [
      { filter: { and: [one, { or: [{ property: 'P', checkbox: { equals: 'x' } }] }] } },
      'body.filter.and[1].or[0].checkbox.equals should be a boolean, instead was `"x"`.',
    ],
    [
      { filter: { property: 'P', date: { before: '2024-02-30' } } },
      'body.filter.date.before should be a valid ISO 8601 date string, instead was `"2024-02-30"`.',
    ],
    [
      { filter: { property: 'P', people: { contains: 'you' } } },
      'body.filter.people.contains should be a valid uuid, instead was `"you"`.',
    ],
    [
      { filter: { property: 'P', relation: { contains: 'me' } } },
      'body.filter.relation.contains should be a valid uuid, instead was `"me"`.',
    ],
    [
      { filter: { property: 'P', files: { is_empty: false } } },
      'body.filter.files.is_empty should be `true`, instead was `false`.',
    ],
    [
      { filter: { ...one, type: 'text' } },
      'body.filter.type should be `"number"` or `undefined`, instead was `"text"`.',
    ],
    [{ filter: { ...one, x: 1 } }, 'body.filter.x should be not present, instead was `1`.'],
    [
      { filter: { and: many(101) } },
      'body.filter.and.length should be ≤ `100`, instead was `101`.',
    ],
    [
      { filter: { timestamp: 'last_edited_time', created_time: { equals: 'today' } } },
      'body.filter.timestamp should be `"created_time"`, instead was `"last_edited_time"`.',
    ],
    [
      { sorts: [{ property: 'P', direction: 'up' }] },
      'body.sorts[0].direction should be `"ascending"` or `"descending"`, instead was `"up"`.',
    ],
    [
      { sorts: Array(101).fill({ property: 'P', direction: 'ascending' }) },
      'body.sorts.length should be ≤ `100` or `undefined`, instead was `101`.',
    ],
  ])('is refused: %j', (body, line) => {
    expect(isBody(body)).toBe(false)
    const [first = '', ...lines] = explain('body', Body, body).split('\n')
    const told = first.replace(/^body failed validation(: |\. Fix one:)/, '')
    expect([told, ...lines]).toContain(line)
  })

  it('is told of every operator that would do', () => {
    const body = { filter: { and: [{ property: 'P', people: { contains: 'you' } }] } }
    expect(explain('body', Body, body)).toBe(
      [
        'body failed validation. Fix one:',
        'body.filter.and[0].people.contains should be a valid uuid, instead was `"you"`.',
        'body.filter.and[0].people.does_not_contain should be defined, instead was `undefined`.',
        'body.filter.and[0].people.is_empty should be defined, instead was `undefined`.',
        'body.filter.and[0].people.is_not_empty should be defined, instead was `undefined`.',
      ].join('\n'),
    )
  })

  it('has no third level', () => {
    const body = { filter: { and: [{ or: [{ and: [one] }] }] } }
    expect(isBody(body)).toBe(false)
    expect(explain('body', Body, body)).toContain(
      'body.filter.and[0].or[0].title should be defined',
    )
  })

  it('has one operator in a condition', () => {
    const body = { filter: { property: 'P', number: { greater_than: 1, less_than: 5 } } }
    expect(isBody(body)).toBe(false)
    expect(explain('body', Body, body)).toContain(
      'body.filter.number.less_than should be not present, instead was `5`.',
    )
  })
})
