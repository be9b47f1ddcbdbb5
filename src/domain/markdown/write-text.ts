import type { Mention, Named, RichText } from '../content/rich-text.js'

/** Characters that mean something in Notion's markdown. Notion: guides/data-apis/enhanced-markdown. */
const SPECIAL = /[\\*~`$[\]<>{}|^]/g

/** Text as it reads itself, wherever in a line it stands. */
export const escaped = (text: string): string =>
  text.replaceAll(SPECIAL, '\\$&').replaceAll(MEANT, '\\$&')

/** What CommonMark would read as more than itself: an underscore before a word, a character reference. */
const MEANT = /(?<![\p{L}\p{N}])_|&(?=#?\w+;)/gu

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** Attributes of a tag; those without a value are left out. */
export const tagAttributes = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${quoted(value)}"`))
    .join('')

/** A colour as markdown names it; undefined: the default. */
export const colorName = (color: unknown): string | undefined =>
  typeof color === 'string' && color !== 'default'
    ? color.replace(/_background$/, '_bg')
    : undefined

/** Rich text as one line of Notion's markdown. */
export const writeText = (texts: readonly RichText[], named: Named): string =>
  withoutBlankEnds(
    joined(texts)
      .map((text) => writeOne(text, named))
      .reduce((before, next) => {
        // An exclamation mark before a link would make an image of it.
        const isImage = before.endsWith('!') && next.startsWith('[')
        return (isImage ? `${before.slice(0, -1)}\\!` : before) + next
      }, ''),
  )

const withoutBlankEnds = (line: string): string => {
  const isBlank = (at: number) => line.charAt(at) === ' ' || line.charAt(at) === '\t'
  let start = 0
  let end = line.length
  while (isBlank(start)) start += 1
  while (end > start && isBlank(end - 1)) end -= 1
  return line.slice(start, end)
}

/** Neighbours that look the same are one text: marks that touch would cancel each other. */
const joined = (texts: readonly RichText[]): RichText[] => {
  const whole: RichText[] = []
  for (const text of texts) {
    const last = whole.at(-1)
    if (last?.type === 'text' && text.type === 'text' && looksOf(last) === looksOf(text)) {
      whole[whole.length - 1] = { ...last, content: last.content + text.content }
    } else whole.push(text)
  }
  return whole
}

const looksOf = ({ annotations, link }: Extract<RichText, { type: 'text' }>): string => {
  const { bold, italic, strikethrough, underline, code, color } = annotations
  return JSON.stringify([bold, italic, strikethrough, underline, code, color, link])
}

const writeOne = (text: RichText, named: Named): string => {
  const { bold, italic, strikethrough, underline, code, color } = text.annotations
  // Marks cling to words: blanks at the ends of a text go outside of them.
  const content = contentOf(text)
  const core = content.trim()
  const before = content.slice(0, content.length - content.trimStart().length)
  const after = core === '' ? '' : content.slice(content.trimEnd().length)
  const isPlainBlank = core === '' && text.type === 'text'
  if (isPlainBlank) return lines(before + after)
  let written =
    text.type === 'text'
      ? code
        ? codeSpan(core.replaceAll(/[\r\n]+/g, ' '))
        : lines(escaped(core))
      : ''
  if (text.type === 'equation') written = `$${core.replaceAll(/\s+/g, ' ')}$`
  if (text.type === 'mention') written = mention(text.mention, named)
  if (text.type === 'text' && text.link !== null) written = `[${written}](${address(text.link)})`
  if (strikethrough) written = `~~${written}~~`
  if (italic) written = `*${written}*`
  if (bold) written = `**${written}**`
  if (underline) written = `<span underline="true">${written}</span>`
  const ink = colorName(color)
  if (ink !== undefined) written = `<span color="${ink}">${written}</span>`
  return text.type === 'text' ? lines(before) + written + lines(after) : written
}

const contentOf = (text: RichText): string => {
  if (text.type === 'text') return text.content
  return text.type === 'equation' ? text.expression : ''
}

const lines = (text: string): string => text.replaceAll(/\r\n?|\n/g, '<br>')

/** A fence that is longer than any run of backticks inside. */
const codeSpan = (content: string): string => {
  const runs = content.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1)
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

/** An address that ends where its bracket does. */
export const address = (url: string): string =>
  url.replaceAll(/[\s()<>\\]/g, (sign) => encodeURIComponent(sign).replace(/^[()]$/, escapeRound))

const escapeRound = (sign: string): string => (sign === '(' ? '%28' : '%29')

const mention = (what: Mention, named: Named): string => {
  switch (what.type) {
    case 'user': {
      const { name } = named.user(what.id)
      const attributes = tagAttributes({ url: `user://${what.id}` })
      return `<mention-user${attributes}>${escaped(name ?? 'Anonymous')}</mention-user>`
    }
    case 'page':
    case 'database': {
      const place = named.place(what.id)
      const attributes = tagAttributes({ url: place?.url ?? what.id })
      const title = escaped(place?.title || 'Untitled')
      return `<mention-${what.type}${attributes}>${title}</mention-${what.type}>`
    }
    case 'date': {
      const { start, end, time_zone } = what.date
      const [day, time] = start.split('T')
      const [endDay, endTime] = end?.split('T') ?? []
      const attributes = tagAttributes({
        start: day,
        startTime: time?.slice(0, 5),
        end: endDay,
        endTime: endTime?.slice(0, 5),
        timeZone: time_zone ?? undefined,
      })
      return `<mention-date${attributes}/>`
    }
    case 'template_mention':
      return escaped(`@${Object.values(what.template_mention).at(-1)}`)
    case 'custom_emoji':
      return `:${named.emoji(what.id)?.name ?? 'emoji'}:`
  }
}
