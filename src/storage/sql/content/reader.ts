import type { Access } from '../../../domain/sharing/access.js'
import type { PageLabel, Reader } from '../../../ports/content.js'
import { statement } from '../statement.js'
import { accessElse, accessOfPerson, askerIs, isSharedWithPerson, ruleAt } from './access.js'
import { type FoundRow, foundIf, isShared, lineageOf } from './rows.js'

export const findBlockForReader = statement<
  { [K in keyof Reader]: string } & { blockId: string },
  FoundRow
>('find_block_for_reader', foundIf(isShared))

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

export const listAncestorsForReader = statement<
  { [K in keyof Reader]: string } & { blockId: string },
  LabelRow
>(
  'list_ancestors_for_reader',
  `${lineageOf(':blockId')}
   select l.block_id as "id", coalesce(pg.title, d.title, '') as "title",
     coalesce(pg.icon, d.icon) as "icon"
   from lineage l
   left join pages pg on pg.workspace_id = :workspaceId and pg.page_id = l.block_id
   left join databases d on d.workspace_id = :workspaceId and d.database_id = l.block_id
   where l.height > 0 and l.type in ('child_page', 'child_database')
     and ${isSharedWithPerson('l.height')}
   order by l.height desc`,
)

/** What a person may do with a block; no row: nothing is known of either. */
export const findAccess = statement<
  { [K in keyof Reader]: string } & { blockId: string },
  { access: Access | null }
>(
  'find_access_of_person',
  `${lineageOf(':blockId')}
   select ${accessOfPerson()} as "access" from lineage l where l.height = 0`,
)

/** A page that the rules of the nearest hide stays nameless: what was found on the way up is carried along. */
export const listLabels = statement<
  { [K in keyof Reader]: string } & { ids: readonly string[] },
  LabelRow
>(
  'list_page_labels',
  `with recursive ${askerIs.person},
   lineage (of_id, parent_id, rule) as (
     select b.block_id, b.parent_id, ${ruleAt('b.block_id')} from blocks b
     where b.workspace_id = :workspaceId and b.block_id in (:ids...) and b.type = 'child_page'
     union all
     select l.of_id, a.parent_id, coalesce(l.rule, ${ruleAt('a.block_id')}) from lineage l
     join blocks a on a.workspace_id = :workspaceId and a.block_id = l.parent_id
   )
   select ${labelColumns} from lineage l cross join pages pg
   where l.parent_id = :workspaceId and ${accessElse('l.rule')} <> 'none'
     and pg.workspace_id = :workspaceId and pg.page_id = l.of_id`,
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
