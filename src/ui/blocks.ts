import { type ContentNode, headingLevelOf, nodesIn } from '../domain/content/content-tree.js'
import { addressOf, titleOf } from '../domain/content/page.js'
import { attributes, type Html, html } from '../lib/html.js'
import { addressCard, codeBlock, fileCard, pictureBlock, placeOf } from './block-media.js'
import { equation } from './equation.js'
import { checkGlyph, tableGlyph } from './glyphs.js'
import { iconPicture, pageIcon } from './page-icon.js'
import { inkOf, type Names, richText, wordsOf } from './rich-text.js'

/** What blocks need to know of the page around them. */
type Frame = {
  readonly names: Names
  readonly breadcrumb: Html
  /** Where links lead to; a block that is shown twice has one place. */
  readonly anchors: ReadonlyMap<ContentNode, string>
  /** Databases that are shown in their place, by their ids. */
  readonly databases: ReadonlyMap<string, Html>
}

/** The content of a page, or of a part of it. */
export function contentBlocks(
  tree: readonly ContentNode[],
  names: Names,
  breadcrumb: Html,
  databases: ReadonlyMap<string, Html> = new Map(),
): readonly Html[] {
  return runs(tree, { names, breadcrumb, anchors: anchorsIn(tree), databases })
}

const anchorsIn = (tree: readonly ContentNode[]): ReadonlyMap<ContentNode, string> => {
  const anchors = new Map<ContentNode, string>()
  const seen = new Set<string>()
  for (const node of nodesIn(tree)) {
    const { blockId } = node.block
    if (headingLevelOf(node) === undefined || seen.has(blockId)) continue
    seen.add(blockId)
    anchors.set(node, `h-${blockId.replaceAll('-', '')}`)
  }
  return anchors
}

const LISTS = {
  bulleted_list_item: 'bulleted',
  numbered_list_item: 'numbered',
  to_do: 'to-dos',
} as const

const listOf = ({ block }: ContentNode): 'bulleted' | 'numbered' | 'to-dos' | undefined =>
  LISTS[block.type as keyof typeof LISTS]

/** Items of one kind that follow each other are one list. */
const runs = (nodes: readonly ContentNode[], frame: Frame): readonly Html[] => {
  const groups: ContentNode[][] = []
  for (const node of nodes) {
    const last = groups.at(-1)
    const list = listOf(node)
    if (last?.[0] && list !== undefined && listOf(last[0]) === list) last.push(node)
    else groups.push([node])
  }
  return groups.map((group) => {
    const [first] = group
    const list = first && listOf(first)
    if (!first || list === undefined) return html`${group.map((node) => block(node, frame))}`
    const items = group.map((node) => item(node, frame))
    if (list === 'numbered') {
      const start = first.ordinal === 1 ? undefined : first.ordinal
      return html`<ol class="numbered"${attributes({ start })}>${items}</ol>`
    }
    return html`<ul class="${list}">${items}</ul>`
  })
}

const ink = (node: ContentNode, ...more: readonly string[]): string =>
  [...more, inkOf(node.block.body.color)].filter((name) => name !== undefined).join(' ')

const item = (node: ContentNode, frame: Frame): Html => {
  const text = line(node, frame)
  if (node.block.type !== 'to_do') {
    return html`<li class="${ink(node)}">${text}${below(node, frame)}</li>`
  }
  const done = node.block.body.checked === true
  return html`<li class="${ink(node, done ? 'done' : 'open')}"><span class="box" role="img" aria-label="${done ? 'Done' : 'To do'}">${done && checkGlyph}</span><div class="to-do-text">${text}${below(node, frame)}</div></li>`
}

const line = ({ block: { body } }: ContentNode, { names }: Frame): Html =>
  html`<p class="line">${richText(body.rich_text, names)}</p>`

/** What stands below a block, set in. */
const below = (node: ContentNode, frame: Frame): Html | false => {
  const inside = inner(node, frame)
  return inside && html`<div class="below">${inside}</div>`
}

const inner = (node: ContentNode, frame: Frame): Html | false => {
  const { block, children, isTooDeep, isLost } = node
  if (isLost) return note('The original of this block is not here any more.')
  if (isTooDeep) {
    const href = `/p/${block.blockId.replaceAll('-', '')}`
    return html`<p><a href="${href}">Show what is nested here</a></p>`
  }
  return children.length > 0 && html`${runs(children, frame)}`
}

