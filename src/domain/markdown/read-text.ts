import type { Nodes, PhrasingContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { mathFromMarkdown } from 'mdast-util-math'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { math } from 'micromark-extension-math'
import type { MentionRequest, RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { colorFrom, idIn, readAttributes } from './read-tag.js'

/** How long one stretch of text may be, a link and an equation. Contract §4.3. */
const MAX_TEXT = 2000
const MAX_EQUATION = 1000

/** A line of Notion's markdown is one block: what CommonMark would read as a block is text here. */
const linesOnly = {
  disable: {
    null: [
      'headingAtx',
      'setextUnderline',
      'list',
      'blockQuote',
      'codeIndented',
      'codeFenced',
      'thematicBreak',
      'htmlFlow',
      'definition',
      'mathFlow',
    ],
  },
}

const reading = {
  extensions: [gfmStrikethrough({ singleTilde: false }), math(), linesOnly],
  mdastExtensions: [gfmStrikethroughFromMarkdown(), mathFromMarkdown()],
}

type Annotations = NonNullable<RichTextItemRequest['annotations']>
type Style = {
  readonly annotations: Annotations
  readonly link: string | null
  /** How many marks it stands within. */
  readonly depth: number
}

/** Marks within more marks than this are text. */
const MAX_DEPTH = 100

const PLAIN: Style = { annotations: {}, link: null, depth: 0 }

/** One line of Notion's markdown as rich text. Notion: guides/data-apis/enhanced-markdown. */
export const readText = (line: string): RichTextItemRequest[] => {
  const [paragraph] = fromMarkdown(line, reading).children
  if (paragraph?.type !== 'paragraph') return []
  return joined(readAll(paragraph.children, PLAIN, line))
}

/** Lines of it that stay lines. */
export const readLines = (markdown: string): RichTextItemRequest[] =>
  joined(
    markdown
      .trimEnd()
      .split(/\r\n?|\n/)
      .flatMap((line, index) => [...(index > 0 ? [textItem('\n', PLAIN)] : []), ...readText(line)]),
  )

const readAll = (
  nodes: readonly PhrasingContent[],
  outer: Style,
  line: string,
): RichTextItemRequest[] => {
  const items: RichTextItemRequest[] = []
  const spans: Style[] = []
  let style = outer
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index] as PhrasingContent
    if (node.type !== 'html') {
      items.push(...readNode(node, style, line))
      continue
    }
    const tag = node.value
    if (/^<br\s*\/?>$/.test(tag)) items.push(textItem('\n', style))
    else if (tag === '</span>' && spans.length > 0) style = spans.pop() ?? outer
    else if (tag.startsWith('<span')) {
      spans.push(style)
      style = spanned(style, readAttributes(tag))
    } else {
      const mention = mentionIn(tag)
      items.push(mention ? { mention, annotations: style.annotations } : textItem(tag, style))
      if (mention === undefined || tag.endsWith('/>')) continue
      const end = `</${/^<([\w-]+)/.exec(tag)?.[1]}>`
      const closing = nodes.findIndex(
        (other, at) => at > index && other.type === 'html' && other.value === end,
      )
      if (closing > index) index = closing
    }
  }
  return items
}

const readNode = (node: PhrasingContent, style: Style, line: string): RichTextItemRequest[] => {
  const marked = (mark: keyof Annotations): Style => ({
    ...style,
    annotations: { ...style.annotations, [mark]: true },
    depth: style.depth + 1,
  })
  if (style.depth > MAX_DEPTH) return [textItem(source(node, line), style)]
  switch (node.type) {
    case 'text':
      return [textItem(node.value, style)]
    case 'strong':
      return readAll(node.children, marked('bold'), line)
    case 'emphasis':
      return readAll(node.children, marked('italic'), line)
    case 'delete':
      return readAll(node.children, marked('strikethrough'), line)
    case 'inlineCode':
      return [textItem(node.value, marked('code'))]
    case 'inlineMath': {
      const written = source(node, line)
      const isEquation = !/^\$+\s|\s\$+$/.test(written) && node.value.length <= MAX_EQUATION
      if (!isEquation) return [textItem(written, style)]
      return [{ equation: { expression: node.value }, annotations: style.annotations }]
    }
    case 'link':
      if (node.url === '' || node.url.length > MAX_TEXT) return readAll(node.children, style, line)
      return readAll(node.children, { ...style, link: node.url }, line)
    case 'break':
      return [textItem('\n', style)]
    default:
      return [textItem(source(node, line), style)]
  }
}

const source = ({ position }: Nodes, line: string): string =>
  line.slice(position?.start.offset, position?.end.offset)

const textItem = (content: string, { annotations, link }: Style): RichTextItemRequest => ({
  text: { content, link: link === null ? null : { url: link } },
  annotations,
})

const spanned = (style: Style, { underline, color }: Record<string, string>): Style => {
  const ink = colorFrom(color)
  return {
    ...style,
    annotations: {
      ...style.annotations,
      ...(underline === 'true' && { underline: true }),
      ...(ink !== undefined && { color: ink }),
    },
  }
}

const mentionIn = (tag: string): MentionRequest | undefined => {
  const { url = '', start, startTime, end, endTime, timeZone } = readAttributes(tag)
  const id = idIn(url)
  switch (/^<mention-([\w-]+)/.exec(tag)?.[1]) {
    case 'user':
      return id === undefined ? undefined : { user: { id } }
    case 'page':
      return id === undefined ? undefined : { page: { id } }
    case 'database':
      return id === undefined ? undefined : { database: { id } }
    case 'date': {
      if (start === undefined) return undefined
      const moment = (day: string, time: string | undefined) =>
        time === undefined ? day : `${day}T${time}:00`
      return {
        date: {
          start: moment(start, startTime),
          end: end === undefined ? null : moment(end, endTime),
          time_zone: timeZone ?? null,
        },
      }
    }
    default:
      return undefined
  }
}

/** Neighbours that look the same as one, and what is too long for one as several. */
const joined = (items: readonly RichTextItemRequest[]): RichTextItemRequest[] => {
  const whole: RichTextItemRequest[] = []
  for (const item of items) {
    const last = whole.at(-1)
    if (last && 'text' in last && 'text' in item && looksOf(last) === looksOf(item)) {
      const content = last.text.content + item.text.content
      whole[whole.length - 1] = { ...last, text: { ...last.text, content } }
    } else whole.push(item)
  }
  return whole.flatMap((item): RichTextItemRequest[] => ('text' in item ? splitItem(item) : [item]))
}

const looksOf = (item: RichTextItemRequest): string =>
  JSON.stringify([
    Object.entries(item.annotations ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    'text' in item ? item.text.link : null,
  ])

type TextItem = Extract<RichTextItemRequest, { readonly text: unknown }>

const splitItem = (item: TextItem): TextItem[] =>
  partsOf(item.text.content).map((content) => ({ ...item, text: { ...item.text, content } }))

/** Text in parts of at most 2,000 UTF-16 units; no character is cut in two. */
export const partsOf = (content: string): string[] => {
  const parts: string[] = []
  for (let at = 0; at < content.length; ) {
    const isCut = /[\uD800-\uDBFF]/.test(content.charAt(at + MAX_TEXT - 1))
    const end = at + MAX_TEXT - (isCut ? 1 : 0)
    parts.push(content.slice(at, end))
    at = end
  }
  return parts
}
