import type { Static } from '@sinclair/typebox'
import { type BlockAnswer, kindOf } from '../../contract/objects/blocks.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import type { Parent } from '../../contract/objects/parent.js'
import type { Icon } from '../../domain/content/media.js'
import { minuteOf } from '../../domain/content/minute.js'
import { addressOf, titleOf, valuesOf } from '../../domain/content/page.js'
import { factsFrom, presentValues, type RowFacts } from '../../domain/content/presented-value.js'
import {
  type Named,
  presentMedia,
  presentRichText,
  type RichText,
} from '../../domain/content/rich-text.js'
import type { Keying, PlacedBlock } from '../../ports/content.js'
import { stampOf } from './computed.js'

export const userReference = (id: string) => ({ object: 'user' as const, id })

type Placed = { readonly parentId: string; readonly parentType: string | null }

/** What something stands in; a data source is told with its database. */
export const parentOf = (
  { parentId, parentType }: Placed,
  databaseId = '',
): Static<typeof Parent> => {
  if (parentType === null) return { type: 'workspace', workspace: true }
  if (parentType === 'data_source') {
    return { type: 'data_source_id', data_source_id: parentId, database_id: databaseId }
  }
  return parentType === 'child_page'
    ? { type: 'page_id', page_id: parentId }
    : { type: 'block_id', block_id: parentId }
}

/** Every text of a block, for what it mentions. */
export const textsOf = ({ body, page }: PlacedBlock): RichText[] => [
  ...(body.rich_text ?? []),
  ...(body.caption ?? []),
  ...(body.cells?.flat() ?? []),
  ...(page?.title ?? []),
]

export const presentIcon = (icon: Icon | null, named: Named) => {
  if (icon === null) return null
  switch (icon.type) {
    case 'emoji':
      return { type: 'emoji', emoji: icon.emoji }
    case 'icon':
      return { type: 'icon', icon: { name: icon.name, color: icon.color } }
    case 'external':
    case 'file':
      return presentMedia(icon, named)
    case 'custom_emoji': {
      const emoji = named.emoji(icon.id)
      // The service shows none that it does not know (observed).
      return emoji ? { type: 'custom_emoji', custom_emoji: emoji } : null
    }
  }
}

const presentBody = (block: PlacedBlock, named: Named): object => {
  const { type, body, page } = block
  if (type === 'child_page') return { title: page ? titleOf(page) : '' }
  if (type === 'synced_block') {
    const { synced_from = null } = body
    return {
      synced_from: synced_from === null ? null : { type: 'block_id', block_id: synced_from },
    }
  }
  if (body.link) return { type: body.link.type, [body.link.type]: body.link.id }
  const shown: Record<string, unknown> = {}
  for (const name of Object.keys(kindOf(type).fields)) {
    const value = body[name]
    if (name === 'rich_text' || name === 'caption') {
      shown[name] = presentRichText((value ?? []) as RichText[], named)
    } else if (name === 'cells') {
      shown[name] = (body.cells ?? []).map((cell) => presentRichText(cell, named))
    } else if (name === 'icon') {
      shown[name] = presentIcon(body.icon ?? null, named)
    } else if (name !== 'width_ratio' || value !== null) {
      shown[name] = value
    }
  }
  if (!body.file) return shown
  const media = presentMedia(body.file, named)
  // Embedded, it is told by its address alone (documented).
  if (type === 'embed' && 'file' in media) return { ...shown, url: media.file.url }
  return { ...shown, ...media, ...(body.name !== undefined && { name: body.name }) }
}

/** A block as an answer shows it, keys in the recorded order; `databaseId`: of a row. Contract §6. */
export const presentBlock = (
  block: PlacedBlock,
  named: Named,
  databaseId: string | undefined,
): BlockAnswer => ({
  object: 'block',
  id: block.blockId,
  parent: parentOf(block, databaseId),
  created_time: minuteOf(block.createdAt),
  last_edited_time: minuteOf(block.editedAt),
  created_by: userReference(block.createdBy),
  last_edited_by: userReference(block.editedBy),
  // Its data sources are no blocks.
  has_children: block.hasChildren && block.type !== 'child_database',
  in_trash: block.inTrash,
  type: block.type,
  [block.type]: presentBody(block, named),
  archived: block.inTrash,
})

/** A page as an answer shows it; `schema` and `databaseId` are of the data source that it is a row of. */
export const presentPage = (
  block: PlacedBlock,
  named: Named,
  origin: string,
  { schema, databaseId }: RowPlace,
  now: number,
): PageAnswer => {
  const { page } = block
  if (!page) throw new Error('The block is no page.')
  return {
    object: 'page',
    id: block.blockId,
    created_time: minuteOf(block.createdAt),
    last_edited_time: minuteOf(block.editedAt),
    created_by: userReference(block.createdBy),
    last_edited_by: userReference(block.editedBy),
    cover: page.cover && presentMedia(page.cover, named),
    icon: presentIcon(page.icon, named),
    parent: parentOf(block, databaseId),
    in_trash: block.inTrash,
    is_archived: page.isArchived ?? false,
    is_locked: page.isLocked,
    properties: presentValues(schema, valuesOf(page), factsOf(block, named, now), named),
    url: addressOf(origin, block.blockId, titleOf(page)),
    public_url: null,
    archived: block.inTrash,
  }
}

/** Which schema a page follows. */
export type RowPlace = Keying & { readonly databaseId: string }

/** Outside of a data source a page has its title and nothing else. */
export const outside: RowPlace = {
  schema: [{ id: 'title', name: 'title', description: null, type: 'title' }],
  databaseId: '',
  keysVersion: 0,
}

export const factsOf = (block: PlacedBlock, named: Named, now: number): RowFacts =>
  factsFrom(stampOf(block), named, now)
