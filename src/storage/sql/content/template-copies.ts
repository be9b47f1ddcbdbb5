import type { TemplateCopy } from '../../../ports/content.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'

export type CopyRow = {
  copyId: string
  workspaceId: string
  pageId: string
  me: string
  timeZone: string
  shift: number
  at: number
  by: string
  steps: string
}

const insertCopy = statement<CopyRow>(
  'insert_template_copy',
  `insert into template_copies (copy_id, workspace_id, page_id, me, time_zone, shift, asked_at,
     asked_by, copy_steps)
   select cast(:copyId as text), cast(:workspaceId as text), cast(:pageId as text),
     cast(:me as text), cast(:timeZone as text), cast(:shift as bigint), cast(:at as bigint),
     cast(:by as text), cast(:steps as text)
   where ${ifGuardHeld}`,
)

/** The write that notes a copy beside the page that it is for. */
export const copyWrites = (copy: TemplateCopy | undefined): Write[] => {
  if (!copy) return []
  const { edit, left, ...row } = copy
  return [write(insertCopy, { ...row, ...edit, steps: JSON.stringify(left) })]
}
