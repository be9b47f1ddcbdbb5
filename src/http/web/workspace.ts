import type { FastifyInstance } from 'fastify'
import { titleOf } from '../../domain/content/page.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import { listPageTrees } from '../../operations/content/list-page-tree.js'
import { viewPage } from '../../operations/content/view-page.js'
import { pageView } from '../../ui/page-view.js'
import { workspacePage } from '../../ui/workspace.js'
import { chromeOf, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'

/** Serves what workspaces hold, to be read by their people. */
export const serveWorkspace = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options

  app.get('/workspace', { config: { operation: 'workspace' } }, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const trees = await listPageTrees(deps, person.userId)
    const chrome = chromeOf(options, reply, { title: 'Workspace', person, active: 'workspace' })
    const workspaces = trees.map(({ workspace, ...tree }) => ({
      name: workspace.name,
      icon: workspace.icon,
      ...tree,
    }))
    return sendPage(reply, workspacePage({ chrome, workspaces }))
  })

  app.get<{ Params: { address: string } }>(
    '/p/:address',
    { config: { operation: 'page-view' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const id = idIn(request.params.address)
      const { from } = request.query as Record<string, unknown>
      const cursor = typeof from === 'string' ? from : ''
      const view = id === undefined ? undefined : await viewPage(deps, person.userId, id, cursor)
      if (!view) return sendMissing(options, request, reply, person, missing)
      const title = titleOf(view.page) || 'Untitled'
      const chrome = chromeOf(options, reply, { title, person, active: 'workspace' })
      return sendPage(reply, pageView({ chrome, ...view }))
    },
  )
}

const missing = {
  title: 'No such page',
  message: 'It does not exist, or it is in a workspace that you are not in.',
  back: { href: '/workspace', text: 'Workspace' },
}

/** The last 32 digits of an address, or an id with its dashes. */
const idIn = (address: string): string | undefined => {
  const [found = ''] =
    /[0-9a-f]{32}$|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(address) ?? []
  return isUuid(found) ? dashed(found) : undefined
}
