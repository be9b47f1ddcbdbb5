import type { Icon } from '../domain/content/media.js'
import { addressOf } from '../domain/content/page.js'
import { attributes, type Html, html } from '../lib/html.js'
import { pageIcon } from './page-icon.js'
import { tile } from './parts.js'

export type Label = { readonly id: string; readonly title: string; readonly icon: Icon | null }

/** The way from the workspace to a page or database; the last one is where the reader is, unless `isWithin`. */
export function breadcrumb(
  workspace: { readonly name: string; readonly icon: string | null },
  labels: readonly Label[],
  isWithin = false,
): Html {
  const crumbs = labels.map(({ id, title, icon }, index) => {
    const href = addressOf('', id, title)
    const current = !isWithin && index === labels.length - 1 && 'page'
    return html`<li><a${attributes({ href, 'aria-current': current })}>${pageIcon(icon)}<bdi>${title || 'Untitled'}</bdi></a></li>`
  })
  return html`<nav class="breadcrumb" aria-label="Breadcrumb"><ol>
<li><a href="/workspace">${tile(workspace.icon, workspace.name, 'small')}<bdi>${workspace.name}</bdi></a></li>
${crumbs}
</ol></nav>`
}
