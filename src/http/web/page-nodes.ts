import type { PageTitle } from '../../domain/workspaces/workspace.js'
import type { PageNode } from '../../ui/page-picker.js'

/** Nests pages under their parents; a page whose parent is not there stands at the top. */
export const treeOf = (pages: readonly PageTitle[], chosen: ReadonlySet<string>): PageNode[] => {
  const ids = new Set(pages.map(({ pageId }) => pageId))
  const under = new Map<string | null, PageTitle[]>()
  for (const page of pages) {
    const parent = page.parentId !== null && ids.has(page.parentId) ? page.parentId : null
    under.set(parent, [...(under.get(parent) ?? []), page])
  }
  const nodesUnder = (parent: string | null): PageNode[] =>
    (under.get(parent) ?? []).map(({ pageId, kind, title, icon }) => ({
      id: pageId,
      kind,
      title,
      icon,
      checked: chosen.has(pageId),
      children: nodesUnder(pageId),
    }))
  return nodesUnder(null)
}
