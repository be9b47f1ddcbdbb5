import type { Icon } from '../domain/content/media.js'
import { addressOf } from '../domain/content/page.js'
import { attributes, type Html, html } from '../lib/html.js'
import { breadcrumb, type Label } from './breadcrumb.js'
import { databaseTable, type TableProps } from './database-table.js'
import { type Chrome, page } from './layout.js'
import { iconPicture, pageIcon, pictureAddress } from './page-icon.js'
import { emptyState } from './parts.js'
import { shareLink } from './sharing.js'

export type DatabaseViewProps = {
  readonly chrome: Chrome
  readonly workspace: { readonly name: string; readonly icon: string | null }
  readonly databaseId: string
  readonly title: string
  readonly description: string
  readonly icon: Icon | null
  readonly coverUrl: string | undefined
  readonly inTrash: boolean
  readonly isSharer: boolean
  readonly ancestors: readonly Label[]
  /** Undefined: it has no data source. */
  readonly table: TableProps | undefined
}

const noSource = (): Html =>
  emptyState('This database has no table', 'An integration can add a data source to it.')

/** A database of a workspace, to be read. */
export function databaseView(view: DatabaseViewProps): Html {
  const { databaseId, title, icon, coverUrl, description } = view
  const cover = pictureAddress(coverUrl)
  const picture = iconPicture(icon)
  const body = html`${breadcrumb(view.workspace, [...view.ancestors, { id: databaseId, title, icon }])}
${view.inTrash && html`<div class="notice notice-error" role="status">This database is in the trash.</div>`}
<article class="doc doc-wide">
<header class="doc-head">${
    cover !== undefined &&
    html`<img class="cover"${attributes({ src: cover, alt: '', referrerpolicy: 'no-referrer' })}>`
  }${picture && html`<div class="doc-icon" aria-hidden="true">${picture}</div>`}<h1>${title || html`<span class="muted">Untitled</span>`}</h1>
${description !== '' && html`<p class="lead">${description}</p>`}${view.isSharer && shareLink(databaseId)}</header>
${view.table ? databaseTable(view.table) : noSource()}
</article>`
  return page(view.chrome, body)
}

/** A database within a page: its title leads to the whole of it. */
export function inlineDatabase(
  databaseId: string,
  title: string,
  icon: Icon | null,
  table: TableProps | undefined,
): Html {
  const href = addressOf('', databaseId, title)
  return html`<section class="inline-database" aria-label="${title || 'Untitled database'}">
<h2 class="inline-database-title"><a${attributes({ href })}>${pageIcon(icon)}<bdi>${title || 'Untitled'}</bdi></a></h2>
${table ? databaseTable(table) : html`<p class="block-note">This database has no table.</p>`}
</section>`
}
