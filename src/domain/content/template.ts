import type { BlockBody } from './block.js'
import { dateAt } from './date-value.js'
import { keptValue } from './kept-value.js'
import type { Page } from './page.js'
import { type Schema, slotOf } from './property.js'
import type { Mention, RichText } from './rich-text.js'
import type { Value, Values } from './value.js'

const TEMPLATES = '/templates'

/** The block that holds the templates of a data source; no request can name it, for it is no UUID. */
export const templatesOf = (dataSourceId: string): string => `${dataSourceId}${TEMPLATES}`

export const dataSourceOf = (templatesId: string): string => templatesId.slice(0, -TEMPLATES.length)

/** What the placeholders of a template stand for: `at` milliseconds, `me` the id of a user. */
export type Occasion = { readonly me: string; readonly at: number; readonly timeZone: string }

/** A text with its placeholders become mentions. Notion: guides/creating-pages-from-templates. */
export const filledText = (texts: readonly RichText[], occasion: Occasion): RichText[] =>
  texts.map((text) =>
    text.type === 'mention' ? { ...text, mention: filledMention(text.mention, occasion) } : text,
  )

const filledMention = (mention: Mention, { me, at, timeZone }: Occasion): Mention => {
  if (mention.type !== 'template_mention') return mention
  const [word] = Object.values(mention.template_mention).slice(-1)
  if (word === 'me') return { type: 'user', id: me }
  return { type: 'date', date: dateAt(at, timeZone, word === 'now' ? 'minute' : 'day') }
}

/** What a block of a template holds, for a page. */
export const filledBody = (body: BlockBody, occasion: Occasion): BlockBody => ({
  ...body,
  ...(body.rich_text && { rich_text: filledText(body.rich_text, occasion) }),
  ...(body.caption && { caption: filledText(body.caption, occasion) }),
  ...(body.cells && { cells: body.cells.map((cell) => filledText(cell, occasion)) }),
})

/** Values that a template gives to a page of its own data source; numbers and verifications are given to no other. */
export const filledValues = (schema: Schema, { row }: Page, occasion: Occasion): Values =>
  Object.fromEntries(
    schema.flatMap((property) => {
      const { type } = property
      const value = keptValue(property, row?.values ?? {})
      if (value === null || type === 'verification') return []
      return [
        [
          slotOf(property),
          type === 'rich_text' ? filledText(value as RichText[], occasion) : value,
        ],
      ]
    }),
  )

/** Whether a page has been given no such value. */
export const isEmpty = (value: Value | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0)
