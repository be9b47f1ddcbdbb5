import { ApiError } from '../../contract/errors.js'
import type { BlockRequest } from '../../contract/objects/blocks.js'
import { languages } from '../../contract/objects/languages.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { colorFrom, idIn, readAttributes } from './read-tag.js'
import { partsOf, readText } from './read-text.js'

/** A block of markdown, and the lines that it was read from. */
export type ReadBlock = {
  /** Undefined: it names something that markdown cannot make anew. */
  readonly request: BlockRequest | undefined
  /** As it was written, without what stands around it. */
  readonly source: string
}

/** Notion's markdown as blocks: each line is one, what is indented deeper stands below it. */
export const readBlocks = (markdown: string): ReadBlock[] => {
  const lines = markdown.split(/\r\n?|\n/).map(lineFrom)
  return blocksFrom({ lines, at: 0, open: [], depth: 0 }, 0)
}

type Line = { readonly raw: string; readonly text: string; readonly width: number }

/** What is left to read, and the tags that are open around it. */
type Reader = { readonly lines: Line[]; at: number; readonly open: string[]; depth: number }

const TAB = 4

const lineFrom = (raw: string): Line => {
  const blank = /^[ \t]*/.exec(raw)?.[0] ?? ''
  const width = [...blank].reduce((sum, sign) => sum + (sign === '\t' ? TAB : 1), 0)
  return { raw, text: raw.slice(blank.length), width }
}

const CONTAINERS = [
  'callout',
  'columns',
  'column',
  'details',
  'synced_block',
  'synced_block_reference',
]

const closes = ({ open }: Reader, { text }: Line): boolean =>
  open.some((name) => text.trimEnd() === `</${name}>`)

/** Errors: `validation_error` for blocks that are nested too deeply. */
const blocksFrom = (reader: Reader, leastWidth: number): ReadBlock[] => {
  if (reader.depth === MAX_DEPTH) {
    throw new ApiError('validation_error', `Markdown may nest at most ${MAX_DEPTH} levels.`)
  }
  reader.depth += 1
  const blocks = siblingsFrom(reader, leastWidth)
  reader.depth -= 1
  return blocks
}

const MAX_DEPTH = 100

const siblingsFrom = (reader: Reader, leastWidth: number): ReadBlock[] => {
  const blocks: ReadBlock[] = []
  for (;;) {
    const line = reader.lines[reader.at]
    if (line === undefined) return blocks
    if (line.text === '') {
      reader.at += 1
      continue
    }
    if (line.width < leastWidth || closes(reader, line)) return blocks
    const start = reader.at
    const read = blockFrom(reader, line)
    let end = reader.at
    while (end > start + 1 && reader.lines[end - 1]?.text === '') end -= 1
    const source = reader.lines
      .slice(start, end)
      .map(({ raw }) => raw)
      .join('\n')
    for (const request of read) blocks.push({ request, source })
  }
}

type Read = readonly (BlockRequest | undefined)[]

const requestsIn = (blocks: readonly ReadBlock[]): (BlockRequest | undefined)[] =>
  blocks.map(({ request }) => request)

const known = (requests: Read): BlockRequest[] =>
  requests.filter((request): request is BlockRequest => request !== undefined)

const blockFrom = (reader: Reader, line: Line): Read => {
  const text = line.text.trimEnd()
  const tag = /^<([a-z_-]+)([^<>]*)>(.*)$/.exec(text)
  const name = tag?.[1] ?? ''
  if (CONTAINERS.includes(name)) return containerFrom(reader, name, tag?.[2] ?? '', tag?.[3] ?? '')
  if (name === 'table') return tableFrom(reader)
  const fence = /^(`{3,}|~{3,})([^`]*)$/.exec(text)
  if (fence) return codeFrom(reader, line, fence[1] ?? '', (fence[2] ?? '').trim())
  if (text === '$$') return [{ equation: { expression: verbatim(reader, line, /^\$\$\s*$/) } }]
  if (text.startsWith('|') && isRule(reader.lines[reader.at + 1])) return pipeTableFrom(reader)
  reader.at += 1
  const single = singleFrom(text, name)
  if (single) return single.isUnknown ? [undefined] : [single.request]
  const { type, body } = textBlockFrom(text)
  const below = requestsIn(blocksFrom(reader, line.width + 1))
  const children = known(below)
  const block = { [type]: { ...body, ...(children.length > 0 && { children }) } }
  // What cannot be made anew below a block cannot be made anew with it.
  return children.length < below.length ? [undefined] : [block]
}

