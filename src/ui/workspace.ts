import type { Icon } from '../domain/content/media.js'
import { attributes, type Html, html } from '../lib/html.js'
import { tableGlyph } from './glyphs.js'
import { type Chrome, page } from './layout.js'
import { pageIcon } from './page-icon.js'
import { pageHref } from './page-view.js'
import { emptyState, name, pageHeading, tile } from './parts.js'

export type TreePage = {
  readonly id: string
  readonly kind?: 'page' | 'database'
  readonly title: string
  /** An emoji or the address of a picture. */
  readonly icon: string | null
  readonly children: readonly TreePage[]
}

export type TreeOfWorkspace = {
  readonly name: string
  readonly icon: string | null
  readonly pages: readonly TreePage[]
  /** There are more pages than are listed. */
  readonly isCut: boolean
}

const iconOf = (icon: string | null): Icon | null => {
  if (icon === null) return null
  return icon.startsWith('http') ? { type: 'external', url: icon } : { type: 'emoji', emoji: icon }
}

// The link stays outside the summary: a control within a control cannot be reached by everybody.
const item = ({ id, kind, title, icon, children }: TreePage, isTop: boolean): Html => html`<li>
<a class="tree-row"${attributes({ href: pageHref(id, title) })}>${icon === null && kind === 'database' ? html`<span class="page-icon" aria-hidden="true">${tableGlyph}</span>` : pageIcon(iconOf(icon))}${name(title || 'Untitled')}</a>
${
  children.length > 0 &&
  html`<details${attributes({ open: isTop })}>
<summary><span class="visually-hidden">Pages in ${title || 'Untitled'}</span></summary>
${list(children, false)}
</details>`
}
</li>`

const list = (pages: readonly TreePage[], isTop: boolean): Html =>
  html`<ul class="tree">${pages.map((one) => item(one, isTop))}</ul>`

const section = (workspace: TreeOfWorkspace): Html => html`<section class="card tree-card">
<h2 class="tree-head">${tile(workspace.icon, workspace.name, 'small')}${name(workspace.name)}</h2>
${
  workspace.pages.length === 0
    ? html`<p class="muted tree-empty">There are no pages here for you yet. What is shared with you appears here.</p>`
    : list(workspace.pages, true)
}
${workspace.isCut && html`<p class="hint tree-empty">There are more pages than are listed here. Open a page to see what is below it.</p>`}
</section>`

/** Every page that is shared with a person. */
export function workspacePage(view: {
  readonly chrome: Chrome
  readonly workspaces: readonly TreeOfWorkspace[]
}): Html {
  const body = html`${pageHeading('Workspace', 'Every page that is shared with you, to be read.')}
${
  view.workspaces.length === 0
    ? emptyState('No workspaces yet', 'Ask the owner of a workspace to invite you.')
    : html`<div class="cards">${view.workspaces.map(section)}</div>`
}`
  return page(view.chrome, body)
}
