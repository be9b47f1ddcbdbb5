import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BulkSubject, RevocationReason } from '../../domain/audit/entry.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import { isUuid } from '../../lib/uuid.js'
import type { Deps } from '../../operations/deps.js'
import { previewRevocation, revokeAll } from '../../operations/revocations/revoke-all.js'
import { revokeAllPage } from '../../ui/revoke-all.js'
import { callOf } from '../call.js'
import { chromeOf, isoTime, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'

/** Everything that a person may end at once, as the page speaks of it. */
type Ending = {
  readonly subject: BulkSubject
  readonly title: string
  readonly consequences: readonly string[]
  readonly button: string
  readonly cancelHref: string
  readonly doneHref: string
}

type Kind = {
  readonly path: string
  readonly reason: RevocationReason
  /** What this person may end by this id; to anybody else it does not exist. */
  readonly find: (deps: Deps, person: Person, id: string) => Promise<Ending | undefined>
  readonly missing: Omit<Parameters<typeof sendMissing>[4], 'message'>
}

const kinds: readonly Kind[] = [
  {
    path: '/connections/disconnect-all',
    reason: 'disconnected_by_user',
    find: async (_deps, { userId }) => ({
      subject: { kind: 'user', id: userId },
      title: 'Disconnect everything?',
      consequences: [
        'Every integration that you gave access loses it at once, and its tokens stop working.',
        'You stay signed in and can connect them again.',
      ],
      button: 'Disconnect everything',
      cancelHref: '/connections',
      doneHref: '/connections?ended=all',
    }),
    missing: { title: 'Nothing here', back: { href: '/connections', text: 'My connections' } },
  },
  {
    path: '/integrations/:id/revoke-all',
    reason: 'revoked_by_creator',
    async find({ store }, { userId }, id) {
      const integration = isUuid(id) ? await store.integrations.find(id) : undefined
      if (integration?.createdBy !== userId) return undefined
      const href = `/integrations/${integration.integrationId}`
      return {
        subject: { kind: 'integration', id: integration.integrationId },
        title: `Revoke all tokens of ${integration.name}?`,
        consequences:
          integration.kind === 'public'
            ? [
                'Everybody who connected it is disconnected at once, and its tokens stop working.',
                'Its secrets stay as they are, and people can connect it again.',
              ]
            : ['Its token stops working at once. You can make a new one afterwards.'],
        button: 'Revoke all tokens',
        cancelHref: href,
        doneHref: `${href}?revoked=1`,
      }
    },
    missing: {
      title: 'No such integration',
      back: { href: '/integrations', text: 'My integrations' },
    },
  },
  {
    path: '/workspaces/:id/revoke-all',
    reason: 'revoked_by_workspace_owner',
    async find({ store }, { userId }, id) {
      const workspaces = await store.workspaces.listOfUser(userId)
      const workspace = workspaces.find(({ workspaceId }) => workspaceId === id)
      if (workspace?.role !== 'owner') return undefined
      return {
        subject: { kind: 'workspace', id },
        title: `Revoke everything in ${workspace.name}?`,
        consequences: [
          'Every integration loses access to this workspace at once: those that its people connected, and internal ones.',
          'Nobody is signed out, and people can connect integrations again.',
        ],
        button: 'Revoke everything',
        cancelHref: '/workspaces',
        doneHref: '/workspaces?revoked=1',
      }
    },
    missing: { title: 'No such workspace', back: { href: '/workspaces', text: 'My workspaces' } },
  },
]

/** Serves the pages that end everything at once: first the figures of a dry run, then the act. */
export const serveRevokeAll = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options
  const config = { operation: 'revoke-all' }

  type Act = (
    person: Person,
    ending: Ending,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply>

  const permitted =
    ({ find, missing }: Kind, act: Act) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const { id = '' } = request.params as Record<string, string>
      const ending = await find(deps, person, id)
      if (ending) return act(person, ending, request, reply)
      const message = 'It may have been removed, or it is not yours to end.'
      return sendMissing(options, request, reply, person, { ...missing, message })
    }

  const ask: Act = async (person, ending, request, reply) => {
    const { grants, credentials, connections } = await previewRevocation(deps, ending.subject)
    const { title, consequences, button, cancelHref } = ending
    const page = revokeAllPage({
      chrome: chromeOf(options, reply, { title, person }),
      title,
      consequences,
      grants,
      credentials,
      connections: connections.map(({ party, workspaceName, connectedAt }) => ({
        name: party.integrationName,
        workspaceName,
        connectedAt: isoTime(connectedAt),
      })),
      action: request.url.split('?', 1)[0] ?? '',
      button,
      cancelHref,
    })
    return sendPage(reply, page)
  }

  for (const kind of kinds) {
    app.get(kind.path, { config }, permitted(kind, ask))
    const carryOut: Act = async (person, { subject, doneHref }, request, reply) => {
      const actor = { kind: 'person', id: person.userId } as const
      await revokeAll(callOf(deps, request), subject, kind.reason, actor)
      return reply.redirect(doneHref, 303)
    }
    const guarded = { preHandler: app.csrfProtection, config }
    app.post(kind.path, guarded, permitted(kind, carryOut))
  }
}
