import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { webEndpoints } from '../../contract/index.js'
import type { IntegrationDraft } from '../../domain/integrations/draft.js'
import type { Integration } from '../../domain/integrations/integration.js'
import { redirectTo } from '../../domain/oauth/redirect-uri.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import { isUuid } from '../../lib/uuid.js'
import {
  createIntegration,
  type Revealed,
} from '../../operations/integrations/create-integration.js'
import {
  issueStaticToken,
  removeSecret,
  rotateSecret,
} from '../../operations/integrations/credentials.js'
import { removeIntegration } from '../../operations/integrations/remove-integration.js'
import { updateIntegration } from '../../operations/integrations/update-integration.js'
import { integrationDetailPage } from '../../ui/integration-detail.js'
import type { IntegrationValues } from '../../ui/integration-fields.js'
import { integrationFormPage } from '../../ui/integration-form.js'
import { integrationsPage } from '../../ui/integrations.js'
import type { Notice } from '../../ui/layout.js'
import { callOf } from '../call.js'
import {
  chromeOf,
  field,
  fields,
  isoTime,
  sendMissing,
  sendPage,
  textOrNull,
  type WebOptions,
} from './respond.js'
import { requirePerson } from './sessions.js'

type Owned = (
  person: Person,
  integration: Integration,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

/** Serves "My integrations": register, change, rotate, remove. */
export const serveIntegrations = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options
  const guarded = { preHandler: app.csrfProtection, config: { operation: 'integrations' } }
  const open = { config: { operation: 'integrations' } }

  /** Wraps what only the creator of an integration may do. To anybody else it does not exist. */
  const owned = (act: Owned) => async (request: FastifyRequest, reply: FastifyReply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const { id = '' } = request.params as Record<string, string>
    const integration = isUuid(id) ? await deps.store.integrations.find(id) : undefined
    if (integration?.createdBy === person.userId) return act(person, integration, request, reply)
    return sendMissing(options, request, reply, person, {
      title: 'No such integration',
      message: 'It may have been removed, or it belongs to somebody else.',
      back: { href: '/integrations', text: 'My integrations' },
    })
  }

  const sendDetail = async (
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    integrationId: string,
    more: {
      notice?: Notice
      revealed?: Revealed
      values?: IntegrationValues
      errors?: Record<string, string>
    } = {},
  ) => {
    const integration = await deps.store.integrations.find(integrationId)
    if (!integration) return reply.redirect('/integrations', 303)
    const workspace = await deps.store.workspaces.find(integration.workspaceId)
    const token = await deps.store.grants.findStatic(integrationId)
    const isPublic = integration.kind === 'public'
    const page = integrationDetailPage({
      chrome: chromeOf(options, reply, {
        title: integration.name,
        person,
        active: 'integrations',
        notice: more.notice,
      }),
      integration: {
        id: integrationId,
        name: integration.name,
        icon: integration.icon,
        kind: integration.kind,
        environment: integration.environment,
        workspaceName: workspace?.name ?? '',
        clientId: isPublic ? integrationId : null,
        authorizationUrl: isPublic
          ? authorizationUrl(options.issuerOf(request), integration)
          : null,
        createdAt: isoTime(integration.createdAt),
      },
      secrets: integration.secrets
        .map(({ secretId, hint, createdAt }) => ({
          id: secretId,
          hint: masked(hint),
          createdAt: isoTime(createdAt),
        }))
        .reverse(),
      token: token ? { hint: masked(token.hint), createdAt: isoTime(token.issuedAt) } : null,
      revealed: more.revealed,
      values: more.values ?? valuesOf(integration),
      errors: more.errors ?? {},
    })
    return sendPage(reply.code(more.errors ? 400 : 200), page)
  }

  app.get('/integrations', open, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const workspaces = await deps.store.workspaces.listOfUser(person.userId)
    const nameOf = new Map(workspaces.map(({ workspaceId, name }) => [workspaceId, name]))
    const integrations = await deps.store.integrations.listCreatedBy(person.userId)
    const { removed } = request.query as Record<string, unknown>
    const page = integrationsPage({
      chrome: chromeOf(options, reply, {
        title: 'My integrations',
        person,
        active: 'integrations',
        notice:
          removed === undefined
            ? undefined
            : { kind: 'success', text: 'Removed. Every token of it has stopped working.' },
      }),
      integrations: integrations.map((integration) => ({
        id: integration.integrationId,
        name: integration.name,
        icon: integration.icon,
        kind: integration.kind,
        environment: integration.environment,
        workspaceName: nameOf.get(integration.workspaceId) ?? '',
        clientId: integration.kind === 'public' ? integration.integrationId : null,
        createdAt: isoTime(integration.createdAt),
      })),
    })
    return sendPage(reply, page)
  })

  const sendForm = async (
    reply: FastifyReply,
    person: Person,
    values: IntegrationValues & { kind: 'public' | 'internal'; workspaceId: string },
    errors: Record<string, string>,
  ) => {
    const workspaces = await deps.store.workspaces.listOfUser(person.userId)
    const page = integrationFormPage({
      chrome: chromeOf(options, reply, {
        title: 'New integration',
        person,
        active: 'integrations',
      }),
      values,
      workspaces: workspaces
        .filter(({ role }) => role !== 'guest')
        .map(({ workspaceId, name }) => ({ id: workspaceId, name })),
      errors,
    })
    return sendPage(reply.code(Object.keys(errors).length > 0 ? 400 : 200), page)
  }

  app.get('/integrations/new', open, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const [workspace] = await deps.store.workspaces.listOfUser(person.userId)
    const values = { ...emptyValues, workspaceId: workspace?.workspaceId ?? '' }
    return sendForm(reply, person, values, {})
  })

  app.post('/integrations', guarded, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const values = typedValues(request.body)
    const kind = field(request.body, 'kind') === 'internal' ? 'internal' : 'public'
    const workspaceId = field(request.body, 'workspace_id')
    const created = await createIntegration(
      callOf(deps, request),
      person,
      workspaceId,
      draftOf(values, kind),
    )
    if (created.kind === 'refused') {
      return sendForm(reply, person, { ...values, kind, workspaceId }, created.refusals)
    }
    return sendDetail(request, reply, person, created.integration.integrationId, {
      revealed: created.revealed,
      notice: { kind: 'success', text: `${created.integration.name} is ready.` },
    })
  })

  app.get(
    '/integrations/:id',
    open,
    owned((person, { integrationId }, request, reply) => {
      const { revoked } = request.query as Record<string, unknown>
      return sendDetail(request, reply, person, integrationId, {
        ...(revoked === undefined ? {} : { notice: allRevoked }),
      })
    }),
  )

  app.post(
    '/integrations/:id',
    guarded,
    owned(async (person, { integrationId, kind }, request, reply) => {
      const values = typedValues(request.body)
      const errors = await updateIntegration(deps, integrationId, draftOf(values, kind))
      return Object.keys(errors).length > 0
        ? sendDetail(request, reply, person, integrationId, { values, errors })
        : sendDetail(request, reply, person, integrationId, {
            notice: { kind: 'success', text: 'Saved.' },
          })
    }),
  )

  app.post(
    '/integrations/:id/secrets',
    guarded,
    owned(async (person, { integrationId, kind }, request, reply) => {
      if (kind !== 'public') return reply.redirect(`/integrations/${integrationId}`, 303)
      const value = await rotateSecret(deps, integrationId)
      return sendDetail(request, reply, person, integrationId, {
        revealed: { label: 'New client secret', value },
      })
    }),
  )

  app.post(
    '/integrations/:id/secrets/:secretId/delete',
    guarded,
    owned(async (person, { integrationId }, request, reply) => {
      const { secretId = '' } = request.params as Record<string, string>
      const removed = await removeSecret(deps, integrationId, secretId)
      return sendDetail(request, reply, person, integrationId, {
        notice: removed
          ? { kind: 'success', text: 'The secret was removed. It no longer works.' }
          : { kind: 'error', text: 'The last secret cannot be removed. Rotate it instead.' },
      })
    }),
  )

  app.post(
    '/integrations/:id/token',
    guarded,
    owned(async (person, integration, request, reply) => {
      const { integrationId, kind } = integration
      if (kind !== 'internal') return reply.redirect(`/integrations/${integrationId}`, 303)
      const value = await issueStaticToken(callOf(deps, request), person.userId, integration)
      return sendDetail(request, reply, person, integrationId, {
        revealed: { label: 'New internal integration token', value },
      })
    }),
  )

  app.post(
    '/integrations/:id/delete',
    guarded,
    owned(async (person, { integrationId }, request, reply) => {
      await removeIntegration(callOf(deps, request), person.userId, integrationId)
      return reply.redirect('/integrations?removed=1', 303)
    }),
  )
}

