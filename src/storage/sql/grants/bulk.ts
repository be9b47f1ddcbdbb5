import type { BulkSubject } from '../../../domain/audit/entry.js'
import type { BulkCount } from '../../../ports/store.js'
import { credentialsOf } from '../audit.js'
import { statement } from '../statement.js'
import { type ConnectionRow, connectionColumns } from './read.js'
import { notEnded, partyJoins } from './rows.js'

const subjects = {
  user: { table: 'people', key: 'user_id', of: 'b.owner_id' },
  integration: { table: 'integrations', key: 'integration_id', of: 'b.integration_id' },
  workspace: { table: 'workspaces', key: 'workspace_id', of: 'b.workspace_id' },
} as const

type Kind = BulkSubject['kind']

const perKind = <S>(declare: (kind: Kind) => S): Record<Kind, S> => ({
  user: declare('user'),
  integration: declare('integration'),
  workspace: declare('workspace'),
})

/** Every grant made under an earlier epoch of the subject is dead. */
export const nextEpoch = perKind((kind) => {
  const { table, key } = subjects[kind]
  const text = `update ${table} set epoch = epoch + 1 where ${key} = :id`
  return statement<{ id: string }>(`next_epoch_of_${kind}`, text, { goesFirst: true })
})

export const countAll = perKind((kind) =>
  statement<{ id: string }, BulkCount>(
    `count_all_of_${kind}`,
    `select count(*) as "grants",
       cast(coalesce(sum(${credentialsOf}), 0)
         as bigint) as "credentials"
     from grants g ${partyJoins}
     where ${subjects[kind].of} = :id and ${notEnded}`,
  ),
)

export const listAll = perKind((kind) =>
  statement<{ id: string; limit: number }, ConnectionRow>(
    `list_all_of_${kind}`,
    `select ${connectionColumns}
     where ${subjects[kind].of} = :id and g.generation > 0 and ${notEnded}
     order by g.redeemed_at desc, g.grant_id desc limit :limit`,
  ),
)
