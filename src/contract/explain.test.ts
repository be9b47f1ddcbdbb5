import { Type } from '@sinclair/typebox'
import { describe, expect, it } from 'vitest'
import { explain } from './explain.js'
import { Exactly, Nullable, Secret, Uuid } from './schema.js'

const Body = Type.Object(
  {
    id: Uuid(''),
    title: Type.Optional(Type.String({ maxLength: 5 })),
    token: Type.Optional(Secret('')),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    flag: Type.Optional(Type.Boolean()),
    icon: Type.Optional(Nullable(Type.String())),
    sort: Type.Optional(
      Type.Object({
        direction: Type.Union([Type.Literal('ascending'), Type.Literal('descending')]),
      }),
    ),
    kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c')])),
    order: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('down')])),
    only: Type.Optional(Type.Literal('page')),
    children: Type.Optional(
      Type.Array(Type.Object({ text: Type.String({ maxLength: 3 }) }), {
        minItems: 1,
        maxItems: 2,
      }),
    ),
    parent: Type.Optional(
      Type.Union([
        Type.Object({ page_id: Uuid('') }),
        Type.Object({ workspace: Type.Literal(true) }),
      ]),
    ),
  },
  Exactly,
)

const id = '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a'

describe('a validation message', () => {
  it.each<[unknown, string]>([
    [{}, 'body.id should be defined, instead was `undefined`.'],
    [{ id: 'AAA' }, 'body.id should be a valid uuid, instead was `"AAA"`.'],
    [{ id: 7 }, 'body.id should be a string, instead was `7`.'],
    [{ id: null }, 'body.id should be a string, instead was `null`.'],
    [{ id, x: 'red' }, 'body.x should be not present, instead was `"red"`.'],
    [{ id, title: 7 }, 'body.title should be a string or `undefined`, instead was `7`.'],
    [{ id, title: '123456' }, 'body.title.length should be ≤ `5` or `undefined`, instead was `6`.'],
    [{ id, count: '7' }, 'body.count should be a number or `undefined`, instead was `"7"`.'],
    [{ id, count: 1.5 }, 'body.count should be an integer or `undefined`, instead was `1.5`.'],
    [{ id, count: 101 }, 'body.count should be ≤ `100` or `undefined`, instead was `101`.'],
    [{ id, count: 0 }, 'body.count should be ≥ `1` or `undefined`, instead was `0`.'],
    [{ id, flag: 'yes' }, 'body.flag should be a boolean or `undefined`, instead was `"yes"`.'],
    [{ id, only: 'x' }, 'body.only should be `"page"` or `undefined`, instead was `"x"`.'],
    [
      { id, order: 'x' },
      'body.order should be `"up"`, `"down"`, or `undefined`, instead was `"x"`.',
    ],
    [
      { id, kind: 'x' },
      'body.kind should be `"a"`, `"b"`, `"c"`, or `undefined`, instead was `"x"`.',
    ],
    [
      { id, sort: { direction: 'up' } },
      'body.sort.direction should be `"ascending"` or `"descending"`, instead was `"up"`.',
    ],
    [{ id, children: {} }, 'body.children should be an array or `undefined`, instead was `{}`.'],
    [
      { id, children: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] },
      'body.children.length should be ≤ `2` or `undefined`, instead was `3`.',
    ],
    [
      { id, children: [{ text: 'a' }, { text: 'abcd' }] },
      'body.children[1].text.length should be ≤ `3`, instead was `4`.',
    ],
    [[], 'body should be an object, instead was `[]`.'],
    [null, 'body should be an object, instead was `null`.'],
    [undefined, 'body should be defined, instead was `undefined`.'],
  ])('names the first thing that is wrong of %j', (value, line) => {
    expect(explain('body', Body, value)).toBe(`body failed validation: ${line}`)
  })

  it('has a line for every branch of a union', () => {
    expect(explain('body', Body, { id, parent: {} })).toBe(
      [
        'body failed validation. Fix one:',
        'body.parent.page_id should be defined, instead was `undefined`.',
        'body.parent.workspace should be defined, instead was `undefined`.',
      ].join('\n'),
    )
  })

  describe('about a union', () => {
    const Text = Type.Object({ content: Type.String({ minLength: 1 }) }, Exactly)
    const Item = Type.Union([
      Type.Object({ text: Text, bold: Type.Optional(Type.Boolean()) }, Exactly),
      Type.Object({ mention: Type.Object({ id: Uuid('') }) }, Exactly),
    ])
    const Union = Type.Object({
      items: Type.Array(Item),
      icon: Type.Optional(Type.Union([...Item.anyOf, Type.Null()])),
    })
    const told = (value: unknown) => explain('body', Union, value).replace(/^.*?: ?\n?/, '')

    it.each<[unknown, string[]]>([
      [
        { text: { content: 'a' }, link: 5 },
        [
          'body.items[0].link should be not present, instead was `5`.',
          'body.items[0].mention should be defined, instead was `undefined`.',
        ],
      ],
      [
        { text: { content: 'a', bold: true } },
        ['body.items[0].text.bold should be not present, instead was `true`.'],
      ],
      [
        { text: { content: null } },
        ['body.items[0].text.content should be a string, instead was `null`.'],
      ],
      [
        { text: { content: '' } },
        ['body.items[0].text.content should be populated, instead was `""`.'],
      ],
      [
        { mention: { id: 'AAA' } },
        ['body.items[0].mention.id should be a valid uuid, instead was `"AAA"`.'],
      ],
      ['{}', ['body.items[0] should be an object, instead was `"{}"`.']],
    ])('%j is told of the branch that it comes nearest to', (item, lines) => {
      expect(told({ items: [item] })).toBe(lines.join('\n'))
    })

    it('lists what would do in place of the whole', () => {
      expect(told({ items: [], icon: [] })).toBe(
        'body.icon should be an object, `null`, or `undefined`, instead was `[]`.',
      )
    })
  })

  it('cuts a long value', () => {
    const cut = (text: string) => explain('query', Type.Object({ q: Uuid('') }), { q: text })
    expect(cut('f5820afe77ee4c589e91903f956bdda1?v=9a3e53af8585464db3e95c5bb8a1ca6e')).toBe(
      'query failed validation: query.q should be a valid uuid, instead was `"f5820afe77ee4c589e91903f956bdda1?v=9a3e53af8585464db3e...`.',
    )
    expect(cut('x'.repeat(56))).toContain(`instead was \`"${'x'.repeat(56)}"\`.`)
  })

  it.each([[7], [['hush']], [{ hush: 1 }], [null]])('never shows a secret: %j', (token) => {
    const message = explain('body', Body, { id, token })
    expect(message).toBe(
      'body failed validation: body.token should be a string or `undefined`, instead was `…`.',
    )
  })

  it('does not take an inherited member for a given one', () => {
    const schema = Type.Object({ constructor: Type.String() })
    expect(explain('body', schema, {})).toContain('body.constructor should be defined')
    const strict = Type.Object({}, Exactly)
    expect(explain('body', strict, JSON.parse('{"__proto__":1}'))).toContain('body.__proto__')
  })

  it('finds the place in a schema that contains itself', () => {
    const Page = Type.Recursive((This) =>
      Type.Object({ title: Type.String(), children: Type.Optional(Type.Array(This)) }, Exactly),
    )
    const tree = {
      title: 'a',
      children: [{ title: 'b', children: [{ title: 'c' }, { titel: 'd' }] }],
    }
    expect(explain('body', Page, tree)).toBe(
      'body failed validation: body.children[0].children[1].title should be defined, instead was `undefined`.',
    )
  })

  it('UTF-16 units are what counts', () => {
    const message = explain('body', Type.Object({ t: Type.String({ maxLength: 1 }) }), { t: '🏺' })
    expect(message).toContain('body.t.length should be ≤ `1`, instead was `2`.')
  })
})
