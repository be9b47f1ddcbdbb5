import { ApiError } from '../../contract/errors.js'
import { valuesOf } from '../../domain/content/page.js'
import { encodedId, findProperty, type Property } from '../../domain/content/property.js'
import type { RichText } from '../../domain/content/rich-text.js'
import { presentValue, type Value } from '../../domain/content/value.js'
import { placeOfRow } from '../content/answer.js'
import { namesIn } from '../content/naming.js'
import { factsOf } from '../content/present.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** Types whose values come in pieces, one for each text or person. Contract §8.5. */
const piecemeal = new Set(['title', 'rich_text', 'people'])

/**
 * The value of a property, by its id or name; a value of many pieces as a list of them. The cursor is the place of the
 * next piece. Errors: `object_not_found`, `validation_error`. Notion: reference/retrieve-a-page-property.
 */
export const getPageProperty: Operation<'getPageProperty'> = async (
  call,
  bearer,
  { params, query },
) => {
  const block = await getVisibleBlock(call, bearer, params.page_id, 'page')
  const { schema } = await placeOfRow(call, bearer, block)
  const property = findProperty(schema, params.property_id)
  if (!property || !block.page) {
    throw new ApiError(
      'object_not_found',
      `Could not find property with ID: ${params.property_id}.`,
    )
  }
  const { type } = property
  const id = encodedId(property.id)
  const value = valuesOf(block.page)[property.id] ?? null
  const show = async (shown: Value) => {
    const people =
      type === 'people' ? ((shown ?? []) as string[]) : [block.createdBy, block.editedBy]
    const texts = piecemeal.has(type) && type !== 'people' ? ((shown ?? []) as RichText[]) : []
    const named = await namesIn(call, bearer, texts, people)
    return presentValue(property, shown, factsOf(block, named), named)
  }
  const item = { object: 'property_item' as const, type, id }
  if (!piecemeal.has(type)) return { ...item, ...(await show(value)) }

  const pieces = (value ?? []) as readonly Value[]
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const from = startOf(query.start_cursor, pieces.length)
  const shown = await show(pieces.slice(from, from + size) as Value)
  const next = from + size < pieces.length ? cursorAt(property, from + size) : null
  const url = `${call.origin}/v1/pages/${block.blockId}/properties/${id}`
  return {
    object: 'list',
    results: (Object.values(shown)[0] as object[]).map((piece) => ({ ...item, [type]: piece })),
    next_cursor: next,
    has_more: next !== null,
    type: 'property_item',
    property_item: {
      id,
      next_url: next && `${url}?start_cursor=${next}&page_size=${size}`,
      type,
      [type]: {},
    },
  }
}

const cursorAt = ({ type }: Property, place: number): string => `${type.charAt(0)}${place}`

const startOf = (cursor: string | undefined, length: number): number => {
  if (cursor === undefined) return 0
  const [, place] = /^[a-z](\d{1,9})$/.exec(cursor) ?? []
  if (place !== undefined && Number(place) < length) return Number(place)
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
}
