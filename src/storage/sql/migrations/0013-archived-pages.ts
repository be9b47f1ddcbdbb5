import type { Migration } from '../database.js'

export const archivedPages: Migration = {
  name: '0013-archived-pages',
  statements: ['alter table pages add column archived_at bigint'],
}
