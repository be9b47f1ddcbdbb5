import type { Command } from 'commander'
import { ConfigError, type Flags } from '../config.js'
import { pagesWithin } from '../domain/sharing/access.js'
import type { Person } from '../domain/workspaces/workspace.js'
import { isUuid } from '../lib/uuid.js'
import type { Deps } from '../operations/deps.js'
import {
  type AuthorizeRequest,
  allow,
  readAuthorizeRequest,
} from '../operations/oauth/authorize.js'
import { credentialsOf } from '../operations/seed/seed-ids.js'
import type { Reader } from '../ports/content.js'
import { configOf, storeCommand, withStore } from './options.js'
import { seedOrDemo } from './seed-file.js'
import { findServerRecord } from './server-record.js'

type AuthorizeFlags = Flags & {
  readonly clientId?: string
  readonly redirectUri?: string
  readonly user?: string
  readonly workspace?: string
  readonly pages: string
  readonly codeChallenge?: string
  readonly json?: boolean
}

/** `tessera authorize`: the consent of a person without a browser. Development only. */
export const authorizeCommand = (): Command =>
  storeCommand('authorize', 'Print one fresh authorization code, without a browser (development)')
    .option(
      '--client-id <id>',
      'public integration (default: $NOTION_CLIENT_ID, or the seeded one)',
    )
    .option(
      '--redirect-uri <uri>',
      'registered redirect URI (default: $NOTION_REDIRECT_URI, or the first)',
    )
    .option('--user <email>', 'who consents (default: who made the integration)')
    .option('--workspace <name or id>', 'which workspace (default: the first one of the user)')
    .option('--pages <all|none|id,id…>', 'pages to share', 'all')
    .option('--code-challenge <text>', 'PKCE challenge, method S256')
    .option('--json', 'print the code and the whole redirect as JSON')
    .action(authorize)

const authorize = async (flags: AuthorizeFlags): Promise<void> => {
  const config = configOf(flags)
  const allowed = await withStore(config, async (call) => {
    const installation = await call.store.installation.find()
    if (config.environment === 'production' || installation?.environment === 'production') {
      throw new ConfigError('Consent cannot be given from the command line on a production server.')
    }
    if (!installation) {
      throw new ConfigError('This store is empty. Start a server on it first: tessera start')
    }
    const running = findServerRecord(config.dataDir)
    const seedFile = config.seedFile ?? running?.seedFile
    const request = await readRequest(call, flags, seedFile, running?.url)
    const person = await findPerson(call, flags.user, request)
    const workspaceId = await findWorkspace(call, flags.workspace, person)
    const pageIds = await choosePages(call, flags.pages, { workspaceId, userId: person.userId })
    return allow(call, person, request, workspaceId, pageIds)
  })
  if (!allowed) throw new ConfigError('The user is not a member of this workspace.')
  console.log(flags.json ? JSON.stringify(allowed) : allowed.code)
}

const readRequest = async (
  deps: Deps,
  flags: AuthorizeFlags,
  seedFile: string | undefined,
  issuer = 'http://127.0.0.1',
): Promise<AuthorizeRequest> => {
  const clientId = flags.clientId ?? process.env.NOTION_CLIENT_ID ?? seededClientId(seedFile)
  const integration = isUuid(clientId ?? '')
    ? await deps.store.integrations.find(clientId ?? '')
    : undefined
  const reading = await readAuthorizeRequest(
    deps,
    {
      client_id: clientId,
      redirect_uri:
        flags.redirectUri ?? process.env.NOTION_REDIRECT_URI ?? integration?.redirectUris[0],
      response_type: 'code',
      owner: 'user',
      code_challenge: flags.codeChallenge,
      code_challenge_method: flags.codeChallenge === undefined ? undefined : 'S256',
    },
    issuer,
  )
  if (reading.kind === 'ask') return reading.request
  if (reading.kind === 'page') {
    const received = reading.detail === undefined ? '' : ` Received: ${reading.detail}`
    throw new ConfigError(`${reading.title}. ${reading.message}${received}`)
  }
  const query = new URL(reading.location).searchParams
  throw new ConfigError(`${query.get('error')}: ${query.get('error_description')}`)
}

const seededClientId = (seedFile: string | undefined): string | undefined => {
  const seeded = seedOrDemo(seedFile).integrations?.find(({ kind }) => kind === 'public')
  return seeded && credentialsOf(seeded).clientId
}

const findPerson = async (
  { store }: Deps,
  email: string | undefined,
  { integration }: AuthorizeRequest,
): Promise<Person> => {
  const by = email === undefined ? { userId: integration.createdBy } : { email }
  const person = await store.workspaces.findPerson(by)
  if (!person) throw new ConfigError(`There is no user ${email}.`)
  return person
}

const findWorkspace = async (
  { store }: Deps,
  wanted: string | undefined,
  person: Person,
): Promise<string> => {
  const workspaces = await store.workspaces.listOfUser(person.userId)
  const found = workspaces.find(
    ({ name, workspaceId }) => wanted === undefined || wanted === name || wanted === workspaceId,
  )
  if (!found) throw new ConfigError(`${person.email} has no workspace ${wanted ?? ''}.`)
  return found.workspaceId
}

const choosePages = async ({ store }: Deps, wanted: string, reader: Reader): Promise<string[]> => {
  if (wanted === 'none') return []
  const pages = pagesWithin(await store.workspaces.listPages(reader), 'full_access')
  if (wanted === 'all') {
    return pages.filter(({ parentId }) => parentId === null).map(({ pageId }) => pageId)
  }
  const ids = wanted.split(',').map((id) => id.trim())
  const missing = ids.find((id) => !pages.some(({ pageId }) => pageId === id))
  if (missing !== undefined)
    throw new ConfigError(`The workspace has no page ${missing} that this person may share.`)
  return ids
}
