import { describe, expect, it } from 'vitest'
import { sampleChrome, sampleDocument } from '../../scripts/ui-sample-data.js'
import { groupsOf, type OpenApiDocument, resolve, schemaName } from './openapi.js'
import { referencePage } from './reference.js'

const chrome = sampleChrome((text) => text, 'API reference')

const rendered = (document: OpenApiDocument): string =>
  String(referencePage({ chrome, document })).replace(/\s+/g, ' ')

function withBody(schema: unknown, schemas: object = {}): string {
  const operation = {
    summary: 'Do it',
    requestBody: { content: { 'application/json': { schema } } },
  }
  return rendered({
    openapi: '3.1.0',
    paths: { '/do': { post: operation } },
    components: { schemas },
  })
}

describe('resolve', () => {
  const document = {
    components: {
      schemas: {
        'a/b': { type: 'string' },
        Chain: { $ref: '#/components/schemas/a~1b' },
        Loop: { $ref: '#/components/schemas/Loop' },
      },
    },
  }

  it('follows references and escaped names', () => {
    expect(resolve(document, { $ref: '#/components/schemas/Chain' })).toEqual({ type: 'string' })
    expect(schemaName({ $ref: '#/components/schemas/a~1b' })).toBe('a/b')
  })

  it('ends where a reference leads nowhere or round in a circle', () => {
    expect(resolve(document, { $ref: '#/components/schemas/Missing' })).toEqual({})
    expect(resolve(document, { $ref: '#/components/schemas/Loop' })).toEqual({})
    const inherited = Object.create({ hidden: { type: 'string' } }) as OpenApiDocument
    expect(resolve(inherited, { $ref: '#/hidden' })).toEqual({})
  })
})

describe('groupsOf', () => {
  it('orders by declared tag and gives every operation a place', () => {
    const document = {
      tags: [{ name: 'Second' }, { name: 'Unused' }, { name: 'First' }],
      paths: {
        '/a': { get: { tags: ['First'] }, parameters: [{ name: 'x' }] },
        '/b': { post: { tags: ['Second'] }, delete: {} },
      },
    }
    const groups = groupsOf(document)
    expect(groups.map(({ name }) => name)).toEqual(['Second', 'First', 'Other'])
    expect(groups[1]?.operations[0]?.parameters).toEqual([{ name: 'x' }])
  })
})

describe('the API reference', () => {
  const page = rendered(sampleDocument((text) => text, 2))

  it('shows resolved parameters, bodies and responses', () => {
    expect(page).toContain('<code>Notion-Version</code> <span class="required">required</span>')
    expect(page).toContain('The version of the API.')
    expect(page).toContain('<code class="property-name">rich_text</code>')
    expect(page).toContain('The token is not valid.')
    expect(page).toContain('Bearer token')
    expect(page).toContain('href="/openapi.json"')
  })

  it('has a target for every link within it', () => {
    const targets = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    const links = [...page.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((id) => !targets.has(id))).toEqual([])
  })

  it('writes out a body that is a component and links to components within it', () => {
    const markup = withBody(
      { $ref: '#/components/schemas/Node' },
      {
        Node: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } },
        },
      },
    )
    expect(markup).toContain('<code class="property-name">children</code>')
    expect(markup).toContain('array of <a href="#schema-Node">Node</a>')
  })

  it('shows nested properties, enums, unions of constants and nullable types', () => {
    const markup = withBody({
      type: 'object',
      required: ['mode'],
      properties: {
        mode: { anyOf: [{ const: 'fast' }, { const: 'slow' }] },
        size: { type: ['integer', 'null'], minimum: 1 },
        inner: { type: 'object', properties: { deep: { enum: ['x'], description: 'Deep `one`' } } },
        either: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    })
    expect(markup).toContain('one of <code>&quot;fast&quot;</code> <code>&quot;slow&quot;</code>')
    expect(markup).toContain('integer or null')
    expect(markup).toContain('<span class="type">string or null</span>')
    expect(markup).toContain('<code class="property-name">deep</code>')
    expect(markup).toContain('Deep <code>one</code>')
    expect(markup.match(/class="required"/g)).toHaveLength(1)
  })

  it('stays small when components refer to each other from everywhere', () => {
    const names = Array.from({ length: 40 }, (_, at) => `Part${at}`)
    const properties = Object.fromEntries(
      names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]),
    )
    const schemas = Object.fromEntries(names.map((name) => [name, { type: 'object', properties }]))
    expect(withBody({ $ref: '#/components/schemas/Part0' }, schemas).length).toBeLessThan(600_000)
  })

  it('stops writing out a schema nested deeper than anyone reads', () => {
    let schema: object = { type: 'string' }
    for (let level = 0; level < 200; level += 1) {
      schema = { type: 'object', properties: { next: schema } }
    }
    const shown = withBody(schema).match(/<code class="property-name">next<\/code>/g) ?? []
    expect(shown.length).toBeGreaterThan(5)
    expect(shown.length).toBeLessThan(20)
  })

  it('says when an operation needs no authentication', () => {
    const document = { security: [{ b: [] }], paths: { '/x': { get: { security: [] } } } }
    expect(rendered(document)).toContain('Authentication</span> None')
  })
})
