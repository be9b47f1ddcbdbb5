import type { Icon, Media } from './media.js'
import type { Schema } from './property.js'
import type { RichText } from './rich-text.js'

/** What a database has beside its place and its data sources. */
export type Database = {
  readonly title: readonly RichText[]
  readonly description: readonly RichText[]
  readonly icon: Icon | null
  readonly cover: Media | null
  readonly isInline: boolean
  readonly isLocked: boolean
}

/** A table: its schema, and beside it what it shows of itself. */
export type DataSource = {
  readonly title: readonly RichText[]
  readonly icon: Icon | null
  readonly schema: Schema
}
