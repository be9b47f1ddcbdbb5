import { type Access, accessOf, isShareable } from '../../domain/sharing/access.js'
import type { Role, Workspace } from '../../domain/workspaces/workspace.js'
import type { PageLabel, Reader } from '../../ports/content.js'
import type { Sharing } from '../../ports/sharing.js'
import { findForPerson } from '../content/view-page.js'
import type { Deps } from '../deps.js'

/** Somebody who sees a page. */
export type Sharer = {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly access: Access
  /** The page itself names them; if not, something above it does. */
  readonly isOwn: boolean
}

/** Who sees a page, for a person with full access to it. */
export type PageSharing = {
  readonly workspace: Workspace
  readonly role: Role
  readonly reader: Reader
  readonly blockId: string
  readonly title: string
  readonly icon: PageLabel['icon']
  readonly ancestors: readonly PageLabel[]
  readonly sharing: Sharing
  /** What the page itself says of everybody; null: nothing. */
  readonly general: Access | null
  /** What holds for members whom nobody names. */
  readonly generalAccess: Access
  /** Those who are named by the page or above it and can see it; the person who asks is always there. */
  readonly sharers: readonly Sharer[]
}

/** Undefined: there is no such page, or not with full access. */
export const findSharing = async (
  deps: Deps,
  userId: string,
  id: string,
): Promise<PageSharing | undefined> => {
  const { store } = deps
  const found = await findForPerson(deps, userId, id)
  if (!found || !isShareable(found.block)) return undefined
  const { workspace, reader, block } = found
  const [sharing, ancestors] = await Promise.all([
    store.sharing.find(reader.workspaceId, block.blockId),
    store.content.listAncestorsForReader(reader, block.blockId),
  ])
  const rules = sharing.places.map((place) => place.rules)
  const me = sharing.people.find((one) => one.userId === userId)
  if (!me || accessOf(me, rules) !== 'full_access') return undefined
  const [own] = sharing.places
  const named = new Set(rules.flat().map((rule) => rule.userId))
  return {
    workspace,
    role: me.role,
    reader,
    blockId: block.blockId,
    title: own?.title ?? '',
    icon: block.page?.icon ?? null,
    ancestors,
    sharing,
    general: own?.rules.find((rule) => rule.userId === null)?.level ?? null,
    generalAccess: accessOf({ userId: '', role: 'member' }, rules),
    sharers: sharing.people.flatMap((person) => {
      const access = accessOf(person, rules)
      const isShown = person === me || (named.has(person.userId) && access !== 'none')
      const isOwn = own?.rules.some((rule) => rule.userId === person.userId) ?? false
      return isShown ? [{ ...person, access, isOwn }] : []
    }),
  }
}
