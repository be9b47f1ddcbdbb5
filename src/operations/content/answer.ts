import type { BlockAnswer } from '../../contract/objects/blocks.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import { valuesOf } from '../../domain/content/page.js'
import { inOrderOfIds } from '../../domain/content/presented-schema.js'
import { findProperty, type Schema } from '../../domain/content/property.js'
import { peopleIn, textsIn } from '../../domain/content/texts-and-people.js'
import type { PlacedBlock } from '../../ports/content.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { askerOf, withComputed } from './computed.js'
import { namesIn } from './naming.js'
import { outside, presentBlock, presentPage, type RowPlace, textsOf } from './present.js'
import { viewerOf } from './viewer.js'

export type Reference<Kind extends string> = { object: Kind; id: string }

export const mayRead = ({ party }: Bearer): boolean => party.capabilities.includes('read_content')

/** Blocks of one parent as far as the token may read them. */
export const answerBlocks = async (
  call: Call,
  bearer: Bearer,
  blocks: readonly PlacedBlock[],
): Promise<(BlockAnswer | Reference<'block'>)[]> => {
  const [first] = blocks
  if (!first) return []
  if (!mayRead(bearer)) return blocks.map(({ blockId: id }) => ({ object: 'block', id }))
  const [named, whole, { databaseId }] = await Promise.all([
    namesIn(
      call,
      bearer,
      blocks.flatMap(textsOf),
      [],
      blocks.map(({ body }) => body.icon),
    ),
    Promise.all(
      blocks.map((block) => {
        const { synced_from } = block.body
        return synced_from ? withOriginal(call, bearer, block, synced_from) : block
      }),
    ),
    placeOfRow(call, bearer, first),
  ])
  return whole.map((block) => presentBlock(block, named, databaseId))
}

/** A copy has the children of its original, if that is shared. */
const withOriginal = async (
  { store }: Call,
  bearer: Bearer,
  block: PlacedBlock,
  originalId: string,
): Promise<PlacedBlock> => {
  const original = await store.content.findBlock(viewerOf(bearer), originalId)
  return { ...block, hasChildren: original?.hasChildren ?? false }
}

export const answerBlock = async (
  call: Call,
  bearer: Bearer,
  block: PlacedBlock,
): Promise<BlockAnswer | Reference<'block'>> => {
  const [answer] = await answerBlocks(call, bearer, [block])
  return answer as BlockAnswer
}

/** The schema that a page follows. */
export const placeOfRow = async (
  { store }: Call,
  { bot }: Bearer,
  { parentId, parentType }: PlacedBlock,
): Promise<RowPlace> => {
  if (parentType !== 'data_source') return outside
  return (await store.databases.findSchema(bot.workspaceId, parentId)) ?? outside
}

/** A page as far as the token may read it, with all its properties or those of the given ids or names. */
export const answerPage = async (
  call: Call,
  bearer: Bearer,
  block: PlacedBlock,
  filter?: string | readonly string[],
  place?: RowPlace,
): Promise<PageAnswer | Reference<'page'>> => {
  const [page] = await answerPages(call, bearer, [block], filter, place)
  return page as PageAnswer
}

/**
 * Which properties an answer shows: those asked for by their ids or names, as they were asked for, or all (observed).
 * Notion: reference/query-a-data-source.
 */
const shownOf = (schema: Schema, filter: string | readonly string[] | undefined): Schema => {
  if (filter === undefined) return inOrderOfIds(schema)
  return [...new Set([filter].flat().flatMap((key) => findProperty(schema, key) ?? []))]
}

/** Pages of one parent; `place`: which schema they follow, if that is known. */
export const answerPages = async (
  call: Call,
  bearer: Bearer,
  blocks: readonly PlacedBlock[],
  filter?: string | readonly string[],
  known?: RowPlace,
): Promise<(PageAnswer | Reference<'page'>)[]> => {
  const [first] = blocks
  if (!first) return []
  if (!mayRead(bearer)) return blocks.map(({ blockId: id }) => ({ object: 'page', id }))
  const place = known ?? (await placeOfRow(call, bearer, first))
  const shown = shownOf(place.schema, filter)
  const asker = askerOf(call, bearer)
  const pages = await withComputed(call, asker, first.parentId, place.schema, blocks, shown)
  const showing = { ...place, schema: shown }
  const texts = pages.flatMap((block) => [
    ...(block.page?.title ?? []),
    ...textsOfPage(showing, block),
  ])
  const people = pages.flatMap((block) => peopleOfPage(showing, block))
  const icons = pages.map(({ page }) => page?.icon)
  const named = await namesIn(call, bearer, texts, people, icons)
  const now = call.clock()
  return pages.map((block) => presentPage(block, named, call.origin, showing, now))
}

const textsOfPage = ({ schema }: RowPlace, { page }: PlacedBlock) =>
  page ? textsIn(schema, valuesOf(page)) : []

/** Whom values name; by whom it was made counts if the schema shows it. */
const peopleOfPage = ({ schema }: RowPlace, { page, createdBy, editedBy }: PlacedBlock) => [
  ...(page ? peopleIn(schema, valuesOf(page)) : []),
  ...(schema.some(({ type }) => type === 'created_by') ? [createdBy] : []),
  ...(schema.some(({ type }) => type === 'last_edited_by') ? [editedBy] : []),
]
