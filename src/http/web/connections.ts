import type { FastifyInstance } from 'fastify'
import { disconnect } from '../../operations/connections/disconnect.js'
import type { Connection } from '../../ports/store.js'
import { connectionsPage } from '../../ui/connections.js'
import { callOf } from '../call.js'
import { chromeOf, isoTime, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'

const PAGE_SIZE = 25

const oneEnded = 'Disconnected. Its tokens no longer open anything.'
const allEnded = 'Everything was disconnected. No token that you gave opens anything any more.'

/** Serves "My connections": every live grant of the person, and the button that ends one. */
export const serveConnections = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options

  app.get('/connections', { config: { operation: 'connections' } }, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const { after, ended } = request.query as Record<string, unknown>
    const listed = await deps.store.grants.listConnections(
      person.userId,
      PAGE_SIZE + 1,
      keysetFrom(after),
    )
    const connections = listed.slice(0, PAGE_SIZE)
    const last = connections.at(-1)
    const page = connectionsPage({
      chrome: chromeOf(options, reply, {
        title: 'My connections',
        person,
        active: 'connections',
        notice:
          ended === undefined
            ? undefined
            : { kind: 'success', text: ended === 'all' ? allEnded : oneEnded },
      }),
      connections: connections.map(rowOf),
      nextHref:
        listed.length > PAGE_SIZE && last
          ? `/connections?after=${last.connectedAt}.${last.grant.grantId}`
          : null,
    })
    return sendPage(reply, page)
  })

  app.post<{ Params: { grantId: string } }>(
    '/connections/:grantId/disconnect',
    { preHandler: app.csrfProtection, config: { operation: 'disconnect' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const name = await disconnect(callOf(deps, request), person.userId, request.params.grantId)
      if (name !== null) return reply.redirect('/connections?ended=1', 303)
      return sendMissing(options, request, reply, person, {
        title: 'No such connection',
        message: 'It may have been ended already, or it belongs to somebody else.',
        back: { href: '/connections', text: 'My connections' },
      })
    },
  )
}

/** `<milliseconds>.<grant id>`: where the page before ended. Anything else starts at the top. */
const keysetFrom = (after: unknown) => {
  const [, at, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(String(after)) ?? []
  return at !== undefined && id !== undefined ? { at: Number(at), id } : undefined
}

const rowOf = ({ grant, party, ...connection }: Connection) => ({
  grantId: grant.grantId,
  integration: {
    name: party.integrationName,
    icon: connection.integrationIcon,
    environment: party.environment,
  },
  workspaceName: connection.workspaceName,
  connectedAt: isoTime(connection.connectedAt),
  lastUsedAt: grant.lastUsedAt === null ? null : isoTime(grant.lastUsedAt),
  pageCount: connection.pageCount,
  capabilities: party.capabilities,
})
