import {
  type BlockRequest,
  type BlockType,
  blockKinds,
  kindOf,
} from '../../contract/objects/blocks.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { dashed } from '../../lib/uuid.js'
import { type Icon, iconFrom, type Media, mediaFrom } from './media.js'
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
export const draftsFrom = (requests: readonly BlockRequest[]): Draft[] =>
  requests.map((request) => {
    const type = typeIn(request) as BlockType
    const body = request[type] as Readonly<Record<string, unknown>>
    const children = draftsFrom((body.children ?? []) as BlockRequest[])
    // A heading that is sent with children is a toggle, whatever it says (observed).
    const isToggle = children.length > 0 && kindOf(type).children === 'if toggleable'
    const written = bodyFrom(type, isToggle ? { ...body, is_toggleable: true } : body)
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
  former: BlockBody = {},
): BlockBody => {
  const { fields, file } = kindOf(type)
  const body: Record<string, unknown> = {}
  for (const [name, { initial }] of Object.entries(fields)) {
    const given = request[name]
    body[name] = given === undefined ? (former[name] ?? initial) : settled(name, given)
  }
  if (type === 'link_to_page') return { link: linkFrom(request) }
  if (type === 'synced_block') return { synced_from: originalIn(request, former) }
  if (file === undefined) return body
  const { external } = request as { external?: { url: string } }
  const media = external ? mediaFrom({ external }) : former.file
  const given = (request.name as string | undefined) ?? former.name
  const name = file === 'named' ? (given ?? (media && lastSegmentOf(media.url))) : undefined
  return { ...body, file: media, ...(name !== undefined && { name }) } as BlockBody
}

/** What a file elsewhere is called, if nobody says: the end of its path (observed). */
const lastSegmentOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).pathname.split('/').pop() || undefined : undefined

const settled = (name: string, given: unknown): unknown => {
  switch (name) {
    case 'rich_text':
    case 'caption':
      return richTextFrom(given as RichTextItemRequest[])
    case 'cells':
      return (given as RichTextItemRequest[][]).map(richTextFrom)
    case 'icon':
      return iconFrom(given as Parameters<typeof iconFrom>[0])
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

/** Why these may not stand below that block; undefined: they may. */
export const refusalBelow = (
  parent: Pick<Block, 'type' | 'body'>,
  drafts: readonly Draft[],
): string | undefined => {
  const { children } = kindOf(parent.type)
  const { is_toggleable, table_width, synced_from } = parent.body
  const isClosed =
    children === 'none' || (children === 'if toggleable' && !is_toggleable) || Boolean(synced_from)
  if (isClosed) return 'Block does not support children.'
  for (const [index, { type, body }] of drafts.entries()) {
    const place = `body failed validation: body.children[${index}]`
    if (children === 'any' || children === 'if toggleable') {
      if (type === 'table_row' || type === 'column') {
        return `${place}.${type} should be not present, instead was \`{}\`.`
      }
    } else if (type !== children) {
      return `${place}.${children} should be defined, instead was \`undefined\`.`
    }
    const width = body.cells?.length
    if (parent.type === 'table' && width !== table_width) {
      return `${place}.table_row.cells.length should be \`${table_width}\`, instead was \`${width}\`.`
    }
  }
  return refusalWithin(drafts)
}

const refusalWithin = (drafts: readonly Draft[]): string | undefined => {
  for (const draft of drafts) {
    if (draft.children.length === 0) continue
    const refusal = refusalBelow(draft, draft.children)
    if (refusal !== undefined) return refusal
  }
  return undefined
}
