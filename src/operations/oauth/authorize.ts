import type { Integration } from '../../domain/integrations/integration.js'
import { digestOf } from '../../domain/oauth/credential.js'
import { isCodeChallenge } from '../../domain/oauth/pkce.js'
import { isRegistered, redirectTo } from '../../domain/oauth/redirect-uri.js'
import { pagesWithin } from '../../domain/sharing/access.js'
import type { PageTitle, Person, Workspace } from '../../domain/workspaces/workspace.js'
import { dashed, isUuid, uuidFrom } from '../../lib/uuid.js'
import { isForbiddenTest } from '../authenticate.js'
import { type Call, type Deps, newGrantId, newId } from '../deps.js'
import { occasionOf } from '../occasion.js'

/** The query of the authorization URL; a repeated parameter is a list. */
export type AuthorizeQuery = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request that may be put before a person. */
export type AuthorizeRequest = {
  readonly integration: Integration
  readonly redirectUri: string
  readonly redirectUriGiven: boolean
  readonly state: string | undefined
  readonly codeChallenge: string | null
  readonly issuer: string
}

export type AuthorizeReading =
  | { readonly kind: 'ask'; readonly request: AuthorizeRequest }
  /** The client or the redirect URI cannot be trusted: a page says so, nobody is redirected. */
  | {
      readonly kind: 'page'
      readonly title: string
      readonly message: string
      readonly detail?: string
    }
  | { readonly kind: 'redirect'; readonly location: string }

/**
 * Reads an authorization URL. First what must never redirect (client, redirect URI), then what is reported to the
 * client by redirect. RFC 6749 §4.1.2.1; Notion: guides/authorization.
 */
export const readAuthorizeRequest = async (
  { store, settings }: Deps,
  query: AuthorizeQuery,
  issuer: string,
): Promise<AuthorizeReading> => {
  const clientId = single(query.client_id)
  const integration =
    clientId !== undefined && isUuid(clientId)
      ? await store.integrations.find(dashed(clientId))
      : undefined
  if (!integration) {
    return page('Missing or incomplete Client ID', 'No integration has this client_id.', clientId)
  }
  if (integration.kind === 'internal') {
    return page(
      'This integration cannot be connected',
      'It is internal: it works with its static token in its own workspace and has no consent page.',
    )
  }
  if (isForbiddenTest(settings, integration)) {
    return page(
      'This integration belongs to the test environment',
      'Test integrations cannot be used on a production server.',
    )
  }
  const given = single(query.redirect_uri)
  const redirectUri = given ?? onlyOne(integration.redirectUris)
  if (redirectUri === undefined || !isRegistered(integration.redirectUris, redirectUri)) {
    return page(
      'Missing or invalid redirect_uri',
      'The redirect URI must be one that is registered with the integration, character for character.',
      given,
    )
  }
  const state = single(query.state)
  const refusal = refusalOf(query)
  if (refusal) {
    const location = redirectTo(redirectUri, { ...refusal, state, iss: issuer })
    return { kind: 'redirect', location }
  }
  const request = {
    integration,
    redirectUri,
    redirectUriGiven: given !== undefined,
    state,
    codeChallenge: single(query.code_challenge) ?? null,
    issuer,
  }
  return { kind: 'ask', request }
}

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const onlyOne = (uris: readonly string[]): string | undefined =>
  uris.length === 1 ? uris[0] : undefined

const page = (title: string, message: string, detail?: string): AuthorizeReading => ({
  kind: 'page',
  title,
  message,
  ...(detail === undefined ? {} : { detail: detail.slice(0, 300) }),
})

type Refusal = { error: string; error_description: string }

