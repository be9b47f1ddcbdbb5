import type { Block } from '../content/block.js'
import type { ContentNode } from '../content/content-tree.js'
import { addressOf, titleOf } from '../content/page.js'
import type { Named } from '../content/rich-text.js'
import { address, colorName, escaped, tagAttributes, writeText } from './write-text.js'

/** What a page of markdown needs to know of what is around it. */
export type Surroundings = {
  readonly named: Named
  /** The address of this server. */
  readonly origin: string
  /** The page that the blocks stand in. */
  readonly pageId: string
}

/** Blocks as Notion's markdown, each one level deeper than the one that it stands below. */
export const writeBlocks = (nodes: readonly ContentNode[], around: Surroundings): string =>
  nodes.map((node) => writeBlock(node, around)).join('\n')

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `\t${line}`))
    .join('\n')

/** `{toggle="true" color="red"}` behind the first line of a block. */
const marks = (values: Readonly<Record<string, string | undefined>>): string => {
  const written = tagAttributes(values).trim()
  return written === '' ? '' : ` {${written}}`
}

/** What would begin a heading, a list, a rule or the like reads as text. */
const asText = (line: string): string =>
  line.replace(
    /^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|-{3,}$|\d{1,9}(?=[.)](?:\s|$)))/,
    (_, blank, sign) => (/^\d/.test(sign) ? `${blank}${sign}\\` : `${blank}\\${sign}`),
  )

/** One block, with what stands below it, as Notion's markdown. */
export const writeBlock = (node: ContentNode, around: Surroundings): string => {
  const { block, children } = node
  const { type, body } = block
  if (node.isTooDeep || node.isLost) return unknown(block, around)
  const text = writeText(body.rich_text ?? [], around.named)
  const color = colorName(body.color)
  const withChildren = (line: string): string =>
    children.length === 0 ? line : `${line}\n${indented(writeBlocks(children, around))}`
  const tag = (
    name: string,
    attributes: Readonly<Record<string, string | undefined>>,
    inner = '',
  ) =>
    inner === ''
      ? `<${name}${tagAttributes(attributes)}>\n</${name}>`
      : `<${name}${tagAttributes(attributes)}>\n${indented(inner)}\n</${name}>`
  const below = () => writeBlocks(children, around)
  switch (type) {
    case 'paragraph':
      if (text === '' && children.length === 0) return '<empty-block/>'
      return withChildren(`${text === '' ? '<empty-block/>' : asText(text)}${marks({ color })}`)
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
    case 'heading_4': {
      const toggle = body.is_toggleable === true ? 'true' : undefined
      return withChildren(`${'#'.repeat(Number(type.at(-1)))} ${text}${marks({ toggle, color })}`)
    }
    case 'bulleted_list_item':
      return withChildren(`- ${text}${marks({ color })}`)
    case 'numbered_list_item':
      return withChildren(`${node.ordinal ?? 1}. ${text}${marks({ color })}`)
    case 'to_do':
      return withChildren(`- [${body.checked === true ? 'x' : ' '}] ${text}${marks({ color })}`)
    case 'quote':
      return withChildren(`> ${text}${marks({ color })}`)
    case 'toggle': {
      const inner = children.length === 0 ? '' : `\n${indented(below())}`
      return `<details${tagAttributes({ color })}>\n<summary>${text}</summary>${inner}\n</details>`
    }
    case 'callout': {
      const icon = body.icon?.type === 'emoji' ? body.icon.emoji : undefined
      const inner = [text === '' ? [] : [asText(text)], children.length === 0 ? [] : [below()]]
      return tag('callout', { icon, color }, inner.flat().join('\n'))
    }
    case 'code': {
      const content = (body.rich_text ?? []).map((one) => ('content' in one ? one.content : ''))
      return fenced(String(body.language ?? ''), content.join(''))
    }
    case 'equation':
      return `$$\n${String(body.expression ?? '')}\n$$`
    case 'divider':
      return '---'
    case 'table':
      return writeTable(node, around)
    case 'column_list':
      return tag('columns', {}, children.map((column) => writeBlock(column, around)).join('\n'))
    case 'column':
      return tag('column', {}, below())
    case 'image':
      return `![${writeText(body.caption ?? [], around.named)}](${address(fileAddress(block, around))})`
    case 'audio':
    case 'video':
    case 'file':
    case 'pdf': {
      const caption = writeText(body.caption ?? [], around.named)
      return `<${type}${tagAttributes({ src: fileAddress(block, around) })}>${caption}</${type}>`
    }
    case 'table_of_contents':
      return `<table_of_contents${tagAttributes({ color })}/>`
    case 'synced_block': {
      const original = body.synced_from ?? null
      const name = original === null ? 'synced_block' : 'synced_block_reference'
      const url = blockAddress(original ?? block.blockId, around)
      return tag(name, { url }, below())
    }
    case 'child_page': {
      const title = node.page ? titleOf(node.page) : ''
      const url = addressOf(around.origin, block.blockId, '')
      return `<page${tagAttributes({ url })}>${escaped(title)}</page>`
    }
    case 'child_database': {
      const url = addressOf(around.origin, block.blockId, '')
      return `<database${tagAttributes({ url })}>${escaped(String(body.title ?? ''))}</database>`
    }
    default:
      return unknown(block, around)
  }
}

const fenced = (language: string, content: string): string => {
  const runs = content.match(/^`{3,}/gm) ?? []
  const fence = '`'.repeat(Math.max(2, ...runs.map(({ length }) => length)) + 1)
  return `${fence}${language === 'plain text' ? '' : language}\n${content}\n${fence}`
}

const writeTable = (
  { block: { body }, children }: ContentNode,
  { named }: Surroundings,
): string => {
  const attributes = tagAttributes({
    'header-row': body.has_column_header === true ? 'true' : undefined,
    'header-column': body.has_row_header === true ? 'true' : undefined,
  })
  const rows = children.map(({ block: row }) => {
    const cells = (row.body.cells ?? []).map((cell) => `\t\t<td>${writeText(cell, named)}</td>`)
    return `\t<tr>\n${cells.join('\n')}\n\t</tr>`
  })
  return `<table${attributes}>\n${rows.join('\n')}\n</table>`
}

type Part = Pick<Block, 'blockId' | 'type' | 'body'>

const fileAddress = ({ body: { file } }: Part, { named }: Surroundings): string => {
  if (file === undefined) return ''
  return file.type === 'external' ? file.url : named.file(file).url
}

const blockAddress = (blockId: string, { origin, pageId }: Surroundings): string =>
  `${addressOf(origin, pageId, '')}#${blockId.replaceAll('-', '')}`

/** What markdown has no words for, or what was not read: where it stands, and what it is. */
const unknown = ({ blockId, type }: Part, around: Surroundings): string =>
  `<unknown${tagAttributes({ url: blockAddress(blockId, around), alt: type })}/>`
