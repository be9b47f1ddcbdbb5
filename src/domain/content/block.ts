import {
  type BlockRequest,
  type BlockType,
  blockKinds,
  kindOf,
} from '../../contract/objects/blocks.js'
import type { MediaRequest } from '../../contract/objects/media.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
import { type Files, type Icon, iconFrom, type Media, mediaFrom } from './media.js'
import { type RichText, richTextFrom } from './rich-text.js'

/** What a block holds beside its children, as it is kept. */
export type BlockBody = {
  readonly rich_text?: readonly RichText[]
  readonly caption?: readonly RichText[]
  readonly cells?: readonly (readonly RichText[])[]
  readonly icon?: Icon | null
  readonly file?: Media
  readonly name?: string
  readonly link?: { readonly type: string; readonly id: string }
  readonly synced_from?: string | null
} & Readonly<Record<string, unknown>>

/** A block of any type; pages and databases are blocks of their parent. */
export type Block = {
  readonly blockId: string
  readonly parentId: string
  readonly type: BlockType
  readonly body: BlockBody
  /** Milliseconds. */
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
  readonly editedBy: string
}

/** A block to be written, with those below it. */
export type Draft = {
  readonly type: BlockType
  readonly body: BlockBody
  readonly children: readonly Draft[]
}

/** Which block a request is about: the one member that names a type. */
export const typeIn = (request: BlockRequest): BlockType | undefined =>
  Object.keys(request).find((key): key is BlockType => Object.hasOwn(blockKinds, key))

/** Reads blocks that a client sent. Their shape has been checked. */
export const draftsFrom = (requests: readonly BlockRequest[], files: Files): Draft[] =>
  requests.map((request) => {
    const type = typeIn(request) as BlockType
    const body = request[type] as Readonly<Record<string, unknown>>
    const children = draftsFrom((body.children ?? []) as BlockRequest[], files)
    // A heading that is sent with children is a toggle, whatever it says (observed).
    const isToggle = children.length > 0 && kindOf(type).children === 'if toggleable'
    const written = bodyFrom(type, isToggle ? { ...body, is_toggleable: true } : body, files)
    return { type, body: written, children }
  })

/** How many blocks there are, those below included. */
export const countOf = (drafts: readonly Draft[]): number =>
  drafts.reduce((sum, { children }) => sum + 1 + countOf(children), 0)

/**
 * The body of a type from what a request says of it. What it leaves out is as in `former`, or as it is at first.
 */
export const bodyFrom = (
  type: BlockType,
  request: Readonly<Record<string, unknown>>,
  files: Files,
  former: BlockBody = {},
): BlockBody => {
  const { fields, file } = kindOf(type)
  const body: Record<string, unknown> = {}
  for (const [name, { initial }] of Object.entries(fields)) {
    const given = request[name]
    body[name] = given === undefined ? (former[name] ?? initial) : settled(name, given, files)
  }
  if (type === 'link_to_page') return { link: linkFrom(request) }
  if (type === 'synced_block') return { synced_from: originalIn(request, former) }
  if (file === undefined) return body
  if (file === 'instead of url') return embedFrom(request, body, files, former)
  const isGiven = request.external !== undefined || request.file_upload !== undefined
  const media = isGiven ? mediaFrom(request as MediaRequest, files) : former.file
  const name = file === 'named' ? nameOf(request, media, isGiven, former) : undefined
  return { ...body, file: media, ...(name !== undefined && { name }) } as BlockBody
}

/** What is embedded is a file or lies at an address: what a request says of one ends the other. */
const embedFrom = (
  { file_upload, url }: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
  files: Files,
  former: BlockBody,
): BlockBody => {
  const kept = url === undefined ? former.file : undefined
  const file = file_upload ? mediaFrom({ file_upload } as MediaRequest, files) : kept
  return file ? { ...body, url: '', file } : body
}

/** A file that comes new brings its own name, unless the request gives it another. */
const nameOf = (
  request: Readonly<Record<string, unknown>>,
  media: Media | undefined,
  isNew: boolean,
  former: BlockBody,
): string | undefined => {
  if (request.name !== undefined) {
    const own = isNew && media ? ownNameOf(media) : former.name
    return withExtension(request.name as string, own)
  }
  if (isNew && media?.type === 'file') return media.name
  if (former.name !== undefined) return former.name
  return media?.type === 'external' ? lastSegmentOf(media.url) : undefined
}

const ownNameOf = (media: Media): string =>
  media.type === 'file' ? media.name : (pathEndOf(media.url) ?? '')

/** A name without an extension keeps the one that the file had, or that its address ends with (observed). */
const withExtension = (name: string, former = ''): string => {
  const [extension = ''] = /\.[^.]+$/.exec(former) ?? []
  return name.includes('.') ? name : name + extension
}

/** What a file elsewhere is called, if nobody says: the end of its path (observed), or what there is instead. */
const lastSegmentOf = (url: string): string =>
  pathEndOf(url) || (URL.canParse(url) && new URL(url).host) || url

const pathEndOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).pathname.split('/').pop() : undefined

const settled = (name: string, given: unknown, files: Files): unknown => {
  switch (name) {
    case 'rich_text':
    case 'caption':
      return richTextFrom(given as RichTextItemRequest[])
    case 'cells':
      return (given as RichTextItemRequest[][]).map(richTextFrom)
    case 'icon':
      return iconFrom(given as Parameters<typeof iconFrom>[0], files)
    default:
      return given
  }
}

const linkFrom = (request: Readonly<Record<string, unknown>>) => {
  const type = ['page_id', 'database_id', 'comment_id'].find((name) => name in request) ?? 'page_id'
  return { type, id: dashed(String(request[type])) }
}

const originalIn = (
  { synced_from }: Readonly<Record<string, unknown>>,
  former: BlockBody,
): string | null => {
  if (synced_from === undefined) return former.synced_from ?? null
  return synced_from === null ? null : dashed((synced_from as { block_id: string }).block_id)
}