const authorizationUrl = (issuer: string, { integrationId, redirectUris }: Integration): string =>
  redirectTo(issuer + webEndpoints.oauthAuthorize.path, {
    client_id: integrationId,
    response_type: 'code',
    owner: 'user',
    redirect_uri: redirectUris[0],
  })

const allRevoked: Notice = {
  kind: 'success',
  text: 'Revoked. Every token made before no longer opens anything.',
}

/** The end of a secret, as it is shown once the secret itself is gone. */
const masked = (hint: string): string => `••••${hint}`

const emptyValues = {
  kind: 'public' as const,
  name: '',
  icon: '',
  websiteUrl: '',
  redirectUris: '',
  capabilities: ['read_content', 'insert_content', 'update_content'],
  userInformation: 'without_email' as const,
}

const typedValues = (form: unknown): IntegrationValues => {
  const people = field(form, 'user_information')
  return {
    name: field(form, 'name'),
    icon: field(form, 'icon'),
    websiteUrl: field(form, 'website_url'),
    redirectUris: field(form, 'redirect_uris'),
    capabilities: fields(form, 'capabilities'),
    userInformation: people === 'with_email' || people === 'without_email' ? people : 'none',
  }
}

const draftOf = (values: IntegrationValues, kind: 'public' | 'internal'): IntegrationDraft => ({
  kind,
  name: values.name,
  icon: textOrNull(values.icon),
  websiteUrl: textOrNull(values.websiteUrl),
  redirectUris: values.redirectUris
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean),
  capabilities: [
    ...values.capabilities,
    ...(values.userInformation === 'none' ? [] : [`read_user_${values.userInformation}`]),
  ],
})

const valuesOf = (integration: Integration): IntegrationValues => {
  const { capabilities } = integration
  return {
    name: integration.name,
    icon: integration.icon ?? '',
    websiteUrl: integration.websiteUrl ?? '',
    redirectUris: integration.redirectUris.join('\n'),
    capabilities: capabilities.filter((word) => !word.startsWith('read_user')),
    userInformation: capabilities.includes('read_user_with_email')
      ? 'with_email'
      : capabilities.includes('read_user_without_email')
        ? 'without_email'
        : 'none',
  }
}
