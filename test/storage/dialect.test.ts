import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allStatements, type Statement } from '../../src/storage/sql/statement.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'

// The other statements are declared when the store's assembly is loaded, which the helpers have done.
const statements = allStatements()

describe('the statements of the store', () => {
  test('are all known to the check', () => {
    expect(statements.length).toBeGreaterThan(50)
    const names = statements.map(({ name }) => name)
    expect(names).toContain('revoke_grant')
    expect(new Set(names).size).toBe(names.length)
  })

  test('leave nothing unbound for either store', () => {
    for (const { numbered, dollars, order } of statements) {
      const bound = order.map((_, index) => index + 1)
      const found = (text: string, mark: RegExp) =>
        [...new Set([...text.matchAll(mark)].map(([, n]) => Number(n)))].sort((a, b) => a - b)
      expect(found(numbered, /\?(\d+)/g)).toEqual(bound)
      expect(found(dollars, /\$(\d+)/g)).toEqual(bound)
      expect(numbered).not.toMatch(/:[a-z]/i)
    }
  })
})

describeOnBothStores('the dialect', (kind) => {
  let node: Node
  beforeAll(async () => {
    node = await createNode(kind)
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test.for(statements.map((one) => [one.name, one] as const))('understands %s', async ([, one]) => {
    await node.db.prepare(one)
  })

  test('does not understand what is no statement of it', async () => {
    const wrong = (text: string): Statement<never, unknown> => ({
      name: 'wrong',
      numbered: text,
      dollars: text,
      order: [],
      goesFirst: false,
      repeatable: false,
      gathers: false,
    })
    for (const text of ['select no_column from grants', 'selec 1', 'select 1 from nowhere']) {
      await expect(node.db.prepare(wrong(text))).rejects.toThrow()
    }
    await node.db.prepare(wrong('select 1'))
  })
})
