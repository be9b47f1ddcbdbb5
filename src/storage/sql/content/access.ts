import type { Reader, Viewer } from '../../../ports/content.js'

/**
 * Who asks: the person, or the person behind the bot; a bot without one asks as a member whom pages may name by the
 * bot. No row: who has left the workspace. One of `:userId` and `:botId` is empty.
 */
const askers = {
  person: `select m.user_id as person, m.role as role from memberships m
     where m.workspace_id = :workspaceId and m.user_id = :userId`,
  bot: `select coalesce(v.owner_id, v.bot_id) as person, coalesce(m.role, 'member') as role
     from bots v left join memberships m on m.workspace_id = v.workspace_id
       and m.user_id = v.owner_id
     where v.bot_id = :botId and v.workspace_id = :workspaceId
       and (v.owner_id is null or m.user_id is not null)`,
}

/** The asker as the first table of a `with`: `asker`. */
export const askerIs = {
  person: `asker (person, role) as (${askers.person})`,
  bot: `asker (person, role) as (${askers.bot})`,
  either: `asker (person, role) as (${askers.person} union all ${askers.bot})`,
}

const speaksOf = `(r.user_id = w.person
  or (r.user_id = '' and (r.level = 'none' or w.role <> 'guest')))`

/** What a block itself says of the asker; null: nothing. */
export const ruleAt = (block: string): string => `(
  select r.level from asker w cross join page_access r
  where r.workspace_id = :workspaceId and r.block_id = ${block} and ${speaksOf}
  order by r.user_id desc limit 1)`

/** What holds where nothing speaks of the asker; of nobody, nothing does. */
export const accessElse = (rule: string): string => `coalesce(${rule}, (
  select case when w.role = 'guest' then 'none' else 'full_access' end from asker w), 'none')`

/** What the asker `w` may do with the block of a lineage, or with what stands `above` there: the nearest rule counts. */
const accessAlong = (above: string): string => `coalesce((
  select r.level from lineage n cross join page_access r
  where n.height >= ${above} and r.workspace_id = :workspaceId and r.block_id = n.block_id
    and ${speaksOf}
  order by n.height, r.user_id desc limit 1),
  case when w.role = 'guest' then 'none' else 'full_access' end)`

/** What the person may do; null: they are not in the workspace. */
export const accessOfPerson = (above = '0'): string =>
  `(select ${accessAlong(above)} from (${askers.person}) w)`

/** Holds if the person may see what the lineage belongs to. */
export const isSharedWithPerson = (above = '0'): string => `${accessOfPerson(above)} <> 'none'`

/** Holds if the person behind the bot has full access: nothing less is given on. */
export const isFullOfBot = `(select ${accessAlong('0')} from (${askers.bot}) w) = 'full_access'`

/** Holds for an access of somebody who asks: a bot sees what its person has full access to, a person what they may view. */
export const suffices = (access: string): string =>
  `(${access} = 'full_access' or (cast(:botId as text) = '' and ${access} <> 'none'))`

/** A person or a bot, as a statement binds them. */
export const askerParameters = (asker: Reader | Viewer) => ({
  workspaceId: asker.workspaceId,
  botId: 'botId' in asker ? asker.botId : '',
  userId: 'userId' in asker ? asker.userId : '',
})
