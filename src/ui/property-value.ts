import { formattedNumber } from '../domain/content/number-format.js'
import { attributes, type Html, html } from '../lib/html.js'
import { checkGlyph, pageGlyph } from './glyphs.js'
import { webAddress } from './parts.js'
import { dayOrTime, inkOf } from './rich-text.js'

/** A page by its id, as far as the reader may know of it. */
export type PlaceOf = (id: string) => { readonly title: string; readonly href: string } | undefined

type Loose = Readonly<Record<string, unknown>>

const loose = (value: unknown): Loose =>
  typeof value === 'object' && value !== null ? (value as Loose) : {}

const items = (value: unknown): readonly Loose[] => (Array.isArray(value) ? value.map(loose) : [])

const chip = ({ name, color }: Loose): Html =>
  html`<span class="chip ${inkOf(`${String(color)}_background`) ?? 'fill-plain'}">${String(name)}</span>`

const chips = (found: readonly Html[]): Html | undefined =>
  found.length === 0 ? undefined : html`<span class="chips">${found}</span>`

const texts = (value: unknown): Html | undefined => {
  const shown = items(value).map(({ plain_text, href, annotations }) => {
    const address = webAddress(typeof href === 'string' ? href : null)
    const { bold, italic, strikethrough, underline, code, color } = loose(annotations)
    const ink = inkOf(color)
    let text = html`${String(plain_text ?? '')}`
    if (address !== undefined)
      text = html`<a${attributes({ href: address, rel: 'noopener' })}>${text}</a>`
    if (code === true) text = html`<code>${text}</code>`
    if (bold === true) text = html`<strong>${text}</strong>`
    if (italic === true) text = html`<em>${text}</em>`
    if (strikethrough === true) text = html`<s>${text}</s>`
    if (underline === true) text = html`<u>${text}</u>`
    return ink === undefined ? text : html`<span class="${ink}">${text}</span>`
  })
  return shown.length === 0 ? undefined : html`<span class="cell-text">${shown}</span>`
}

const day = (value: unknown): Html | undefined => {
  const { start, end } = loose(value)
  if (typeof start !== 'string') return undefined
  return html`<span class="nowrap">${dayOrTime(start)}${
    typeof end === 'string' && html` → ${dayOrTime(end)}`
  }</span>`
}

const person = ({ name }: Loose): Html =>
  typeof name === 'string' && name !== ''
    ? html`<span class="chip chip-person"><bdi>${name}</bdi></span>`
    : html`<span class="chip chip-person muted">Somebody</span>`

const link = (text: string, href: string | undefined): Html =>
  href === undefined ? html`${text}` : html`<a${attributes({ href, rel: 'noopener' })}>${text}</a>`

const file = ({ name, external, file: own }: Loose): Html => {
  const { url } = loose(external ?? own)
  return link(String(name ?? 'File'), webAddress(typeof url === 'string' ? url : null))
}

const shortAddress = (url: string): string =>
  url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')

const withScheme = (scheme: 'mailto' | 'tel', text: string): Html => {
  const plain = scheme === 'tel' ? text.replaceAll(/[^\d+]/g, '') : text
  const isSafe = /^[\w.!#$%&'*+/=?^`{|}~@-]+$/.test(plain)
  return isSafe && plain !== ''
    ? html`<a${attributes({ href: `${scheme}:${plain}` })}>${text}</a>`
    : html`${text}`
}

const check = (isChecked: boolean): Html =>
  html`<span class="box${isChecked ? ' box-done' : ''}" role="img" aria-label="${isChecked ? 'Yes' : 'No'}">${isChecked && checkGlyph}</span>`

const relation = (value: unknown, placeOf: PlaceOf): Html | undefined =>
  chips(
    items(value).map(({ id }) => {
      const place = placeOf(String(id))
      return place
        ? html`<a class="chip chip-page" href="${place.href}">${pageGlyph}<bdi>${place.title || 'Untitled'}</bdi></a>`
        : html`<span class="chip chip-page muted">${pageGlyph}Untitled</span>`
    }),
  )

/** A value of a kind that these pages do not know: what it says of itself, cut short. */
const plainly = (value: unknown): Html | undefined => {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'string' || typeof value === 'number') return html`${value}`
  if (typeof value === 'boolean') return check(value)
  if (Array.isArray(value) && value.length === 0) return undefined
  const { name, plain_text, type } = loose(value)
  if (typeof name === 'string') return html`${name}`
  if (typeof plain_text === 'string') return html`${plain_text}`
  if (typeof type === 'string' && type in loose(value)) return plainly(loose(value)[type])
  if (Array.isArray(value)) {
    const shown = value.map(plainly).filter((one) => one !== undefined)
    return chips(shown.map((one) => html`<span class="chip fill-plain">${one}</span>`))
  }
  return html`<code class="cell-raw">${JSON.stringify(value).slice(0, 120)}</code>`
}

/** The value of a property as answers of the API hold it; undefined: it is empty. */
export function propertyValue(
  property: unknown,
  placeOf: PlaceOf,
  format?: string,
): Html | undefined {
  const { type, ...rest } = loose(property)
  const value = (rest as Loose)[String(type)]
  switch (type) {
    case 'title':
    case 'rich_text':
      return texts(value)
    case 'number':
      return typeof value === 'number'
        ? html`<span class="cell-number">${formattedNumber(value, format)}</span>`
        : undefined
    case 'select':
    case 'status':
      return value ? chip(loose(value)) : undefined
    case 'multi_select':
      return chips(items(value).map(chip))
    case 'date':
      return day(value)
    case 'created_time':
    case 'last_edited_time':
      return typeof value === 'string'
        ? html`<span class="nowrap">${dayOrTime(value)}</span>`
        : undefined
    case 'people':
      return chips(items(value).map(person))
    case 'created_by':
    case 'last_edited_by':
      return value ? person(loose(value)) : undefined
    case 'files': {
      const files = items(value).map((one) => html`<li>${file(one)}</li>`)
      return files.length === 0 ? undefined : html`<ul class="cell-files">${files}</ul>`
    }
    case 'checkbox':
    case 'boolean':
      return check(value === true)
    case 'url':
      return value ? link(shortAddress(String(value)), webAddress(String(value))) : undefined
    case 'email':
      return value ? withScheme('mailto', String(value)) : undefined
    case 'phone_number':
      return value ? withScheme('tel', String(value)) : undefined
    case 'unique_id': {
      const { prefix, number } = loose(value)
      if (typeof number !== 'number') return undefined
      return html`<code class="nowrap">${prefix ? `${String(prefix)}-` : ''}${number}</code>`
    }
    case 'verification': {
      const { state } = loose(value)
      if (state === undefined || state === 'unverified') return undefined
      return chip({
        name: state === 'verified' ? 'Verified' : String(state),
        color: state === 'verified' ? 'green' : 'gray',
      })
    }
    case 'button':
      return undefined
    case 'relation':
      return relation(value, placeOf)
    case 'formula':
      return value ? propertyValue(value, placeOf, format) : undefined
    case 'rollup': {
      const inner = loose(value)
      if (inner.type !== 'array') return propertyValue(inner, placeOf, format)
      const shown = items(inner.array)
        .map((one) => propertyValue(one, placeOf, format))
        .filter((one) => one !== undefined)
      return shown.length === 0
        ? undefined
        : html`<ul class="cell-files">${shown.map((one) => html`<li>${one}</li>`)}</ul>`
    }
    default:
      return plainly(value)
  }
}
