import { createRequire } from 'node:module'
import type { TSchema } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'
import { endpoints } from '../../src/contract/index.js'

type Descriptor = {
  readonly method: string
  readonly pathParams: readonly string[]
  readonly queryParams: readonly string[]
  readonly bodyParams: readonly string[]
  readonly path: (parameters: Record<string, string>) => string
}

/** The endpoint descriptors that the official SDK is driven by. */
const descriptors: Record<string, Descriptor> = createRequire(import.meta.url)(
  '@notionhq/client/build/src/api-endpoints',
)

/** Rows that are ours alone. */
const own = new Set(['getAuthorizationServerMetadata'])

/** Parameters that we take beyond the SDK's, with the reason. */
const extensions: Record<string, readonly string[]> = {
  oauthToken: ['code_verifier'], // PKCE, RFC 7636
  // The descriptors name none, the client itself picks them.
  createView: Object.keys(endpoints.createView.body.properties),
  updateView: Object.keys(endpoints.updateView.body.properties),
  createViewQuery: ['page_size'],
  // What an answer shows and clients send back: test/content/tolerances.test.ts.
  createPage: ['archived', 'in_trash'],
  updatePage: ['parent'],
  updateBlock: ['object'],
  createDatabase: ['object', 'created_time', 'last_edited_time', 'url', 'in_trash', 'data_sources'],
  updateDatabase: ['archived'], // contract §14
  createDataSource: ['object', 'created_time', 'last_edited_time', 'url', 'is_inline'],
  updateDataSource: ['object', 'id', 'url', 'is_inline'],
}

/** Members of a body, or of any of its forms. */
const namesIn = (body: TSchema | undefined): string[] => {
  const forms: readonly TSchema[] = body?.anyOf ?? [body ?? {}]
  return [...new Set(forms.flatMap(({ properties }) => Object.keys(properties ?? {})))]
}

describe('every row is what the official SDK calls', () => {
  for (const [name, row] of Object.entries(endpoints)) {
    if (own.has(name) || row.tag === 'Admin') continue
    test(name, () => {
      const descriptor = descriptors[name]
      if (!descriptor) throw new Error(`the SDK has no operation ${name}`)
      const placeholders = Object.fromEntries(
        descriptor.pathParams.map((parameter) => [parameter, `{${parameter}}`]),
      )
      expect(row.method.toLowerCase()).toBe(descriptor.method)
      expect(row.path).toBe(`/v1/${descriptor.path(placeholders)}`)
      expect(Object.keys(row.params.properties)).toEqual(descriptor.pathParams)
      expect(Object.keys(row.query.properties).sort()).toEqual([...descriptor.queryParams].sort())
      const body = namesIn(row.body)
      expect(body.filter((key) => !extensions[name]?.includes(key)).sort()).toEqual(
        [...descriptor.bodyParams].sort(),
      )
    })
  }
})
