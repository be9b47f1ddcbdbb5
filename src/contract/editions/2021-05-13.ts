import { appendBlockChildren, getBlock } from '../blocks.js'
import type { Endpoint } from '../endpoint.js'
import { rows as of2021 } from './2021-08-16.js'
import { rewrite } from './rewrite.js'

/** What 2021-05-13 answers otherwise: what was appended to, not what was. Notion: changelog, 2021-08-16. */
export const rows = {
  appendBlockChildren: {
    ...appendBlockChildren,
    body: of2021.appendBlockChildren.body,
    response: getBlock.response,
  },
} as const satisfies Record<string, Endpoint>

const itemTypes: Readonly<Record<string, string>> = {
  files: 'file',
  rich_text: 'text',
  people: 'person',
}

/** Types of values that are left out when they are empty. */
const omitted = new Set(['number', 'email', 'select', 'date', 'rollup'])

type Json = Readonly<Record<string, unknown>>

const itemOfOld = (item: Json): Json => {
  const type = String(item.type)
  const old = itemTypes[type]
  return old === undefined ? item : { type: old, [old]: item[type] }
}

const isEmpty = (value: Json): boolean => {
  const type = String(value.type)
  const held = value[type]
  if (!omitted.has(type)) return false
  if (type !== 'rollup' || held === null) return held === null
  const rolled = held as Json
  return rolled[String(rolled.type)] === null
}

/** An answer as 2021-05-13 tells it. */
export const present = (answer: object): object =>
  rewrite(answer, (json) => {
    if (json.type === 'array' && Array.isArray(json.array)) {
      return { ...json, array: json.array.map(itemOfOld) }
    }
    if (json.object !== 'page' && json.object !== 'database') return json
    if (json.properties === undefined) return json
    const properties = Object.entries(json.properties as Readonly<Record<string, Json>>)
      .filter(([, property]) => !isEmpty(property))
      .map(([name, property]) => [
        name,
        { ...property, id: decodeURIComponent(String(property.id)) },
      ])
    return { ...json, properties: Object.fromEntries(properties) }
  })