const note = (text: string): Html => html`<p class="block-note">${text}</p>`

const disclosure = (node: ContentNode, title: Html, frame: Frame, className = 'toggle'): Html =>
  html`<details class="${ink(node, className)}"${attributes({ open: node.isContinued })}>
<summary>${title}</summary>
<div class="below">${inner(node, frame) || note('Nothing inside.')}</div>
</details>`

const heading = (node: ContentNode, level: number, frame: Frame): Html => {
  const { body } = node.block
  const isToggle = body.is_toggleable === true
  const text = richText(body.rich_text, frame.names)
  const own = attributes({
    id: frame.anchors.get(node),
    class: ink(node, 'heading', `heading-${level}`),
  })
  const title = [
    html`<h2${own}>${text}</h2>`,
    html`<h3${own}>${text}</h3>`,
    html`<h4${own}>${text}</h4>`,
    html`<h5${own}>${text}</h5>`,
  ][level - 1]
  return isToggle ? disclosure(node, title ?? html`${text}`, frame) : html`${title}`
}

const contents = (node: ContentNode, { names, anchors }: Frame): Html => {
  const rows = [...anchors].flatMap(([{ block, ...rest }, id]) => {
    const words = wordsOf(block.body.rich_text, names)
    const level = headingLevelOf({ block, ...rest })
    return words.trim() === ''
      ? []
      : [html`<li class="contents-${level}"><a href="#${id}">${words}</a></li>`]
  })
  if (rows.length === 0) return note('Headings of this page are listed here.')
  return html`<nav class="${ink(node, 'contents')}" aria-label="Table of contents"><ul>${rows}</ul></nav>`
}

const table = (node: ContentNode, frame: Frame): Html => {
  const { has_column_header, has_row_header } = node.block.body
  const [first, ...others] = node.children
  const head = has_column_header === true && !node.isContinued ? first : undefined
  const rows = head ? others : node.children
  return html`<div class="grid-scroll" role="region" aria-label="Table" tabindex="0"><table class="grid">
${head && html`<thead>${row(head, frame, 'column')}</thead>`}
<tbody>${rows.map((one) => row(one, frame, has_row_header === true ? 'row' : undefined))}</tbody>
</table></div>`
}

const row = ({ block: { body } }: ContentNode, frame: Frame, scope?: 'row' | 'column'): Html => {
  const cells = (body.cells ?? []).map((cell, index) => {
    const text = richText(cell, frame.names)
    if (scope === 'column') return html`<th scope="col">${text}</th>`
    if (scope === 'row' && index === 0) return html`<th scope="row">${text}</th>`
    return html`<td>${text}</td>`
  })
  return html`<tr>${cells}</tr>`
}

const TWELFTHS = 12

/** A policy that allows no inline style leaves widths to classes: so many twelfths. */
const columns = ({ children }: ContentNode, frame: Frame): Html => {
  const shown = children.map((column) => {
    const { width_ratio } = column.block.body
    const ratio = typeof width_ratio === 'number' ? width_ratio : 1 / children.length
    const share = Math.min(TWELFTHS, Math.max(1, Math.round(ratio * TWELFTHS)))
    return html`<div class="column share-${share}">${inner(column, frame)}</div>`
  })
  return html`<div class="columns">${shown}</div>`
}

const pageLink = (href: string, title: string, icon: Html): Html =>
  html`<p class="page-link"><a href="${href}">${icon}<bdi>${title || 'Untitled'}</bdi></a></p>`

const linkToPage = ({ block: { body } }: ContentNode, { names }: Frame): Html => {
  const place = body.link && names.place(body.link.id)
  if (place) return pageLink(place.href, place.title, pageIcon(place.icon))
  return note(
    body.link?.type === 'comment_id'
      ? 'A link to a comment.'
      : 'A link to a page that is not here any more.',
  )
}

const callout = (node: ContentNode, frame: Frame): Html => {
  const icon = iconPicture(node.block.body.icon ?? null)
  return html`<div class="${ink(node, 'callout')}" role="note">${icon && html`<span class="callout-icon" aria-hidden="true">${icon}</span>`}<div class="callout-text">${line(node, frame)}${inner(node, frame)}</div></div>`
}

