import type { Access } from '../../../domain/sharing/access.js'
import { ifGuardHeld, statement, type Write, write } from '../statement.js'

type Place = { workspaceId: string; blockId: string }

const putRule = statement<Place & { userId: string; level: string }>(
  'put_access_rule',
  `insert into page_access (workspace_id, block_id, user_id, level)
   select cast(:workspaceId as text), cast(:blockId as text), cast(:userId as text),
     cast(:level as text)
   where ${ifGuardHeld}
   on conflict (workspace_id, block_id, user_id) do update set level = excluded.level`,
)

const removeRule = statement<Place & { userId: string }>(
  'remove_access_rule',
  `delete from page_access
   where workspace_id = :workspaceId and block_id = :blockId and user_id = :userId
     and ${ifGuardHeld}`,
)

/** The writes of what a page is to say. */
export const ruleWrites = (
  workspaceId: string,
  blockId: string,
  rules: readonly { readonly userId: string | null; readonly level: Access | null }[],
): Write[] =>
  rules.map(({ userId, level }) => {
    const place = { workspaceId, blockId, userId: userId ?? '' }
    return level === null ? write(removeRule, place) : write(putRule, { ...place, level })
  })

/** The writes that leave a page to one person. */
export const privateTo = (workspaceId: string, blockId: string, userId: string): Write[] =>
  ruleWrites(workspaceId, blockId, [
    { userId: null, level: 'none' },
    { userId, level: 'full_access' },
  ])
