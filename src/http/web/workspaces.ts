import type { FastifyInstance } from 'fastify'
import { workspacesPage } from '../../ui/workspaces.js'
import { chromeOf, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'

/** Serves "My workspaces": what an owner may do for a whole workspace. */
export const serveWorkspaces = (app: FastifyInstance, options: WebOptions): void => {
  app.get('/workspaces', { config: { operation: 'workspaces' } }, async (request, reply) => {
    const person = await requirePerson(options, request, reply)
    if (!person) return reply
    const workspaces = await options.deps.store.workspaces.listOfUser(person.userId)
    const { revoked } = request.query as Record<string, unknown>
    const page = workspacesPage({
      chrome: chromeOf(options, reply, {
        title: 'My workspaces',
        person,
        active: 'workspaces',
        notice:
          revoked === undefined
            ? undefined
            : { kind: 'success', text: 'Revoked. No integration has access any more.' },
      }),
      workspaces: workspaces.map(({ workspaceId: id, name, icon, role }) => ({
        id,
        name,
        icon,
        role,
      })),
    })
    return sendPage(reply, page)
  })
}
