import type {
  MentionRequest,
  RichTextItemAnswer,
  RichTextItemRequest,
} from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
import type { FileLink } from '../files/file-link.js'
import type { CustomEmoji } from './custom-emoji.js'
import { dateValueFrom } from './date-value.js'
import type { Media, StoredFile } from './media.js'

type Annotations = RichTextItemAnswer['annotations']

const PLAIN: Annotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
}

/** What a mention stands for, as it is kept: names and titles are looked up when it is shown. */
export type Mention =
  | { readonly type: 'user'; readonly id: string }
  | { readonly type: 'page' | 'database'; readonly id: string }
  | { readonly type: 'date'; readonly date: DateMention }
  | { readonly type: 'template_mention'; readonly template_mention: object }
  | { readonly type: 'custom_emoji'; readonly id: string }

type DateMention = {
  readonly start: string
  readonly end: string | null
  readonly time_zone: string | null
}

/** One stretch of rich text as it is kept. */
export type RichText = { readonly annotations: Annotations } & (
  | { readonly type: 'text'; readonly content: string; readonly link: string | null }
  | { readonly type: 'equation'; readonly expression: string }
  | { readonly type: 'mention'; readonly mention: Mention }
)

/** Reads what a client sent. The shape has been checked. */
export const richTextFrom = (items: readonly RichTextItemRequest[]): RichText[] =>
  items.map((item) => {
    const annotations = { ...PLAIN, ...item.annotations }
    if ('text' in item) {
      const { content, link } = item.text
      return { type: 'text', content, link: link ? linkFrom(link.url) : null, annotations }
    }
    if ('equation' in item) {
      return { type: 'equation', expression: item.equation.expression, annotations }
    }
    return { type: 'mention', mention: mentionFrom(item.mention), annotations }
  })

/** The address of a bare host comes back with a slash at its end; any other stays as it was written (observed). */
const linkFrom = (url: string): string => (/^https?:\/\/[^/?#]+$/i.test(url) ? `${url}/` : url)

const mentionFrom = (mention: MentionRequest): Mention => {
  if ('user' in mention) return { type: 'user', id: dashed(mention.user.id) }
  if ('page' in mention) return { type: 'page', id: dashed(mention.page.id) }
  if ('database' in mention) return { type: 'database', id: dashed(mention.database.id) }
  if ('date' in mention) return { type: 'date', date: dateValueFrom(mention.date) }
  if ('custom_emoji' in mention)
    return { type: 'custom_emoji', id: dashed(mention.custom_emoji.id) }
  const { template_mention } = mention
  const type =
    'template_mention_date' in template_mention ? 'template_mention_date' : 'template_mention_user'
  return { type: 'template_mention', template_mention: { type, ...template_mention } }
}

/** What references stand for, as far as the token may see it. */
export type Named = {
  /** Where an uploaded file is fetched, for a while. */
  readonly file: (file: StoredFile) => FileLink
  /** A user as the token may see one. */
  readonly user: (id: string) => { readonly name: string | null; readonly shown: object }
  /** Title and address of a page or database, the title empty if it is not shared; undefined: nowhere to be read. */
  readonly place: (id: string) => { readonly title: string; readonly url: string } | undefined
  /** A custom emoji, its `url` an address; undefined: the workspace has none such. */
  readonly emoji: (id: string) => CustomEmoji | undefined
}

/** Whom and what these texts mention. */
export const mentionedIn = (
  texts: readonly RichText[],
): { users: string[]; places: string[]; emojis: string[] } => {
  const users: string[] = []
  const places: string[] = []
  const emojis: string[] = []
  for (const text of texts) {
    if (text.type !== 'mention') continue
    const { mention } = text
    if (mention.type === 'user') users.push(mention.id)
    if (mention.type === 'custom_emoji') emojis.push(mention.id)
    if (mention.type === 'page' || mention.type === 'database') places.push(mention.id)
  }
  return { users, places, emojis }
}

/** A file as an answer shows it. */
export const presentMedia = (media: Media, named: Pick<Named, 'file'>) =>
  media.type === 'external'
    ? { type: media.type, external: { url: media.url } }
    : { type: media.type, file: named.file(media) }

/** Rich text as an answer shows it. */
export const presentRichText = (texts: readonly RichText[], named: Named): RichTextItemAnswer[] =>
  texts.map((text) => presentOne(text, named))

const presentOne = (text: RichText, named: Named): RichTextItemAnswer => {
  const { annotations } = text
  switch (text.type) {
    case 'text': {
      const { content, link } = text
      const shown = { content, link: link === null ? null : { url: link } }
      return { type: 'text', text: shown, annotations, plain_text: content, href: link }
    }
    case 'equation': {
      const { expression } = text
      const equation = { expression }
      return { type: 'equation', equation, annotations, plain_text: expression, href: null }
    }
    case 'mention':
      return { type: 'mention', ...presentMention(text.mention, named, annotations) }
  }
}

const presentMention = (mention: Mention, named: Named, annotations: Annotations) => {
  const show = (shown: unknown, plain_text: string, href: string | null = null) => ({
    mention: { type: mention.type, [mention.type]: shown },
    annotations,
    plain_text,
    href,
  })
  switch (mention.type) {
    case 'user': {
      const { name, shown } = named.user(mention.id)
      return show(shown, `@${name ?? 'Anonymous'}`)
    }
    case 'page':
    case 'database': {
      const place = named.place(mention.id)
      return show({ id: mention.id }, place?.title || 'Untitled', place?.url ?? null)
    }
    case 'date': {
      const { start, end } = mention.date
      return show(mention.date, end === null ? start : `${start} → ${end}`)
    }
    case 'template_mention': {
      const { template_mention } = mention
      const word = Object.values(template_mention).at(-1) as string
      return show(template_mention, `@${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    }
    case 'custom_emoji': {
      // Of one that is none, what the types of the SDK ask for.
      const emoji = named.emoji(mention.id) ?? { id: mention.id, name: 'emoji', url: '' }
      return show(emoji, `:${emoji.name}:`)
    }
  }
}

/**
 * What a reader sees, without looking anything up: mentions of others stand as they were last known. No NUL is seen, and
 * PostgreSQL keeps none.
 */
export const plainTextOf = (texts: readonly RichText[]): string =>
  texts
    .map((text) => {
      if (text.type === 'text') return text.content
      return text.type === 'equation' ? text.expression : ''
    })
    .join('')
    .replaceAll('\u0000', '')
