import { colors } from '../contract/objects/rich-text.js'
import type { Icon } from '../domain/content/media.js'
import type { Mention, RichText } from '../domain/content/rich-text.js'
import { attributes, type Html, html } from '../lib/html.js'
import { equation } from './equation.js'
import { iconPicture, pageIcon } from './page-icon.js'
import { webAddress } from './parts.js'
import { readableDay, readableTime } from './time.js'

/** What mentions stand for, as far as the reader may know. */
export type Names = {
  readonly user: (id: string) => string | undefined
  readonly place: (
    id: string,
  ) => { readonly title: string; readonly icon: Icon | null; readonly href: string } | undefined
  readonly emoji?: (id: string) => { readonly name: string; readonly url: string } | undefined
}

const inks = new Map<unknown, string>(
  colors.flatMap((color): [string, string][] =>
    color === 'default'
      ? []
      : [
          [color, `ink-${color}`],
          [`${color}_background`, `fill-${color}`],
        ],
  ),
)

/** The class that colours a text or what stands behind it. */
export const inkOf = (color: unknown): string | undefined => inks.get(color)

/** A day or a time as people write it. */
export const dayOrTime = (text: string): Html => {
  if (Number.isNaN(new Date(text).getTime())) return html`${text}`
  const shown = /^\d{4}-\d{2}-\d{2}$/.test(text) ? readableDay(text) : readableTime(text)
  return html`<time datetime="${text}">${shown}</time>`
}

const mentioned = (mention: Mention, names: Names): Html => {
  switch (mention.type) {
    case 'user':
      return html`<span class="mention">@${names.user(mention.id) ?? 'Somebody'}</span>`
    case 'page':
    case 'database': {
      const place = names.place(mention.id)
      return place
        ? html`<a class="mention-page" href="${place.href}">${pageIcon(place.icon)}${place.title || 'Untitled'}</a>`
        : html`<span class="mention">Untitled</span>`
    }
    case 'date': {
      const { start, end, time_zone } = mention.date
      return html`<span class="mention">${dayOrTime(start)}${end !== null && html` → ${dayOrTime(end)}`}${time_zone && ` (${time_zone})`}</span>`
    }
    case 'template_mention':
      return html`<span class="mention">@${String(Object.values(mention.template_mention).at(-1))}</span>`
    case 'custom_emoji': {
      const emoji = names.emoji?.(mention.id)
      const shown = iconPicture(emoji ? { type: 'external', url: emoji.url } : null)
      if (emoji && shown) {
        return html`<span class="mention-emoji" role="img" aria-label="${emoji.name}">${shown}</span>`
      }
      return html`<span class="mention">:${emoji?.name ?? 'emoji'}:</span>`
    }
  }
}

const contentOf = (text: RichText, names: Names): Html => {
  switch (text.type) {
    case 'text': {
      const href = webAddress(text.link)
      return href === undefined
        ? html`${text.content}`
        : html`<a${attributes({ href, rel: 'noopener' })}>${text.content}</a>`
    }
    case 'equation':
      return equation(text.expression, false)
    case 'mention':
      return mentioned(text.mention, names)
  }
}

const annotated = (text: RichText, names: Names): Html => {
  const { bold, italic, strikethrough, underline, code, color } = text.annotations
  const ink = inkOf(color)
  let shown = contentOf(text, names)
  if (code) shown = html`<code>${shown}</code>`
  if (bold) shown = html`<strong>${shown}</strong>`
  if (italic) shown = html`<em>${shown}</em>`
  if (strikethrough) shown = html`<s>${shown}</s>`
  if (underline) shown = html`<u>${shown}</u>`
  return ink === undefined ? shown : html`<span class="${ink}">${shown}</span>`
}

/** Rich text with everything that it says of itself. */
export function richText(texts: readonly RichText[] | undefined, names: Names): readonly Html[] {
  return (texts ?? []).map((text) => annotated(text, names))
}

/** The same without anything but its words, for where no markup can be. */
export function wordsOf(texts: readonly RichText[] | undefined, names: Names): string {
  return (texts ?? [])
    .map((text) => {
      if (text.type === 'text') return text.content
      if (text.type === 'equation') return text.expression
      const { mention } = text
      if (mention.type === 'user') return `@${names.user(mention.id) ?? 'Somebody'}`
      if (mention.type === 'page' || mention.type === 'database') {
        return names.place(mention.id)?.title || 'Untitled'
      }
      return mention.type === 'date' ? mention.date.start : ''
    })
    .join('')
}
