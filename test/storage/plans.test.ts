import Sqlite from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allStatements } from '../../src/storage/sql/statement.js'
import { createNode, type Node } from './open.js'

/** Tables that grow with what a workspace holds. */
const LARGE = ['blocks', 'pages', 'row_keys']

/** Statements that mean to go through a workspace, and those that empty a store. */
const through = new Set(['list_page_titles', 'empty_blocks', 'empty_pages', 'empty_row_keys'])

let node: Node
beforeAll(async () => {
  node = await createNode('sqlite')
})
afterAll(() => node[Symbol.asyncDispose]())

/** The name of a table in a plan is its alias in the statement. */
const tableOf = (text: string, alias: string): string =>
  new RegExp(`\\b(?:from|join|update|into) (\\w+) (?:as )?${alias}\\b`, 'i').exec(text)?.[1] ??
  alias

// SQLite knows no figures of its tables: it may begin with all of a workspace where two rows would do.
test('no statement goes through all blocks, pages or keys of a workspace', () => {
  const connection = new Sqlite(node.place.file)
  const found = allStatements()
    .filter(({ name }) => !through.has(name))
    .flatMap(({ name, numbered }) => {
      const plan = connection.prepare(`explain query plan ${numbered}`).all() as {
        detail: string
      }[]
      return plan.flatMap(({ detail }) => {
        const [, alias = ''] =
          /^SEARCH (\w+) USING .*\(workspace_id=\?\)$/.exec(detail) ??
          /^SCAN (\w+)(?! VIRTUAL)/.exec(detail) ??
          []
        return alias !== '' && LARGE.includes(tableOf(numbered, alias))
          ? [`${name}: ${detail}`]
          : []
      })
    })
  connection.close()
  expect(found).toEqual([])
})
