import { type StartRange, titleStartsOf } from '../../../domain/content/title-words.js'
import type { Database } from '../database.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'

const insert = statement<{ workspaceId: string; starts: string }>(
  'insert_title_starts',
  `insert into title_starts (workspace_id, start, block_id)
   select cast(:workspaceId as text), r.start, r.block_id
   from rows :starts as r (start text, block_id text)
   where ${ifGuardHeld}
   on conflict do nothing`,
)

const find = statement<{ workspaceId: string; ranges: string; limit: number }, { id: string }>(
  'find_title_starts',
  `select t.block_id as "id" from rows :ranges as r (first text, end_before text)
     cross join title_starts t
   where t.workspace_id = :workspaceId and t.start >= r.first and t.start < r.end_before
   limit :limit`,
)

type Titled = { readonly blockId: string; readonly titleWords: string | null }

/** Notes the beginnings of the words of titles. */
export const startWrites = (workspaceId: string, titled: readonly Titled[]): Write[] => {
  const starts = titled.flatMap(({ blockId, titleWords }) =>
    titleStartsOf(titleWords ?? '').map((start) => ({ start, block_id: blockId })),
  )
  if (starts.length === 0) return []
  return [write(insert, { workspaceId, starts: JSON.stringify(starts) })]
}

/** Ids of all blocks whose titles have, or had, a word in one of the ranges; undefined: they are more than the limit. */
export const findByStarts = async (
  db: Database,
  workspaceId: string,
  ranges: readonly StartRange[],
  limit: number,
): Promise<string[] | undefined> => {
  const asked = ranges.map(({ first, end }) => ({ first, end_before: end }))
  const found = await db.all(find, {
    workspaceId,
    ranges: JSON.stringify(asked),
    limit: limit + 1,
  })
  return found.length > limit ? undefined : [...new Set(found.map(({ id }) => id))]
}
