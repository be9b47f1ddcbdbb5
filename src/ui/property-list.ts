import type { ShownPart, ShownValue } from '../domain/content/shown-value.js'
import { attributes, type Html, html } from '../lib/html.js'
import { pageIcon } from './page-icon.js'
import { webAddress } from './parts.js'
import { dayOrTime, inkOf, type Names, richText } from './rich-text.js'

const partOf = (part: ShownPart, names: Names): Html => {
  switch (part.type) {
    case 'texts':
      return html`<span>${richText(part.texts, names)}</span>`
    case 'words':
      return html`<span>${part.words}</span>`
    case 'option': {
      const fill = inkOf(`${part.color}_background`) ?? 'fill-gray'
      return html`<span class="option ${fill}">${part.name}</span>`
    }
    case 'date':
      return html`<span>${dayOrTime(part.start)}${part.end !== null && html` → ${dayOrTime(part.end)}`}</span>`
    case 'check':
      return html`<span>${part.isChecked ? 'Yes' : 'No'}</span>`
    case 'link': {
      const href = webAddress(part.address)
      return href === undefined
        ? html`<span>${part.words}</span>`
        : html`<a${attributes({ href, rel: 'noopener' })}>${part.words}</a>`
    }
    case 'page': {
      const place = names.place(part.id)
      return place
        ? html`<a class="mention-page" href="${place.href}">${pageIcon(place.icon)}${place.title || 'Untitled'}</a>`
        : html`<span class="mention">Untitled</span>`
    }
    case 'user':
      return html`<span>${names.user(part.id) ?? 'Somebody'}</span>`
  }
}

/** What a row of a table has beside its title. */
export function propertyList(values: readonly ShownValue[], names: Names): Html {
  const rows = values.map(
    ({ name, parts }) =>
      html`<div><dt><bdi>${name}</bdi></dt><dd>${
        parts.length > 0
          ? parts.map((part) => partOf(part, names))
          : html`<span class="muted">Empty</span>`
      }</dd></div>`,
  )
  return html`<dl class="properties">${rows}</dl>`
}
