import { type TObject, Type } from '@sinclair/typebox'
import { appendBlockChildren, updateBlock } from '../blocks.js'
import { queryDataSource, updateDataSource } from '../data-sources.js'
import { updateDatabase } from '../databases.js'
import type { Endpoint } from '../endpoint.js'
import { createPage, updatePage } from '../pages.js'
import { Exactly } from '../schema.js'
import { rewrite, without } from './rewrite.js'

/** A row whose body takes a key no longer. */
const refusing = <E extends Endpoint>(row: E, key: string): E => ({
  ...row,
  body: Type.Omit(row.body as unknown as TObject, [key], Exactly),
})

/** What 2026-03-11 takes otherwise: `in_trash` alone tells of the trash, `position` alone of a place. Contract §1.1. */
export const rows = {
  createPage: refusing(createPage, 'archived'),
  updatePage: refusing(updatePage, 'archived'),
  updateBlock: refusing(updateBlock, 'archived'),
  updateDatabase: refusing(updateDatabase, 'archived'),
  updateDataSource: refusing(updateDataSource, 'archived'),
  queryDataSource: refusing(queryDataSource, 'archived'),
  appendBlockChildren: refusing(appendBlockChildren, 'after'),
}

/** An answer as 2026-03-11 tells it: without `archived`. */
export const present = (answer: object): object =>
  rewrite(answer, (json) => (typeof json.object === 'string' ? without(json, 'archived') : json))