const block = (node: ContentNode, frame: Frame): Html => {
  const { type, body, blockId } = node.block
  const { names } = frame
  const caption = richText(body.caption, names)
  const url = String(body.url ?? '')
  switch (type) {
    case 'paragraph':
      return html`<div class="${ink(node, 'paragraph')}">${line(node, frame)}${below(node, frame)}</div>`
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
    case 'heading_4':
      return heading(node, headingLevelOf(node) ?? 1, frame)
    case 'bulleted_list_item':
    case 'numbered_list_item':
    case 'to_do':
      return item(node, frame)
    case 'toggle':
      return disclosure(node, html`${richText(body.rich_text, names)}`, frame)
    case 'template':
      return disclosure(
        node,
        html`<span class="template-label">Template</span> ${richText(body.rich_text, names)}`,
        frame,
        'toggle template',
      )
    case 'tab':
      return html`<div class="tabs">${node.children.map((tab, index) => tabPanel(tab, index, frame))}</div>`
    case 'quote':
      return html`<blockquote class="${ink(node, 'quote')}">${line(node, frame)}${inner(node, frame)}</blockquote>`
    case 'callout':
      return callout(node, frame)
    case 'code':
      return codeBlock(String(body.language ?? ''), richText(body.rich_text, names), caption)
    case 'equation':
      return html`<div class="equation">${equation(String(body.expression ?? ''), true)}</div>`
    case 'divider':
      return html`<hr>`
    case 'breadcrumb':
      return frame.breadcrumb
    case 'table_of_contents':
      return contents(node, frame)
    case 'embed':
      if (body.file) return fileCard('HTML', placeOf(body.file), undefined, caption)
      return addressCard('Embed', url, caption)
    case 'bookmark':
      return addressCard('Bookmark', url, caption)
    case 'link_preview':
      return addressCard('Link', url, caption)
    case 'image':
      return pictureBlock(placeOf(body.file), wordsOf(body.caption, names), caption)
    case 'video':
      return fileCard('Video', placeOf(body.file), undefined, caption)
    case 'audio':
      return fileCard('Audio', placeOf(body.file), undefined, caption)
    case 'pdf':
      return fileCard('PDF', placeOf(body.file), undefined, caption)
    case 'file':
      return fileCard('File', placeOf(body.file), body.name, caption)
    case 'link_to_page':
      return linkToPage(node, frame)
    case 'table':
      return table(node, frame)
    case 'table_row':
      return html`<div class="grid-scroll"><table class="grid"><tbody>${row(node, frame)}</tbody></table></div>`
    case 'column_list':
      return columns(node, frame)
    case 'column':
      return html`<div>${inner(node, frame)}</div>`
    case 'synced_block':
      return html`<div class="synced">${inner(node, frame)}</div>`
    case 'child_page': {
      const title = node.page ? titleOf(node.page) : ''
      return pageLink(addressOf('', blockId, title), title, pageIcon(node.page?.icon ?? null))
    }
    case 'child_database':
      return frame.databases.get(blockId) ?? databaseLink(node)
    default:
      return note('This kind of block cannot be shown.')
  }
}

const databaseLink = ({ block: { blockId, body }, page }: ContentNode): Html => {
  const title = page ? titleOf(page) : String(body.title ?? '')
  const icon = iconPicture(page?.icon ?? null) ?? tableGlyph
  return html`<p class="page-link"><a href="${addressOf('', blockId, title)}"><span class="page-icon" aria-hidden="true">${icon}</span><bdi>${title || 'Untitled'}</bdi></a><span class="muted">Database</span></p>`
}

const tabPanel = (tab: ContentNode, index: number, frame: Frame): Html => {
  const icon = iconPicture(tab.block.body.icon ?? null)
  return html`<details class="toggle tab"${attributes({ open: index === 0 || tab.isContinued })}>
<summary>${icon && html`<span aria-hidden="true">${icon}</span> `}${richText(tab.block.body.rich_text, frame.names)}</summary>
<div class="below">${inner(tab, frame) || note('Nothing inside.')}</div>
</details>`
}
