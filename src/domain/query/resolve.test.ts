import { describe, expect, it } from 'vitest'
import { ApiError } from '../../contract/errors.js'
import type { FilterRequest } from '../../contract/objects/query.js'
import { resolveFilter, resolveSorts } from './resolve.js'

const schema = [
  { id: 'title', name: 'Name', type: 'title' },
  { id: '<nJT', name: 'Count', type: 'number' },
  { id: 'a%41', name: 'Phone', type: 'phone_number' },
  { id: 'wxyz', name: 'Stage', type: 'status', options: [{ name: 'To do' }, { name: 'Done' }] },
  { id: 'abcd', name: 'title', type: 'rich_text' },
]

describe('a property', () => {
  it.each<[string, string]>([
    ['Count', '<nJT'],
    ['<nJT', '<nJT'],
    ['%3CnJT', '<nJT'],
    ['%3cnJT', '<nJT'],
    ['a%41', 'a%41'],
    ['a%2541', 'a%41'],
    ['title', 'abcd'],
  ])('may be called %s', (property, propertyId) => {
    const sorts = resolveSorts(schema, [{ property, direction: 'ascending' }])
    expect(sorts).toEqual([{ type: 'property', propertyId, options: [], direction: 'ascending' }])
  })

  it('brings its options to a sort', () => {
    expect(resolveSorts(schema, [{ property: 'Stage', direction: 'descending' }])).toEqual([
      {
        type: 'property',
        propertyId: 'wxyz',
        options: ['To do', 'Done'],
        direction: 'descending',
      },
    ])
  })

  it.each(['Nobody', 'count', '%', '%3C'])('is not found as %s', (property) => {
    expect(() => resolveSorts(schema, [{ property, direction: 'ascending' }])).toThrow(
      new ApiError('validation_error', `Could not find sort property with name or id: ${property}`),
    )
    const filter = { or: [{ and: [{ property, number: { equals: 1 } }] }] }
    expect(() => resolveFilter(schema, filter)).toThrow(
      new ApiError('validation_error', `Could not find property with name or id: ${property}`),
    )
  })
})

describe('a filter', () => {
  it.each<[string, FilterRequest, string]>([
    ['number', { property: 'Count', rich_text: { equals: '1' } }, 'rich_text'],
    ['status', { property: 'Stage', select: { equals: 'Done' } }, 'select'],
    ['phone_number', { property: 'Phone', title: { equals: '1' } }, 'title'],
    ['title', { property: 'Name', formula: { string: { equals: '1' } } }, 'formula'],
  ])('of another type than %s is refused', (type, request, key) => {
    expect(() => resolveFilter(schema, request)).toThrow(
      new ApiError(
        'validation_error',
        `The property type in the database does not match the property type of the filter provided: database property ${type} does not match filter ${key}`,
      ),
    )
  })

  it('is plain facts', () => {
    const request: FilterRequest = {
      and: [
        { property: 'Phone', rich_text: { contains: '1' } },
        { timestamp: 'created_time', created_time: { past_week: {} } },
        {
          or: [{ property: 'Stage', type: 'status', status: { is_empty: true } } as FilterRequest],
        },
      ],
    }
    const filter = resolveFilter(schema, request)
    expect(filter).toEqual({
      type: 'and',
      filters: [
        {
          type: 'property',
          propertyId: 'a%41',
          condition: { kind: 'text', operator: 'contains', text: '1' },
        },
        {
          type: 'created_time',
          condition: { kind: 'date', operator: 'within', period: 'past_week' },
        },
        {
          type: 'or',
          filters: [
            {
              type: 'property',
              propertyId: 'wxyz',
              condition: { kind: 'emptiness', of: 'option', isEmpty: true },
            },
          ],
        },
      ],
    })
    expect(JSON.parse(JSON.stringify(filter))).toEqual(filter)
  })
})
