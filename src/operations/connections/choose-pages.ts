import { hasEnded } from '../../domain/oauth/grant.js'
import { pagesWithin } from '../../domain/sharing/access.js'
import type { PageTitle } from '../../domain/workspaces/workspace.js'
import { isUuid } from '../../lib/uuid.js'
import type { Connection } from '../../ports/store.js'
import { contend } from '../contend.js'
import type { Call, Deps } from '../deps.js'
import { occasionOf } from '../occasion.js'

/** A live connection of a person with the pages that it may be given. */
export type PageChoice = {
  readonly connection: Connection
  readonly pages: readonly PageTitle[]
  readonly chosen: ReadonlySet<string>
}

/** What a connection of a person sees and might see; undefined: they have no such connection, or left its workspace. */
export const findPageChoice = async (
  { store }: Pick<Deps, 'store'>,
  userId: string,
  grantId: string,
): Promise<PageChoice | undefined> => {
  const connection = isUuid(grantId) ? await store.grants.findConnection(grantId) : undefined
  if (connection?.party.ownerId !== userId || hasEnded(connection)) return undefined
  const { workspaceId } = connection.party
  const workspaces = await store.workspaces.listOfUser(userId)
  if (!workspaces.some((own) => own.workspaceId === workspaceId)) return undefined
  const [pages, chosen] = await Promise.all([
    store.workspaces.listPages({ workspaceId, userId }),
    store.integrations.listPagesOfBot(connection.grant.botId),
  ])
  const offered = pagesWithin(pages, 'full_access')
  return { connection, pages: offered, chosen: new Set(chosen) }
}

/**
 * Gives a connection of a person these pages and no others. What was chosen and cannot be chosen here, a row of a
 * database, what lies in the trash or what the person has lost their full access to, stays. Answers the name of the integration; undefined: no such connection.
 */
export const choosePages = (
  call: Call,
  userId: string,
  grantId: string,
  pageIds: readonly string[],
): Promise<string | undefined> =>
  contend(async () => {
    const choice = await findPageChoice(call, userId, grantId)
    if (!choice) return { name: undefined }
    const { connection, pages, chosen } = choice
    const choosable = new Set(pages.map(({ pageId }) => pageId))
    const kept = [...chosen].filter((id) => !choosable.has(id))
    const wanted = pageIds.filter((id) => choosable.has(id))
    const occasion = occasionOf(call, { kind: 'person', id: userId })
    const all = [...new Set([...wanted, ...kept])]
    const isDone = await call.store.grants.choosePages(connection.grant, all, occasion)
    return isDone ? { name: connection.party.integrationName } : undefined
  }).then(({ name }) => name)
