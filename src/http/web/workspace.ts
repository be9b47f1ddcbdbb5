import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nodesIn } from '../../domain/content/content-tree.js'
import { titleOf } from '../../domain/content/page.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import { commentsForReader } from '../../operations/comments/comments-for-reader.js'
import { listPageTrees } from '../../operations/content/list-page-tree.js'
import { viewPage } from '../../operations/content/view-page.js'
import { viewDatabase } from '../../operations/databases/view-database.js'
import { placeOf } from '../../ui/block-media.js'
import { databaseView, inlineDatabase } from '../../ui/database-view.js'
import { pageView } from '../../ui/page-view.js'
import { workspacePage } from '../../ui/workspace.js'
import { callOf } from '../call.js'
import { chromeOf, isoTime, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'
import { inlineQuery, tableOf, tableQueryFrom } from './tables.js'

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
      const page =
        id !== undefined &&
        ((await databasePage(request, reply, person, id)) ??
          (await contentPage(request, reply, person, id)))
      return page ? sendPage(reply, page) : sendMissing(options, request, reply, person, missing)
    },
  )

  const databasePage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    id: string,
  ) => {
    const asked = tableQueryFrom(request.query)
    const view = await viewDatabase(callOf(deps, request), person, id, asked)
    if (!view) return undefined
    const { database, workspace, title, description, ancestors, isSharer } = view
    const { icon, cover, inTrash } = database
    const chrome = chromeOf(options, reply, {
      title: title || 'Untitled',
      person,
      active: 'workspace',
    })
    return databaseView({
      chrome,
      workspace,
      databaseId: id,
      title,
      description,
      icon,
      coverUrl: cover ? placeOf(cover) : undefined,
      inTrash,
      isSharer,
      ancestors,
      table: tableOf(view, asked),
    })
  }

  const contentPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    id: string,
  ) => {
    const { from } = request.query as Record<string, unknown>
    const cursor = typeof from === 'string' ? from : ''
    const view = await viewPage(deps, person.userId, id, cursor)
    if (!view) return undefined
    const call = callOf(deps, request)
    const { workspace, pageId, blockId, tree } = view
    const inline = nodesIn(tree)
      .filter(({ block }) => block.type === 'child_database')
      .slice(0, MAX_INLINE)
    const [found, comments] = await Promise.all([
      Promise.all(
        inline.map(({ block }) => viewDatabase(call, person, block.blockId, inlineQuery)),
      ),
      commentsForReader(deps, workspace.workspaceId, blockId ?? pageId, tree),
    ])
    const databases = new Map(
      found.flatMap((one) => {
        if (!one?.database.isInline) return []
        const { database, title } = one
        const table = tableOf(one, inlineQuery, true)
        const { databaseId } = database
        return [[databaseId, inlineDatabase(databaseId, title, database.icon, table)]]
      }),
    )
    const title = titleOf(view.page) || 'Untitled'
    const chrome = chromeOf(options, reply, { title, person, active: 'workspace' })
    const shown = comments.map(({ discussionId, displayName, richText, quoted, ...comment }) => ({
      discussionId,
      author: displayName.name ?? 'Somebody',
      at: isoTime(comment.createdAt),
      isEdited: comment.editedAt > comment.createdAt,
      texts: richText,
      quoted,
    }))
    return pageView({ chrome, ...view, databases, comments: shown })
  }
}

/** How many databases of a page are shown in their place; more are links. */
const MAX_INLINE = 5

export const missing = {
  title: 'No such page',
  message: 'It does not exist, or it is not shared with you.',
  back: { href: '/workspace', text: 'Workspace' },
}

/** The last 32 digits of an address, or an id with its dashes. */
export const idIn = (address: string): string | undefined => {
  const [found = ''] =
    /[0-9a-f]{32}$|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(address) ?? []
  return isUuid(found) ? dashed(found) : undefined
}
