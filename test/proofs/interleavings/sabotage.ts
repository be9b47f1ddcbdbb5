import type { Database } from '../../../src/storage/sql/database.js'
import type { Statement } from '../../../src/storage/sql/statement.js'
import type { Opening } from './lane.js'

/** The store broken on purpose, to see that the proof finds what would come of it. */
export type Sabotage = {
  readonly what: string
  /** What must be found, at least. */
  readonly finds: 'survivors' | 'collateral' | 'answers'
  readonly stores: readonly ('sqlite' | 'postgres')[]
  readonly opening: Opening
}

type Edit = { readonly text?: (text: string) => string; readonly goesFirst?: boolean }
type EditOf = (name: string) => Edit | undefined
type AnyStatement = Pick<Statement<never, unknown>, 'name' | 'numbered' | 'dollars' | 'goesFirst'>

const both = ['sqlite', 'postgres'] as const

/** A database that runs some statements in other words. */
const reworded =
  (editOf: EditOf): Opening =>
  (db) => {
    const edited = new Map<string, AnyStatement>()
    const edit = <S extends AnyStatement>(statement: S): S => {
      const { name, numbered, dollars, goesFirst } = statement
      const found = edited.get(name)
      if (found) return found as S
      const { text = (same: string) => same, goesFirst: first = goesFirst } = editOf(name) ?? {}
      const inOtherWords = { numbered: text(numbered), dollars: text(dollars), goesFirst: first }
      const isSame = inOtherWords.numbered === numbered && first === goesFirst
      // Both databases prepare a statement once per name.
      const result = isSame ? statement : { ...statement, ...inOtherWords, name: `broken_${name}` }
      edited.set(name, result)
      return result
    }
    return {
      ...db,
      get: (statement, parameters) => db.get(edit(statement), parameters),
      all: (statement, parameters) => db.all(edit(statement), parameters),
      commit: (first, ...rest) =>
        db.commit(
          { ...first, statement: edit(first.statement) },
          ...rest.map((write) => ({ ...write, statement: edit(write.statement) })),
        ),
    }
  }

const rewording = (names: readonly string[], text: (text: string) => string): Opening =>
  reworded((name) => (names.includes(name) ? { text } : undefined))

const extending = ['redeem_grant', 'rotate_grant', 'hand_over_pair', 'mark_pair_used']
const withoutVersion = (text: string) => text.replace(/and version = /, 'and version >= ')

/** A revoke that only wins if nothing changed since its token was read, and does not look at whether it won. */
const revokingByVersion: Opening = (db) => {
  const versions = new Map<string, number>()
  const remember = (row: unknown): void => {
    const { grantId, version } = row as { grantId?: string; version?: number }
    if (grantId !== undefined && version !== undefined) versions.set(grantId, version)
  }
  const get: Database['get'] = async (statement, parameters) => {
    const row = await db.get(statement, parameters)
    if (row) remember(row)
    return row
  }
  return {
    ...db,
    get,
    commit(first, ...rest) {
      const version = versions.get(
        String(first.values.find((value) => versions.has(String(value)))),
      )
      const { statement } = first
      if (statement.name !== 'revoke_grant' || version === undefined)
        return db.commit(first, ...rest)
      const condition = ` and version = ${version}`
      const guarded = {
        ...statement,
        name: `revoke_version_${version}`,
        numbered: statement.numbered + condition,
        dollars: statement.dollars + condition,
      }
      return db.commit({ ...first, statement: guarded }, ...rest)
    },
  }
}

export const sabotages: Readonly<Record<string, Sabotage>> = {
  'no-version': {
    what: 'what extends a grant does not ask for the version that it was decided upon',
    finds: 'survivors',
    stores: both,
    opening: rewording(extending, withoutVersion),
  },
  resurrect: {
    what: 'what extends a grant asks neither for the version nor whether it lives, and makes it live',
    finds: 'survivors',
    stores: both,
    opening: rewording(extending, (text) =>
      withoutVersion(text)
        .replace('and revoked_at is null', '')
        .replace(/update grants set /, 'update grants set revoked_at = null, '),
    ),
  },
  'revoke-by-version': {
    what: 'a revoke loses to a change since its token was read, and answers 200 all the same',
    finds: 'survivors',
    stores: both,
    opening: revokingByVersion,
  },
  'no-hand-over': {
    what: 'a pair counts as handed over as soon as it is written',
    finds: 'survivors',
    stores: both,
    opening: rewording(['rotate_grant'], (text) =>
      text.replace('set version', 'set handed_over = generation + 1, version'),
    ),
  },
  'blind-hand-over': {
    what: 'a pair is handed over without asking whether its grant lives',
    finds: 'answers',
    stores: both,
    opening: rewording(['hand_over_pair'], (text) =>
      text.replace(/and revoked_at is null[\s\S]*$/, ''),
    ),
  },
  'forgotten-use': {
    what: 'the first use of a pair leaves the spent refresh token able to fetch it',
    finds: 'survivors',
    stores: both,
    opening: rewording(['mark_pair_used'], (text) =>
      text.replace('sealed_pair = null', 'sealed_pair = sealed_pair'),
    ),
  },
  'wide-revoke': {
    what: 'a revoke ends every grant of the bot',
    finds: 'collateral',
    stores: both,
    opening: rewording(['revoke_grant'], (text) =>
      text.replace(
        /where grant_id = ([?$]\d+)/,
        'where bot_id = (select g.bot_id from grants g where g.grant_id = $1)',
      ),
    ),
  },
  'no-precedence': {
    what: 'of commits asked for in one turn, those that end a grant do not go first',
    finds: 'survivors',
    stores: ['sqlite'],
    opening: reworded(() => ({ goesFirst: false })),
  },
}
