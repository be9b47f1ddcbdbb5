import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Person } from '../../domain/workspaces/workspace.js'
import { type InspectedRow, type InspectorFilter, inspectorPage } from '../../ui/inspector.js'
import type { Sight } from '../inspector/inspector.js'
import { chromeOf, isoTime, sendMissing, sendPage, type WebOptions } from './respond.js'
import { personOf, requirePerson } from './sessions.js'

const FOLLOWERS = 50
const FOLLOWED_FOR = 5 * 60_000
const BETWEEN_NEWS = 300
const KEEP_ALIVE = 20_000

/** Serves what the inspector holds, to whom it belongs. */
export const serveInspector = (app: FastifyInstance, options: WebOptions): void => {
  const { deps, inspector, issuerOf } = options
  const streams = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })

  /** Owners see their workspaces, everybody the bots of their own connections and the clients that they made. */
  const sightOf = async ({ userId }: Person) => {
    const [workspaces, integrations] = await Promise.all([
      deps.store.workspaces.listOfUser(userId),
      deps.store.integrations.listCreatedBy(userId),
    ])
    const owned = workspaces.filter(({ role }) => role === 'owner')
    const mine = new Set(workspaces.map(({ workspaceId }) => workspaceId))
    const sight: Sight = {
      workspaceIds: new Set(owned.map(({ workspaceId }) => workspaceId)),
      memberOf: mine,
      integrationIds: new Set(integrations.map(({ integrationId }) => integrationId)),
      userId,
    }
    return {
      sight,
      workspaceNames: new Map(workspaces.map(({ workspaceId, name }) => [workspaceId, name])),
      integrationNames: new Map(
        integrations.map(({ integrationId, name }) => [integrationId, name]),
      ),
    }
  }

  app.get('/inspector', { config: { operation: 'inspector' } }, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    if (!inspector) return sendMissing(options, request, reply, person, isOff)
    const { sight, workspaceNames, integrationNames } = await sightOf(person)
    const rows = inspector.list(sight).map(
      (one): InspectedRow => ({
        ...one,
        at: isoTime(one.at),
        sender: one.botName ?? integrationNames.get(one.integrationId) ?? 'A client',
        workspaceName: workspaceNames.get(one.workspaceId ?? ''),
      }),
    )
    const filter = filterFrom(request.query)
    const chrome = chromeOf(options, reply, { title: 'Inspector', person, active: 'inspector' })
    const page = inspectorPage({
      chrome,
      origin: issuerOf(request),
      rows: rows.filter((row) => isLike(row, filter)),
      total: rows.length,
      filter,
      liveHref: '/inspector/live',
    })
    return sendPage(reply, page, [], true)
  })

  app.get(
    '/inspector/live',
    { config: { operation: 'inspector-live' } },
    async (request, reply) => {
      const person = await personOf(options, request)
      if (!person || !inspector || streams.size >= FOLLOWERS) return reply.code(204).send()
      const { sight } = await sightOf(person)
      reply.hijack()
      const stream = reply.raw
      streams.add(stream)
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
      })
      stream.write('retry: 2000\n\n')
      let waiting: NodeJS.Timeout | undefined
      // It says that there is something and not what: that is read like any page, by whoever still may.
      const stop = inspector.follow(sight, () => {
        waiting ??= setTimeout(() => {
          waiting = undefined
          stream.write('event: requests\ndata: more\n\n')
        }, BETWEEN_NEWS)
      })
      const beat = setInterval(() => stream.write(': here\n\n'), KEEP_ALIVE)
      const end = setTimeout(() => stream.end(), FOLLOWED_FOR)
      stream.on('close', () => {
        stop()
        clearTimeout(waiting)
        clearInterval(beat)
        clearTimeout(end)
        streams.delete(stream)
      })
      return reply
    },
  )

  app.post(
    '/inspector/clear',
    { preHandler: app.csrfProtection, config: { operation: 'inspector-clear' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      if (inspector) inspector.clear((await sightOf(person)).sight)
      return reply.redirect('/inspector', 303)
    },
  )
}

const isOff = {
  title: 'The inspector is off',
  message: 'This server keeps no requests. Its operator can start it with TESSERA_INSPECTOR=on.',
  back: { href: '/', text: 'Home' },
}

const filterFrom = (query: unknown): InspectorFilter => {
  const { q, method, status } = query as Readonly<Record<string, unknown>>
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
  return { text: text(q).slice(0, 200), method: text(method), status: text(status) }
}

const isLike = (row: InspectedRow, { text, method, status }: InspectorFilter): boolean => {
  if (method !== '' && row.method !== method) return false
  if (status !== '' && !String(row.status).startsWith(status)) return false
  if (text === '') return true
  const { path, requestId, sender, operation, body, answer } = row
  const words = [path, requestId, sender, operation, body.text, answer.text]
  return words.some((one) => one.toLowerCase().includes(text.toLowerCase()))
}
