import { ApiError } from '../../contract/errors.js'
import type { PropertyType } from '../../contract/objects/properties.js'
import { keptValue } from '../../domain/content/kept-value.js'
import { valuesOf } from '../../domain/content/page.js'
import {
  MAX_REFERENCES,
  presentItem,
  presentRolled,
  presentValue,
} from '../../domain/content/presented-value.js'
import { encodedId, findProperty, type Property, slotOf } from '../../domain/content/property.js'
import { peopleIn, textsIn } from '../../domain/content/texts-and-people.js'
import type { Rolled, RolledItem, Value } from '../../domain/content/value.js'
import { placeOfRow } from '../content/answer.js'
import { askerOf, withComputed } from '../content/computed.js'
import { namesIn } from '../content/naming.js'
import { factsOf } from '../content/present.js'
import { getVisibleBlock } from '../content/viewer.js'
import type { Call } from '../deps.js'
import type { Bearer, Operation } from '../operation.js'

const DEFAULT_PAGE_SIZE = 100

/** Types whose values come in pieces, one for each text, person or page. Contract §8.5. */
const piecemeal = new Set(['title', 'rich_text', 'people', 'relation'])

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
  const asker = askerOf(call, bearer)
  const [computed = block] = await withComputed(
    call,
    asker,
    block.parentId,
    schema,
    [block],
    [property],
  )
  const page = computed.page ?? block.page
  const value = keptValue(property, valuesOf(page))
  const show = async (shown: Value): Promise<Readonly<Record<string, unknown>>> => {
    const one = { [slotOf(property)]: shown }
    // Who verified a page is told here by the id alone (observed).
    const people =
      type === 'verification' ? [] : [...peopleIn([property], one), block.createdBy, block.editedBy]
    const named = await namesIn(call, bearer, textsIn([property], one), people)
    const now = call.clock()
    const facts = factsOf(block, named, now)
    if (type === 'rollup') return { rollup: presentRolled(shown as Rolled | null, now, named) }
    const presented = presentValue(property, shown, facts, named)
    return { [type]: (presented as Readonly<Record<string, unknown>>)[type] }
  }
  const item = { object: 'property_item' as const, type, id }
  const rolled = type === 'rollup' ? (value as Rolled | null) : null
  if (!piecemeal.has(type) && type !== 'rollup') return { ...item, ...(await show(value)) }

  const pieces = rolled ? piecesOf(rolled) : ((value ?? []) as readonly Value[])
  const size = query.page_size || DEFAULT_PAGE_SIZE
  const from = startOf(query.start_cursor, pieces.length)
  const part = pieces.slice(from, from + size)
  const next = from + size < pieces.length ? cursorAt(property, from + size) : null
  const url = `${call.origin}/v1/pages/${block.blockId}/properties/${id}`
  const results = rolled
    ? await rolledItems(call, bearer, part as readonly RolledItem[])
    : await plainItems(item, part as readonly Value[], show)
  return {
    object: 'list',
    results,
    next_cursor: next,
    has_more: next !== null,
    type: 'property_item',
    property_item: {
      id,
      next_url: next && `${url}?start_cursor=${next}&page_size=${size}`,
      type,
      ...(rolled ? await show(withoutItems(rolled)) : { [type]: {} }),
    },
  }
}

type Item = { readonly object: 'property_item'; readonly type: PropertyType; readonly id: string }
type Items = (Item & Readonly<Record<string, unknown>>)[]

/** One for each text, person or page. More than an answer of a page holds is shown in portions. */
const plainItems = async (
  item: Item,
  pieces: readonly Value[],
  show: (value: Value) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Items> => {
  const portions = Array.from({ length: Math.ceil(pieces.length / MAX_REFERENCES) }, (_, n) =>
    pieces.slice(n * MAX_REFERENCES, (n + 1) * MAX_REFERENCES),
  )
  const shown = await Promise.all(portions.map((portion) => show(portion as Value)))
  return shown.flatMap((one) =>
    (one[item.type] as unknown[]).map((piece) => ({ ...item, [item.type]: piece })),
  )
}

/** What a rollup shows, of values in many pieces one for each piece. */
const piecesOf = (rolled: Rolled): readonly RolledItem[] => {
  if (rolled.rolled !== 'array') return []
  return rolled.items.flatMap((item) => {
    if (!piecemeal.has(item.property.type)) return [item]
    return ((item.value ?? []) as Value[]).map((piece) => ({ ...item, value: [piece] as Value }))
  })
}

const withoutItems = (rolled: Rolled): Rolled =>
  rolled.rolled === 'array' ? { ...rolled, items: [] } : rolled

/** Each as a value of the property that it is of. */
const rolledItems = async (
  call: Call,
  bearer: Bearer,
  items: readonly RolledItem[],
): Promise<Items> => {
  const of = (item: RolledItem) => ({ [item.property.id]: item.value })
  const texts = items.flatMap((item) => textsIn([item.property], of(item)))
  const people = items.flatMap((item) => [
    ...peopleIn([item.property], of(item)),
    item.stamped.createdBy,
    item.stamped.editedBy,
  ])
  const named = await namesIn(call, bearer, texts, [...new Set(people)])
  return items.map((item) => {
    const { type, id } = item.property
    const shown = presentItem(item, call.clock(), named) as Readonly<Record<string, unknown>>
    const value = shown[type]
    const piece = piecemeal.has(type) && Array.isArray(value) ? value[0] : value
    return { object: 'property_item', type, id: encodedId(id), [type]: piece }
  })
}

const cursorAt = ({ type }: Property, place: number): string => `${type.charAt(0)}${place}`

const startOf = (cursor: string | undefined, length: number): number => {
  if (cursor === undefined) return 0
  const [, place] = /^[a-z](\d{1,9})$/.exec(cursor) ?? []
  if (place !== undefined && Number(place) < length) return Number(place)
  throw new ApiError('validation_error', `The start_cursor provided is invalid: ${cursor}`)
}