/** Blocks of one line that nothing stands below. */
const singleFrom = (
  text: string,
  name: string,
):
  | { readonly request: BlockRequest; readonly isUnknown?: false }
  | { readonly isUnknown: true }
  | undefined => {
  if (/^(-{3,}|\*{3,}|_{3,})$/.test(text)) return { request: { divider: {} } }
  const equation = /^\$\$([^$]+)\$\$$/.exec(text)
  if (equation) return { request: { equation: { expression: equation[1] } } }
  const image = /^!\[(.*)\]\(([^\s()]+)\)$/.exec(text)
  if (image) return { request: fileFrom('image', image[2] ?? '', image[1] ?? '') }
  const { src, url, color } = readAttributes(/^<[^<>]*>/.exec(text)?.[0] ?? '')
  switch (name) {
    case 'audio':
    case 'video':
    case 'file':
    case 'pdf': {
      const caption = /^<[^<>]*>(.*)<\/\w+>$/.exec(text)?.[1] ?? ''
      return { request: fileFrom(name, src ?? '', caption) }
    }
    case 'table_of_contents':
      return { request: { table_of_contents: colored(color) } }
    case 'page':
    case 'database': {
      const id = idIn(url ?? '')
      return id === undefined ? { isUnknown: true } : { request: linkTo(name, id) }
    }
    case 'unknown':
      return { isUnknown: true }
    default:
      return undefined
  }
}

const linkTo = (name: 'page' | 'database', id: string): BlockRequest =>
  name === 'page' ? { link_to_page: { page_id: id } } : { link_to_page: { database_id: id } }

const fileFrom = (type: string, url: string, caption: string): BlockRequest => ({
  [type]: { external: { url: url.slice(0, 2000) }, caption: readText(caption) },
})

const colored = (name: string | undefined) => {
  const color = colorFrom(name)
  return color === undefined ? {} : { color }
}

type TextBlock = { readonly type: string; readonly body: Readonly<Record<string, unknown>> }

