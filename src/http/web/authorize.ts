import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { webEndpoints } from '../../contract/index.js'
import { withoutCredentials } from '../../domain/oauth/credential.js'
import { originOf } from '../../domain/oauth/redirect-uri.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import {
  type AuthorizeQuery,
  type AuthorizeReading,
  type AuthorizeRequest,
  allow,
  deny,
  listConsentChoices,
  readAuthorizeRequest,
} from '../../operations/oauth/authorize.js'
import { consentPage } from '../../ui/consent.js'
import { errorPage } from '../../ui/error-page.js'
import { callOf } from '../call.js'
import { treeOf } from './page-nodes.js'
import { chromeOf, field, fields, sendPage, type WebOptions } from './respond.js'
import { personOf } from './sessions.js'

const { path } = webEndpoints.oauthAuthorize
const config = { operation: webEndpoints.oauthAuthorize.operationId }

/** Fields of the consent form that are not part of the authorization request. */
const OWN_FIELDS = new Set(['_csrf', 'decision', 'page_id', 'workspace_id'])

type Refusal = Exclude<AuthorizeReading, { kind: 'ask' }>

/** Serves the consent page and takes its decision. Notion: guides/authorization; RFC 6749 §4.1.1. */
export const serveAuthorize = (app: FastifyInstance, options: WebOptions): void => {
  const { deps, issuerOf } = options
  const { admitForm: onRequest } = options.limits

  const ask = async (
    request: FastifyRequest,
    reply: FastifyReply,
    query: AuthorizeQuery,
    asked: AuthorizeRequest,
  ) => {
    const person = await personOf(options, request)
    if (!person) return reply.redirect(`/login?return_to=${encodeURIComponent(request.url)}`, 303)
    const wanted = typeof query.workspace_id === 'string' ? query.workspace_id : undefined
    const choices = await listConsentChoices(deps, person, asked, wanted)
    if (!choices) return sendRefusal(options, request, reply, noWorkspace)
    const { integration, redirectUri } = asked
    const carried = Object.entries(query).filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === 'string' && !OWN_FIELDS.has(entry[0]),
    )
    const page = consentPage({
      chrome: chromeOf(options, reply, { title: `Connect ${integration.name}`, person }),
      action: path,
      fields: Object.fromEntries(carried),
      integration,
      workspace: shown(choices.workspace),
      workspaces: choices.workspaces.map(shown),
      pages: treeOf(choices.pages, choices.chosen),
      redirectHost: new URL(redirectUri).host || redirectUri,
      user: person,
      switchAccountHref: `/login?switch=1&return_to=${encodeURIComponent(request.url)}`,
    })
    return sendPage(reply, page, [originOf(redirectUri)])
  }

  app.get(path, { config }, async (request, reply) => {
    const query = request.query as AuthorizeQuery
    const reading = await readAuthorizeRequest(deps, query, issuerOf(request))
    if (reading.kind === 'ask') return ask(request, reply, query, reading.request)
    return sendRefusal(options, request, reply, reading)
  })

  app.post(path, { onRequest, preHandler: app.csrfProtection, config }, async (request, reply) => {
    const form = request.body as URLSearchParams
    const query = Object.fromEntries([...form].filter(([name]) => !OWN_FIELDS.has(name)))
    const reading = await readAuthorizeRequest(deps, query, issuerOf(request))
    if (reading.kind !== 'ask') return sendRefusal(options, request, reply, reading)
    const person = await personOf(options, request)
    if (!person) {
      const back = `${path}?${new URLSearchParams(query)}`
      return reply.redirect(`/login?return_to=${encodeURIComponent(back)}`, 303)
    }
    if (field(form, 'decision') !== 'allow') return reply.redirect(deny(reading.request), 303)
    return decide(request, reply, person, reading.request, form)
  })

  const decide = async (
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    asked: AuthorizeRequest,
    form: URLSearchParams,
  ) => {
    const workspaceId = field(form, 'workspace_id')
    const allowed = await allow(
      callOf(deps, request),
      person,
      asked,
      workspaceId,
      fields(form, 'page_id'),
    )
    return allowed
      ? reply.redirect(allowed.location, 303)
      : sendRefusal(options, request, reply, noWorkspace)
  }
}

const noWorkspace: Refusal = {
  kind: 'page',
  title: 'There is no workspace to connect',
  message: 'Your account is not a member of this workspace. Ask its owner to invite you.',
}

const sendRefusal = (
  options: WebOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  reading: Refusal,
) => {
  if (reading.kind === 'redirect') return reply.redirect(reading.location, 303)
  const { title, message, detail } = reading
  return sendPage(
    reply.code(400),
    errorPage({
      chrome: chromeOf(options, reply, { title }),
      title,
      message,
      details:
        detail === undefined ? [] : [{ label: 'Received', value: withoutCredentials(detail) }],
      nextStep:
        'Nothing was shared. Go back to the application that sent you here and tell its developer.',
      requestId: request.id,
    }),
  )
}

const shown = (workspace: { workspaceId: string; name: string; icon: string | null }) => ({
  id: workspace.workspaceId,
  name: workspace.name,
  icon: workspace.icon,
})
