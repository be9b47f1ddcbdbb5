import type { QueryConfig, QueryResult } from 'pg'
import { StoreFault } from '../../store-fault.js'
import { credentialsOf, inboxColumns } from '../audit.js'
import { claimedGrant, revokeOfClient } from '../grants/write.js'
import type { Bindable, Statement, Write } from '../statement.js'

type Ask = (question: QueryConfig, repeatable: boolean) => Promise<QueryResult>

type Waiting = {
  readonly values: readonly Bindable[]
  readonly resolve: (row: object | undefined) => void
  readonly reject: (fault: unknown) => void
}

/** Asks for one row by its values; the answer is a row with the columns of the text, or undefined. */
export type Lane = (values: readonly Bindable[]) => Promise<object | undefined>

/** Statements of one lane under way at once: one runs while the next is on its way. */
const WIDTH = 2

/** Questions in one statement; more wait for the next. */
const MAX_TOGETHER = 64

/**
 * Questions of one kind that are in flight together share a statement: one round trip, one plan and, for a write, one
 * flush for all of them. Each is answered by what holds after it was asked, as if it had been alone.
 * `text` answers `n`, the number of the question, and the row's columns; it reads the questions from `asked`.
 */
const openLane = (ask: Ask, name: string, text: string, width: number): Lane => {
  let waiting: Waiting[] = []
  let underWay = 0
  let isScheduled = false

  const askTogether = async (questions: readonly Waiting[]): Promise<void> => {
    const columns = Array.from({ length: width }, (_, column) =>
      questions.map(({ values }) => values[column]),
    )
    const values = [questions.map((_, n) => n), ...columns]
    const { rows } = await ask({ name, text, values }, true)
    const found: (object | undefined)[] = []
    for (const row of rows) found[row.n] = row
    for (const [n, { resolve }] of questions.entries()) resolve(found[n])
  }

  const send = (): void => {
    isScheduled = false
    while (waiting.length > 0 && underWay < WIDTH) {
      const questions = waiting.slice(0, MAX_TOGETHER)
      waiting = waiting.slice(MAX_TOGETHER)
      underWay += 1
      askTogether(questions)
        .catch((fault) => {
          // Who waited for a store that failed has waited long enough.
          const late = fault instanceof StoreFault ? waiting.splice(0) : []
          for (const { reject } of [...questions, ...late]) reject(fault)
        })
        .finally(() => {
          underWay -= 1
          send()
        })
    }
  }

  return (values) =>
    new Promise((resolve, reject) => {
      waiting.push({ values, resolve, reject })
      if (isScheduled || underWay >= WIDTH) return
      isScheduled = true
      setImmediate(send)
    })
}

const asked = (types: readonly string[]): string => {
  const arrays = types.map((type, index) => `$${index + 2}::${type}[]`)
  const columns = types.map((_, index) => `p${index + 1}`)
  return `unnest($1::int[], ${arrays.join(', ')}) as asked (n, ${columns.join(', ')})`
}

/** The text for many questions of a reading statement whose parameters are texts. */
const readingTogether = ({ dollars, order }: Statement<never, unknown>): string => {
  const each = dollars.replace(/\$(\d+)/g, 'asked.p$1')
  return `select asked.n, found.* from ${asked(order.map(() => 'text'))}
    cross join lateral (${each}) as found`
}

export const readTogether = (ask: Ask, statement: Statement<never, unknown>): Lane =>
  openLane(ask, `together_${statement.name}`, readingTogether(statement), statement.order.length)

const claimTypes = {
  tokenDigest: 'text',
  clientId: 'text',
  secretDigest: 'text',
  access: 'bigint',
  refresh: 'bigint',
  tests: 'bigint',
  at: 'bigint',
  entryId: 'text',
  actorKind: 'text',
  actorId: 'text',
  requestId: 'text',
}
const claimNames = Object.keys(claimTypes)

const claimColumn = (name: string): string => `asked.p${claimNames.indexOf(name) + 1}`

/** Ends the grant of every claim that is right and notes each end once; `n` of a claim whose grant it ended. */
const revokeClaims = `
  with found as materialized (
    select asked.*, g.grant_id, ${credentialsOf} as credentials
    from ${asked(Object.values(claimTypes))}
    cross join lateral (
      select g.grant_id, g.generation, g.code_digest
      from ${claimedGrant.replace(/:(\w+)/g, (_, name: string) => claimColumn(name))}
    ) as g
  ), ended as (
    update grants set version = version + 1, revoked_at = f.at, revoked_because = 'token_revoked',
      sealed_pair = null
    from (select grant_id, min(p${claimNames.indexOf('at') + 1}) as at from found group by grant_id) as f
    where grants.grant_id = f.grant_id and grants.revoked_at is null
    returning grants.grant_id
  ), noted as (
    insert into audit_inbox (${inboxColumns})
    select distinct on (asked.grant_id) ${claimColumn('entryId')}, ${claimColumn('at')}, 'revoked',
      'token_revoked', ${claimColumn('actorKind')}, ${claimColumn('actorId')},
      ${claimColumn('requestId')}, 'grant', asked.grant_id, asked.credentials
    from found as asked join ended on ended.grant_id = asked.grant_id
  )
  select found.n from found join ended on ended.grant_id = found.grant_id`

/** Whether a commit that begins with this statement is gathered by {@link revokeTogether}. */
export const isClaim = ({ name }: { name: string }): boolean => name === revokeOfClient.name

/** What is asked in a statement's place when many ask; undefined: it is never gathered. */
export const togetherOf = (statement: Statement<never, unknown>): string | undefined => {
  if (isClaim(statement)) return revokeClaims
  return statement.gathers ? readingTogether(statement) : undefined
}

/** The lane of revocations by a client's claim, with their notes. */
export const revokeTogether = (ask: Ask): ((writes: readonly Write[]) => Promise<boolean>) => {
  const lane = openLane(ask, 'together_revoke_of_client', revokeClaims, claimNames.length)
  return async (writes) => {
    const given = new Map<string, Bindable>()
    for (const { statement, values } of writes) {
      for (const [index, name] of statement.order.entries()) {
        given.set(name, values[index] as Bindable)
      }
    }
    return (await lane(claimNames.map((name) => given.get(name) as Bindable))) !== undefined
  }
}
