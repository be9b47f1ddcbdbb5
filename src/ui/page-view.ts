import type { ContentNode } from '../domain/content/content-tree.js'
import { addressOf, type Page, titleOf } from '../domain/content/page.js'
import type { ShownValue } from '../domain/content/shown-value.js'
import { attributes, type Html, html } from '../lib/html.js'
import { placeOf } from './block-media.js'
import { contentBlocks } from './blocks.js'
import { breadcrumb, type Label } from './breadcrumb.js'
import { type CommentShown, commentsOf } from './comments.js'
import { type Chrome, page as wholePage } from './layout.js'
import { iconPicture, pictureAddress } from './page-icon.js'
import { pager } from './parts.js'
import { propertyList } from './property-list.js'
import { type Names, richText } from './rich-text.js'
import { shareLink } from './sharing.js'

export type PageViewProps = {
  readonly chrome: Chrome
  readonly workspace: { readonly name: string; readonly icon: string | null }
  readonly pageId: string
  readonly page: Page
  /** What it has as a row of a table, if it is one. */
  readonly properties: readonly ShownValue[]
  /** The block that is shown instead of the whole page. */
  readonly blockId: string | undefined
  readonly ancestors: readonly Label[]
  readonly tree: readonly ContentNode[]
  readonly inTrash: boolean
  readonly isSharer: boolean
  readonly isContinued: boolean
  readonly next: string | undefined
  readonly labels: ReadonlyMap<string, Label>
  readonly names: ReadonlyMap<string, string>
  readonly emojis?: ReadonlyMap<string, { readonly name: string; readonly url: string }>
  /** Databases in the page, by their ids, each as it is shown in its place. */
  readonly databases?: ReadonlyMap<string, Html>
  /** What was said of the page and of what is shown of it, oldest first. */
  readonly comments?: readonly CommentShown[]
}

/** Where a page is read by a person. */
export const pageHref = (id: string, title: string): string => addressOf('', id, title)

const namesOf = ({ labels, names, emojis }: PageViewProps): Names => ({
  user: (id) => names.get(id),
  emoji: (id) => emojis?.get(id),
  place(id) {
    const label = labels.get(id)
    return label && { ...label, href: pageHref(id, label.title) }
  },
})

const trail = ({ workspace, ancestors, pageId, page, blockId }: PageViewProps): Html => {
  const own = { id: pageId, title: titleOf(page), icon: page.icon }
  return breadcrumb(workspace, [...ancestors, own], blockId !== undefined)
}

const head = (view: PageViewProps): Html => {
  const { page, blockId } = view
  const title = richText(page.title, namesOf(view))
  const shown = title.length > 0 ? html`${title}` : html`<span class="muted">Untitled</span>`
  if (blockId !== undefined) return html`<h1>Part of ${shown}</h1>`
  const icon = iconPicture(page.icon)
  const cover = page.cover ? pictureAddress(placeOf(page.cover)) : undefined
  return html`${
    cover !== undefined &&
    html`<img class="cover"${attributes({ src: cover, alt: '', referrerpolicy: 'no-referrer' })}>`
  }${icon && html`<div class="doc-icon" aria-hidden="true">${icon}</div>`}<h1>${shown}</h1>`
}

/** A page of a workspace, to be read. */
export function pageView(view: PageViewProps): Html {
  const { pageId, page, properties, blockId, tree, inTrash, isContinued, next } = view
  const way = trail(view)
  const address =
    blockId === undefined ? pageHref(pageId, titleOf(page)) : `/p/${blockId.replaceAll('-', '')}`
  const content = contentBlocks(tree, namesOf(view), way, view.databases)
  const body = html`${way}
${inTrash && html`<div class="notice notice-error" role="status">This ${blockId === undefined ? 'page' : 'block'} is in the trash.</div>`}
<article class="doc">
<header class="doc-head">${head(view)}${view.isSharer && !isContinued && shareLink(pageId)}</header>
${properties.length > 0 && !isContinued && propertyList(properties, namesOf(view))}
${isContinued && html`<p class="hint">This goes on from an earlier part. <a${attributes({ href: address })}>From the beginning</a></p>`}
<div class="doc-body">${content.length > 0 ? content : html`<p class="muted">This page is empty.</p>`}</div>
${pager(next === undefined ? null : `${address}?from=${next}`, 'Show more')}
${commentsOf(view.comments ?? [], namesOf(view))}
</article>`
  return wholePage(view.chrome, body)
}