const refusalOf = (query: AuthorizeQuery): Refusal | undefined => {
  const invalid = (error_description: string): Refusal => ({
    error: 'invalid_request',
    error_description,
  })
  const repeated = Object.keys(query).find((name) => Array.isArray(query[name]))
  if (repeated !== undefined) return invalid(`${repeated} is given more than once`)
  const responseType = single(query.response_type)
  if (responseType === undefined) return invalid('response_type is missing')
  if (responseType !== 'code') {
    return { error: 'unsupported_response_type', error_description: 'response_type must be code' }
  }
  const owner = single(query.owner)
  if (owner !== undefined && owner !== 'user') return invalid('owner must be user')
  const challenge = single(query.code_challenge)
  const method = single(query.code_challenge_method)
  if (challenge === undefined) {
    return method === undefined ? undefined : invalid('code_challenge is missing')
  }
  if (method !== 'S256') return invalid('code_challenge_method must be S256')
  if (!isCodeChallenge(challenge)) return invalid('code_challenge must be 43 base64url characters')
  return undefined
}

/** What the consent page shows: the person's workspaces and the pages of the chosen one that are theirs to share. */
export type ConsentChoices = {
  readonly workspace: Workspace
  readonly workspaces: readonly Workspace[]
  readonly pages: readonly PageTitle[]
  /** Pages that the same person chose before, while that connection lives. */
  readonly chosen: ReadonlySet<string>
}

/** Gathers the choices of a consent; undefined if the person belongs to no workspace. */
export const listConsentChoices = async (
  { store }: Deps,
  person: Person,
  { integration }: AuthorizeRequest,
  workspaceId: string | undefined,
): Promise<ConsentChoices | undefined> => {
  const workspaces = await store.workspaces.listOfUser(person.userId)
  const workspace = workspaces.find((own) => own.workspaceId === workspaceId) ?? workspaces[0]
  if (!workspace) return undefined
  const [pages, botId] = await Promise.all([
    store.workspaces.listPages({ ...workspace, userId: person.userId }),
    store.integrations.findBotOf(integration.integrationId, workspace.workspaceId, person.userId),
  ])
  const chosen = botId === undefined ? [] : await store.integrations.listPagesOfBot(botId)
  const offered = pagesWithin(pages, 'full_access')
  return { workspace, workspaces, pages: offered, chosen: new Set(chosen) }
}

/** Records the consent and answers where to send the browser, the code in the query. */
export const allow = async (
  call: Call,
  person: Person,
  request: AuthorizeRequest,
  workspaceId: string,
  pageIds: readonly string[],
): Promise<{ code: string; location: string } | undefined> => {
  const { store, random } = call
  const workspaces = await store.workspaces.listOfUser(person.userId)
  if (!workspaces.some((own) => own.workspaceId === workspaceId)) return undefined
  const pages = await store.workspaces.listPages({ workspaceId, userId: person.userId })
  const offered = new Set(pagesWithin(pages, 'full_access').map(({ pageId }) => pageId))
  const occasion = occasionOf(call, { kind: 'person', id: person.userId })
  const bot = await store.integrations.bot({
    botId: newId(call),
    integrationId: request.integration.integrationId,
    workspaceId,
    ownerId: person.userId,
    createdAt: occasion.at,
  })
  const code = uuidFrom(random(16))
  const consent = {
    grantId: newGrantId(call),
    botId: bot.botId,
    codeDigest: digestOf(code),
    redirectUri: request.redirectUri,
    redirectUriGiven: request.redirectUriGiven,
    codeChallenge: request.codeChallenge,
    capabilities: request.integration.capabilities,
    pageIds: [...new Set(pageIds)].filter((id) => offered.has(id)),
    createdAt: occasion.at,
  }
  await store.grants.create(consent, occasion)
  const { redirectUri, state, issuer } = request
  return { code, location: redirectTo(redirectUri, { code, state, iss: issuer }) }
}

/** Where to send the browser of a person who said no. Nothing is stored. */
export const deny = ({ redirectUri, state, issuer }: AuthorizeRequest): string =>
  redirectTo(redirectUri, { error: 'access_denied', state, iss: issuer })
