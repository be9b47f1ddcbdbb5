import { cutText } from '../../lib/cut-text.js'
import type { Icon, Media } from './media.js'
import { plainTextOf, type RichText } from './rich-text.js'
import type { Values } from './value.js'

/** What a page has beside its place and its content. */
export type Page = {
  readonly title: readonly RichText[]
  readonly icon: Icon | null
  readonly cover: Media | null
  readonly isLocked: boolean
  /** A mark that the API sets and shows, and nothing else; left out: it is not. */
  readonly isArchived?: boolean
  /** What it has as a row of a data source, if it is one. */
  readonly row: Row | null
}

/** Values beside the title, and the number of the row. */
export type Row = { readonly values: Values; readonly number: number | null }

/** Values of a page with its title among them. */
export const valuesOf = ({ title, row }: Page): Values => ({ ...row?.values, title })

/** The title as it stands in lists and addresses. */
export const titleOf = ({ title }: Pick<Page, 'title'>): string => plainTextOf(title)

/** The readable part of a page's address: its words, joined. Contract §1. */
export const slugOf = (title: string): string =>
  cutText(
    title
      .normalize('NFC')
      .replaceAll(/[^\p{L}\p{N}_]+/gu, '-')
      .replaceAll(/^-|-$/g, ''),
    100,
  )

/** Where a page is found by a browser. */
export const addressOf = (origin: string, id: string, title: string): string => {
  const slug = slugOf(title)
  return `${origin}/p/${slug === '' ? '' : `${slug}-`}${id.replaceAll('-', '')}`
}