const textBlockFrom = (line: string): TextBlock => {
  const marks = /\{(?:[\w-]+="[^"{}]*"\s*)+\}$/.exec(line)
  const { toggle, color } = readAttributes(marks?.[0] ?? '')
  const text = marks ? line.slice(0, marks.index).trimEnd() : line
  const block = (type: string, words: string | undefined, more: object = {}): TextBlock => ({
    type,
    body: { rich_text: readText(words ?? ''), ...colored(color), ...more },
  })
  const heading = /^(#{1,6})(?:\s+(.*))?$/.exec(text)
  if (heading) {
    const level = Math.min(4, heading[1]?.length ?? 1)
    return block(`heading_${level}`, heading[2], toggle === 'true' ? { is_toggleable: true } : {})
  }
  const todo = /^[-*+]\s+\[([ xX])\](?:\s+(.*))?$/.exec(text)
  if (todo) return block('to_do', todo[2], { checked: todo[1] !== ' ' })
  const bullet = /^[-*+](?:\s+(.*))?$/.exec(text)
  if (bullet) return block('bulleted_list_item', bullet[1])
  const numbered = /^\d{1,9}[.)](?:\s+(.*))?$/.exec(text)
  if (numbered) return block('numbered_list_item', numbered[1])
  const quote = /^>(?:\s*(.*))?$/.exec(text)
  if (quote) return block('quote', quote[1])
  return block('paragraph', /^<empty-block\s*\/>$/.test(text) ? '' : text)
}

const containerFrom = (reader: Reader, name: string, written: string, rest: string): Read => {
  const { color, icon, url } = readAttributes(written)
  const closing = `</${name}>`
  const isSelfClosing = written.trimEnd().endsWith('/')
  if (!isSelfClosing && rest !== '') splitLine(reader, rest, closing)
  reader.at += 1
  const summary = name === 'details' && !isSelfClosing ? summaryIn(reader) : undefined
  let below: (BlockRequest | undefined)[] = []
  if (!isSelfClosing) {
    reader.open.push(name)
    below = requestsIn(blocksFrom(reader, 0))
    reader.open.pop()
    if (reader.lines[reader.at]?.text.trimEnd() === closing) reader.at += 1
  }
  const inner = known(below)
  if (inner.length < below.length) return [undefined]
  const children = inner.length > 0 ? { children: inner } : {}
  switch (name) {
    case 'details':
      return [{ toggle: { rich_text: readText(summary ?? ''), ...colored(color), ...children } }]
    case 'callout':
      return [callout(inner, { ...colored(color), icon: icon ? { emoji: icon } : null })]
    case 'columns':
      return inner.length > 0 && inner.every((one) => 'column' in one)
        ? [{ column_list: { children: inner } }]
        : inner.flatMap(columnless)
    case 'column':
      return reader.open.at(-1) === 'columns' ? [{ column: children }] : inner
    case 'synced_block':
      return [{ synced_block: { synced_from: null, ...children } }]
    default: {
      const id = idIn(url ?? '')
      return [id === undefined ? undefined : { synced_block: { synced_from: { block_id: id } } }]
    }
  }
}

/** A column that stands among other blocks is what it holds. */
const columnless = (block: BlockRequest): readonly BlockRequest[] => {
  const { column } = block as { column?: { children?: readonly BlockRequest[] } }
  return column === undefined ? [block] : (column.children ?? [])
}

/** What stands behind a tag on its line, as lines of its own. */
const splitLine = (reader: Reader, rest: string, closing: string) => {
  const isClosed = rest.endsWith(closing)
  const inner = isClosed ? rest.slice(0, -closing.length) : rest
  const lines = [inner.trim(), ...(isClosed ? [closing] : [])].filter((text) => text !== '')
  reader.lines.splice(reader.at + 1, 0, ...lines.map(lineFrom))
}

const summaryIn = (reader: Reader): string | undefined => {
  while (reader.lines[reader.at]?.text === '') reader.at += 1
  const summary = /^<summary>(.*?)<\/summary>(.*)$/.exec(reader.lines[reader.at]?.text ?? '')
  if (!summary) return undefined
  reader.at += 1
  if (summary[2]) reader.lines.splice(reader.at, 0, lineFrom(summary[2]))
  return summary[1]
}

/** The first line of a callout is its text, if it is plain text. */
const callout = (inner: readonly BlockRequest[], body: object): BlockRequest => {
  const [first, ...others] = inner
  const words = first?.paragraph as { rich_text: RichTextItemRequest[] } | undefined
  const isText = words !== undefined && Object.keys(words).length === 1
  const children = isText ? others : inner
  return {
    callout: {
      rich_text: isText ? words.rich_text : [],
      ...body,
      ...(children.length > 0 && { children }),
    },
  }
}

/** The lines up to one that ends them, as they stand there. */
const verbatim = (reader: Reader, { width }: Line, end: RegExp): string => {
  reader.at += 1
  const inner: string[] = []
  for (;;) {
    const line = reader.lines[reader.at]
    if (line === undefined) break
    reader.at += 1
    if (line.width <= width && end.test(line.text)) break
    inner.push(outdented(line.raw, width))
  }
  return inner.join('\n')
}

const outdented = (raw: string, width: number): string => {
  let at = 0
  for (let seen = 0; seen < width && /[ \t]/.test(raw.charAt(at)); at++) {
    seen += raw.charAt(at) === '\t' ? TAB : 1
  }
  return raw.slice(at)
}

const codeFrom = (reader: Reader, line: Line, fence: string, info: string): Read => {
  const content = verbatim(
    reader,
    line,
    new RegExp(`^${fence.charAt(0)}{${fence.length},}[ \\t]*$`),
  )
  const language = languageFrom(info.toLowerCase())
  const rich_text = partsOf(content).map((part) => ({ text: { content: part } }))
  return [{ code: { rich_text, language } }]
}

const ALIASES: Readonly<Record<string, string>> = {
  js: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shell',
  zsh: 'shell',
  yml: 'yaml',
  md: 'markdown',
  cpp: 'c++',
  cs: 'c#',
  csharp: 'c#',
  dockerfile: 'docker',
}

const languageFrom = (info: string): string => {
  const [word = ''] = info.split(/\s/)
  const named = [info, ALIASES[word] ?? word]
  return languages.find((language) => named.includes(language)) ?? 'plain text'
}

const tableFrom = (reader: Reader): Read => {
  const start = reader.at
  let end = start
  while (end < reader.lines.length - 1 && !/<\/table>\s*$/.test(reader.lines[end]?.text ?? '')) {
    end += 1
  }
  reader.at = end + 1
  const written = reader.lines
    .slice(start, end + 1)
    .map(({ text }) => text)
    .join('\n')
  const attributes = readAttributes(/^<table[^>]*>/.exec(written)?.[0] ?? '')
  const rows = written
    .split(/<tr\b[^<>]*>/)
    .slice(1)
    .map((row) =>
      row
        .split(/<t[dh]\b[^<>]*>/)
        .slice(1)
        .map((cell) => (cell.split(/<\/t[dh]>/)[0] ?? '').trim().replaceAll('\n', '<br>')),
    )
  return [
    table(rows, attributes['header-row'] === 'true', attributes['header-column'] === 'true'),
  ].flat()
}

const isRule = (line: Line | undefined): boolean =>
  line !== undefined && /^\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/.test(line.text.trimEnd())

const pipeTableFrom = (reader: Reader): Read => {
  const rows: string[][] = []
  for (;;) {
    const line = reader.lines[reader.at]
    if (!line?.text.startsWith('|')) break
    reader.at += 1
    if (rows.length === 1 && isRule(line)) continue
    const inner = line.text
      .trimEnd()
      .replace(/^\|/, '')
      .replace(/(?<!\\)\|$/, '')
    rows.push(inner.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  }
  return table(rows, true, false)
}

const table = (rows: readonly string[][], hasHead: boolean, hasSide: boolean): BlockRequest[] => {
  const table_width = Math.min(100, Math.max(0, ...rows.map(({ length }) => length)))
  if (table_width === 0) return []
  const children = rows.map((row) => ({
    table_row: {
      cells: Array.from({ length: table_width }, (_, index) => readText(row[index] ?? '')),
    },
  }))
  return [{ table: { table_width, has_column_header: hasHead, has_row_header: hasSide, children } }]
}
