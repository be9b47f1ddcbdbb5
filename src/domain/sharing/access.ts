import type { PageTitle, Role } from '../workspaces/workspace.js'

/** What a person may do with a page, the least first. */
export const levels = ['view', 'comment', 'edit', 'full_access'] as const

export type Level = (typeof levels)[number]

/** `none`: not even that the page exists. */
export type Access = Level | 'none'

/** What a page says of somebody, for itself and what stands below it. */
export type AccessRule = {
  /** Null: everybody. */
  readonly userId: string | null
  readonly level: Access
}

/**
 * What somebody may do with a page. `rules` are those of the page itself and of everything that it stands in, the page
 * itself first: the nearest that speaks of them counts, and of one place that which names them. A level for everybody
 * is one for members; guests are named. What nothing speaks of is open to members.
 */
export const accessOf = (
  person: { readonly userId: string; readonly role: Role },
  rules: readonly (readonly AccessRule[])[],
): Access => {
  const isGuest = person.role === 'guest'
  for (const here of rules) {
    const named = here.find(({ userId }) => userId === person.userId)
    if (named) return named.level
    const general = here.find(({ userId }) => userId === null)
    if (general && (general.level === 'none' || !isGuest)) return general.level
  }
  return isGuest ? 'none' : 'full_access'
}

/** Pages and databases say who sees them; a row is shared with its table. */
export const isShareable = (block: {
  readonly type: string
  readonly parentType: string | null
}): boolean =>
  block.type === 'child_database' ||
  (block.type === 'child_page' && block.parentType !== 'data_source')

/**
 * Those of the pages that somebody may see, or has `least` of. What stands in a page that is not among them stands in
 * the nearest one that is; the others keep their places.
 */
export const pagesWithin = (
  pages: readonly (PageTitle & { readonly access: Access })[],
  least: Level = 'view',
): PageTitle[] => {
  const byId = new Map(pages.map((page) => [page.pageId, page]))
  const reaches = (access: Access) =>
    access !== 'none' && levels.indexOf(access) >= levels.indexOf(least)
  return pages.flatMap(({ access, ...page }) => {
    if (!reaches(access)) return []
    let { parentId } = page
    for (
      let above = byId.get(parentId ?? '');
      above && !reaches(above.access);
      above = byId.get(parentId ?? '')
    ) {
      parentId = above.parentId
    }
    return [{ ...page, parentId }]
  })
}
