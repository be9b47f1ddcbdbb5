import { attributes, type Html, html } from '../lib/html.js'
import { pageGlyph, tableGlyph } from './glyphs.js'
import { isEmoji, name } from './parts.js'

export type PageNode = {
  readonly id: string
  readonly kind?: 'page' | 'database'
  readonly title: string
  readonly icon: string | null
  readonly checked: boolean
  readonly children: readonly PageNode[]
}

const FILTER_FROM = 6

const countOf = (nodes: readonly PageNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + countOf(node.children), 0)

const hasChecked = (nodes: readonly PageNode[]): boolean =>
  nodes.some((node) => node.checked || hasChecked(node.children))

const iconOf = ({ icon, kind }: PageNode): Html =>
  html`<span class="page-icon" aria-hidden="true">${icon !== null && isEmoji(icon) ? icon : kind === 'database' ? tableGlyph : pageGlyph}</span>`

// The title stays outside the summary: a summary's text is its button's name, and a page called
// "Next steps" must not look like a button that goes on.
function branch(nodes: readonly PageNode[]): Html | undefined {
  if (nodes.length === 0) return undefined
  return html`<details${attributes({ open: hasChecked(nodes) })}>
<summary>${nodes.length}<span class="visually-hidden"> pages</span> inside</summary>
${list(nodes)}
</details>`
}

const item = (node: PageNode): Html => html`<li data-page>
<label class="page-row"><input${attributes({ type: 'checkbox', name: 'page_id', value: node.id, checked: node.checked })}>${iconOf(node)}${name(node.title || 'Untitled')}</label>
${branch(node.children)}
</li>`

const list = (nodes: readonly PageNode[]): Html =>
  html`<ul class="page-list">${nodes.map(item)}</ul>`

const tools = html`<div class="picker-tools" data-picker-tools hidden>
<label class="visually-hidden" for="page-filter">Search pages</label>
<input id="page-filter" type="search" placeholder="Search pages" autocomplete="off" data-picker-filter>
<button type="button" class="button button-small" data-picker-all>Select all</button>
<button type="button" class="button button-small" data-picker-none>Clear</button>
</div>`

const emptyPicker = html`<div class="picker-empty">
<p><strong>There are no pages here yet</strong></p>
<p class="hint">You can still connect. With no page chosen, it sees only pages it creates itself.</p>
</div>`

/** The tree of pages a person may share; belongs inside the consent form. */
export function pagePicker(pages: readonly PageNode[]): Html {
  if (pages.length === 0) return emptyPicker
  return html`<div data-picker>
${countOf(pages) >= FILTER_FROM && tools}
<div class="picker-scroll">
${list(pages)}
<p class="picker-empty hint" data-picker-nothing hidden>No page matches your search.</p>
</div>
<p class="hint picker-note"><span data-picker-count role="status"></span>
Choosing a page includes everything below it. With no page chosen, it sees only pages it creates itself.</p>
</div>`
}
