import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import { digestOf, isWellFormedToken } from '../domain/oauth/credential.js'
import type { Call } from '../operations/deps.js'
import { occasionOf } from '../operations/occasion.js'
import { endsSessions, previewRevocation, revokeAll } from '../operations/revocations/revoke-all.js'
import {
  findIntegrationSubject,
  findUserSubject,
  listWorkspaceSubjects,
  type NamedSubject,
} from '../operations/revocations/subject.js'
import { confirm, requireTerminal } from './confirm.js'
import { configOf, storeCommand, withStore } from './options.js'

type RevokeFlags = Flags & {
  readonly user?: string
  readonly integration?: string
  readonly workspace?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

const operator = { kind: 'operator', id: null } as const

/** `tessera revoke`: ends the grant of a token, or every grant of somebody, by the operator of the store. */
export const revokeCommand = (): Command =>
  storeCommand('revoke', 'Revoke a token, or everything of a user, an integration or a workspace')
    .argument('[token]', 'access or refresh token; - or nothing: read it from standard input')
    .option('--user <id or email>', 'everything that this person gave; signs the person out, too')
    .option('--integration <id>', 'everything that this integration has')
    .option('--workspace <id or name>', 'everything in this workspace')
    .option('--dry-run', 'only say what would end')
    .option('--yes', 'do not ask; needed where there is no terminal')
    .addHelpText(
      'after',
      `
Examples:
  tessera revoke ntn_…                              one grant, by one of its tokens
  tessera revoke --user ada@example.com --dry-run   what would end
  tessera revoke --user ada@example.com             shows it, asks, ends it
  tessera revoke --workspace "Mosaic Studio" --yes  ends it without asking or counting`,
    )
    .action(revoke)

const revoke = async (token: string | undefined, flags: RevokeFlags): Promise<void> => {
  const named = (['user', 'integration', 'workspace'] as const).filter(
    (name) => flags[name] !== undefined,
  )
  const [kind, second] = named
  if (kind === undefined) return revokeToken(token, flags)
  if (second !== undefined) throw new ConfigError(`Choose --${kind} or --${second}, not both.`)
  if (token !== undefined) throw new ConfigError(`Give a token or --${kind}, not both.`)
  if (!flags.dryRun && !flags.yes) requireTerminal()
  await withStore(configOf(flags), async (call) => {
    const subject = await findSubject[kind](call, flags[kind] ?? '')
    if (flags.dryRun || !flags.yes) {
      console.log(await describe(call, subject))
      if (flags.dryRun) return
      if (!(await confirm('Revoke all of it?'))) throw new ConfigError('Nothing was revoked.')
    }
    if (!(await revokeAll(call, subject, 'revoked_by_operator', operator))) {
      throw new ConfigError(`There is no ${kind} ${subject.name} any more.`)
    }
    console.log(`Revoked: everything of ${subject.kind} ${subject.name}.`)
  })
}

const revokeToken = async (given = '-', flags: RevokeFlags): Promise<void> => {
  if (flags.dryRun) {
    throw new ConfigError('--dry-run goes with --user, --integration or --workspace.')
  }
  const token = given === '-' ? (await text(process.stdin)).trim() : given
  if (!isWellFormedToken(token)) {
    throw new ConfigError('This is not a token of ours: its form or its checksum is wrong.')
  }
  const outcome = await withStore(configOf(flags), async (call) => {
    const { grants } = call.store
    const found = await grants.findToken(digestOf(token))
    if (!found) return 'The store does not know this token.'
    const occasion = occasionOf(call, operator)
    const ended = await grants.revoke(found.grant.grantId, 'revoked_by_operator', occasion)
    return ended
      ? `Revoked: ${found.party.integrationName} has lost this grant.`
      : 'Its grant was dead already.'
  })
  console.log(outcome)
}

type Find = (call: Call, wanted: string) => Promise<NamedSubject>

const findSubject: Record<'user' | 'integration' | 'workspace', Find> = {
  async user(call, wanted) {
    const found = await findUserSubject(call, wanted)
    if (!found) throw new ConfigError(`There is no user ${wanted}.`)
    return found
  },
  async integration(call, wanted) {
    const found = await findIntegrationSubject(call, wanted)
    if (!found)
      throw new ConfigError(`There is no integration ${wanted}. Give its id, the client id.`)
    return found
  },
  async workspace(call, wanted) {
    const [found, second] = await listWorkspaceSubjects(call, wanted)
    if (!found) throw new ConfigError(`There is no workspace ${wanted}.`)
    if (second) {
      throw new ConfigError(
        `There are several workspaces called ${wanted}. Give the id: ${found.id} or ${second.id}.`,
      )
    }
    return found
  },
}

/** What would end, for a person to read. */
const describe = async (call: Call, subject: NamedSubject): Promise<string> => {
  const { grants, credentials, connections } = await previewRevocation(call, subject)
  const shown = connections.map(({ party, workspaceName, connectedAt }) => {
    const day = new Date(connectedAt).toISOString().slice(0, 10)
    return `  ${party.integrationName} in ${workspaceName}, since ${day}`
  })
  const more = grants - shown.length
  return [
    `${subject.kind} ${subject.name}: ${counted(grants, 'grant')}, ${counted(credentials, 'credential')}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(endsSessions(subject, operator) ? ['Web sessions end as well.'] : []),
  ].join('\n')
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
