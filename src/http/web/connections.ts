import type { FastifyInstance } from 'fastify'
import { isUuid } from '../../lib/uuid.js'
import { choosePages, findPageChoice } from '../../operations/connections/choose-pages.js'
import { disconnect } from '../../operations/connections/disconnect.js'
import { connectionHistory, type HistoryItem } from '../../operations/connections/history.js'
import type { Connection } from '../../ports/store.js'
import {
  connectionHistoryPage,
  type HistoryRow,
  pastConnectionsPage,
} from '../../ui/connection-history.js'
import { connectionPagesPage } from '../../ui/connection-pages.js'
import { connectionsPage } from '../../ui/connections.js'
import { callOf } from '../call.js'
import { treeOf } from './page-nodes.js'
import { chromeOf, fields, isoTime, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'

const PAGE_SIZE = 25

const oneEnded = 'Disconnected. Its tokens no longer open anything.'
const allEnded = 'Everything was disconnected. No token that you gave opens anything any more.'

const pagesChosen = 'Saved. The integration sees the pages that you chose from now on.'

const noticeOf = (ended: unknown, pages: unknown) => {
  if (ended !== undefined) {
    return { kind: 'success' as const, text: ended === 'all' ? allEnded : oneEnded }
  }
  return pages === undefined ? undefined : { kind: 'success' as const, text: pagesChosen }
}

/** Serves "My connections": every live grant of the person, and the button that ends one. */
export const serveConnections = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options

  app.get('/connections', { config: { operation: 'connections' } }, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const { after, ended, pages } = request.query as Record<string, unknown>
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
        notice: noticeOf(ended, pages),
      }),
      connections: connections.map(rowOf),
      nextHref:
        listed.length > PAGE_SIZE && last
          ? `/connections?after=${last.connectedAt}.${last.grant.grantId}`
          : null,
    })
    return sendPage(reply, page)
  })

  app.get(
    '/connections/past',
    { config: { operation: 'past-connections' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const before = entryIdFrom((request.query as Record<string, unknown>).before)
      const { audit } = deps.store
      const listed = await audit.listPastConnections(person.userId, PAGE_SIZE + 1, before)
      const connections = listed.slice(0, PAGE_SIZE)
      const last = listed.length > PAGE_SIZE ? connections.at(-1) : undefined
      const page = pastConnectionsPage({
        chrome: chromeOf(options, reply, {
          title: 'Past connections',
          person,
          active: 'connections',
        }),
        connections: connections.map(({ end, ...connection }) => ({
          ...connection,
          connectedAt: isoTime(connection.connectedAt),
          end: end && { at: isoTime(end.at), reason: end.reason },
        })),
        nextHref: last ? `/connections/past?before=${last.entryId}` : null,
      })
      return sendPage(reply, page)
    },
  )

  app.get<{ Params: { grantId: string } }>(
    '/connections/:grantId',
    { config: { operation: 'connection-history' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const { grantId } = request.params
      const before = entryIdFrom((request.query as Record<string, unknown>).before)
      const history = await connectionHistory(deps, person.userId, grantId, before)
      if (!history) return sendMissing(options, request, reply, person, missing)
      const { party, items, next } = history
      const title = party.integrationName
      const page = connectionHistoryPage({
        chrome: chromeOf(options, reply, { title, person, active: 'connections' }),
        party,
        rows: items.map((item) => historyRowOf(item, person.userId)),
        nextHref: next === null ? null : `/connections/${grantId}?before=${next}`,
      })
      return sendPage(reply, page)
    },
  )

  app.get<{ Params: { grantId: string } }>(
    '/connections/:grantId/pages',
    { config: { operation: 'connection-pages' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const { grantId } = request.params
      const choice = await findPageChoice(deps, person.userId, grantId)
      if (!choice) return sendMissing(options, request, reply, person, missing)
      const { connection, pages, chosen } = choice
      const { integrationName: title, environment } = connection.party
      const page = connectionPagesPage({
        chrome: chromeOf(options, reply, { title, person, active: 'connections' }),
        grantId,
        integration: { name: title, icon: connection.integrationIcon, environment },
        workspaceName: connection.workspaceName,
        pages: treeOf(pages, chosen),
      })
      return sendPage(reply, page)
    },
  )

  app.post<{ Params: { grantId: string } }>(
    '/connections/:grantId/pages',
    { preHandler: app.csrfProtection, config: { operation: 'choose-pages' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const { grantId } = request.params
      const pageIds = fields(request.body, 'page_id')
      const name = await choosePages(callOf(deps, request), person.userId, grantId, pageIds)
      if (name !== undefined) return reply.redirect('/connections?pages=1', 303)
      return sendMissing(options, request, reply, person, missing)
    },
  )

  app.post<{ Params: { grantId: string } }>(
    '/connections/:grantId/disconnect',
    { preHandler: app.csrfProtection, config: { operation: 'disconnect' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const name = await disconnect(callOf(deps, request), person.userId, request.params.grantId)
      if (name !== null) return reply.redirect('/connections?ended=1', 303)
      return sendMissing(options, request, reply, person, missing)
    },
  )
}

const missing = {
  title: 'No such connection',
  message: 'It may have been ended already, or it belongs to somebody else.',
  back: { href: '/connections', text: 'My connections' },
}

/** Anything else starts at the top. */
const entryIdFrom = (before: unknown): string | undefined =>
  typeof before === 'string' && isUuid(before) ? before : undefined

const historyRowOf = (item: HistoryItem, viewerId: string): HistoryRow => {
  if (item.kind === 'refreshes') {
    const { times, first, last } = item.refreshes
    return { ...item, times, first: isoTime(first), last: isoTime(last) }
  }
  const { event, reason, actorKind, actorId, at, requestId } = item.entry
  const isViewer = actorId === viewerId
  return { kind: 'turn', event, reason, actorKind, isViewer, at: isoTime(at), requestId }
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
