import { createInterface } from 'node:readline/promises'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import type { Role } from '../domain/workspaces/workspace.js'
import { hashPassword } from '../lib/password.js'
import { type Deps, newId } from '../operations/deps.js'
import { configOf, storeCommand, withStore } from './options.js'

type AddFlags = Flags & {
  readonly name?: string
  readonly workspace: string
  readonly role: string
}

const MIN_PASSWORD_LENGTH = 10

/** `tessera user add`: how people come into a production store, and who was invited by address gets a password. */
export const userCommand = (): Command =>
  new Command('user')
    .description('Manage the people of a store')
    .addCommand(
      storeCommand('add', 'Add a person; the password is read from standard input')
        .argument('<email>')
        .requiredOption(
          '--workspace <name>',
          'workspace to join; made if there is none of that name',
        )
        .option('--name <name>', 'as it is shown (default: the part before the @)')
        .option('--role <role>', 'owner, member or guest', 'owner')
        .action(addUser),
    )

const addUser = async (email: string, flags: AddFlags): Promise<void> => {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new ConfigError(`${email} is not an email address.`)
  const role = readRole(flags.role)
  const password = await readPassword()
  if (password.length < MIN_PASSWORD_LENGTH) {
    throw new ConfigError(`Choose a password of at least ${MIN_PASSWORD_LENGTH} characters.`)
  }
  const config = configOf(flags)
  await withStore(config, async (deps) => {
    const { store, clock } = deps
    if (!(await store.installation.find())) {
      throw new ConfigError('This store is empty. Start a server on it first: tessera start')
    }
    const now = clock()
    const name = flags.name ?? email.slice(0, email.indexOf('@'))
    const person = { userId: newId(deps), email, name, avatarUrl: null, createdAt: now }
    const workspaceId = await joinableWorkspace(deps, flags.workspace)
    const membership = { workspaceId, userId: person.userId, role, createdAt: now }
    const hash = await hashPassword(password)
    const added =
      (await store.workspaces.createPerson(person, hash, membership)) ||
      (await store.workspaces.givePassword(email, hash, membership))
    if (!added) throw new ConfigError(`There is a user ${email} already.`)
  })
  console.log(`Added ${email} to ${flags.workspace} as ${role}.`)
}

const readRole = (text: string): Role => {
  if (text === 'owner' || text === 'member' || text === 'guest') return text
  throw new ConfigError(`The role should be owner, member or guest, not ${text}.`)
}

const joinableWorkspace = async (deps: Deps, name: string): Promise<string> => {
  const existing = await deps.store.workspaces.findByName(name)
  if (existing) return existing.workspaceId
  const workspace = { workspaceId: newId(deps), name, icon: null, createdAt: deps.clock() }
  await deps.store.workspaces.create(workspace)
  return workspace.workspaceId
}

const readPassword = async (): Promise<string> => {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  process.stderr.write('Password (not shown): ')
  const terminal = createInterface({ input: process.stdin, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
