import { pagesWithin } from '../../domain/sharing/access.js'
import type { PageTitle, Workspace } from '../../domain/workspaces/workspace.js'
import type { Deps } from '../deps.js'

/** How many pages of one workspace are listed, and how deep. */
const MAX_PAGES = 1000
const MAX_DEPTH = 30

export type PageBranch = {
  readonly id: string
  readonly kind: 'page' | 'database'
  readonly title: string
  /** An emoji or the address of a picture. */
  readonly icon: string | null
  readonly children: readonly PageBranch[]
}

export type PageTree = {
  readonly workspace: Workspace
  readonly pages: readonly PageBranch[]
  readonly isCut: boolean
}

/**
 * The pages of each workspace that are shared with a person, without those in the trash and what stands below them. What
 * stands in a page that they may not see stands where that page does.
 */
export const listPageTrees = async (
  { store }: Pick<Deps, 'store'>,
  userId: string,
): Promise<PageTree[]> => {
  const workspaces = await store.workspaces.listOfUser(userId)
  return Promise.all(
    workspaces.map(async (workspace) => {
      const pages = await store.workspaces.listPages({ ...workspace, userId })
      return { workspace, ...nest(pagesWithin(pages)) }
    }),
  )
}

/** What lies in the trash is not among the pages, so that what stands below it is reached from nowhere. */
const nest = (pages: readonly PageTitle[]): Pick<PageTree, 'pages' | 'isCut'> => {
  const under = new Map<string | null, PageTitle[]>()
  for (const page of pages) {
    const siblings = under.get(page.parentId)
    if (siblings) siblings.push(page)
    else under.set(page.parentId, [page])
  }
  let left = MAX_PAGES
  let isCut = false
  const branchesOf = (parentId: string | null, depth: number): PageBranch[] => {
    const found = under.get(parentId) ?? []
    const shown = depth > MAX_DEPTH ? [] : found.slice(0, left)
    left -= shown.length
    isCut ||= shown.length < found.length
    return shown.map(({ pageId: id, kind, title, icon }) => {
      return { id, kind, title, icon, children: branchesOf(id, depth + 1) }
    })
  }
  const nested = branchesOf(null, 1)
  return { pages: nested, isCut }
}
