import type { PageLabel, Reader } from '../../../ports/content.js'
import { statement } from '../statement.js'
import { type FoundRow, foundIf, isOfMember, lineageOf } from './rows.js'

export const findBlockForReader = statement<
  { [K in keyof Reader]: string } & { blockId: string },
  FoundRow
>('find_block_for_reader', foundIf(isOfMember))

type LabelRow = { id: string; title: string; icon: string | null }

export const labelFrom = ({ icon, ...label }: LabelRow): PageLabel => ({
  ...label,
  icon: icon === null ? null : JSON.parse(icon),
})

const labelColumns = 'pg.page_id as "id", pg.title as "title", pg.icon as "icon"'

export const listAncestors = statement<{ workspaceId: string; blockId: string }, LabelRow>(
  'list_ancestors',
  `${lineageOf(':blockId')}
   select ${labelColumns} from lineage l cross join pages pg
   where pg.workspace_id = :workspaceId and pg.page_id = l.block_id and l.height > 0 and l.type = 'child_page' order by l.height desc`,
)

export const listLabels = statement<{ workspaceId: string; ids: readonly string[] }, LabelRow>(
  'list_page_labels',
  `select ${labelColumns} from pages pg
   join blocks b on b.workspace_id = pg.workspace_id and b.block_id = pg.page_id
   where pg.workspace_id = :workspaceId and pg.page_id in (:ids...) and b.type = 'child_page'`,
)

export const listNames = statement<
  { workspaceId: string; ids: readonly string[] },
  { id: string; name: string }
>(
  'list_names',
  `select p.user_id as "id", p.name as "name"
   from memberships m join people p on p.user_id = m.user_id
   where m.workspace_id = :workspaceId and p.user_id in (:ids...)
   union all
   select v.bot_id as "id", i.name as "name"
   from bots v join integrations i on i.integration_id = v.integration_id
   where v.workspace_id = :workspaceId and v.bot_id in (:ids...)`,
)
