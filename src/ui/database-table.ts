import type { Icon } from '../domain/content/media.js'
import { addressOf } from '../domain/content/page.js'
import { attributes, type Html, html } from '../lib/html.js'
import { selectField } from './fields.js'
import { pageGlyph } from './glyphs.js'
import { iconPicture } from './page-icon.js'
import { type PlaceOf, propertyValue } from './property-value.js'

export type TableColumn = {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly format?: string | undefined
  readonly options: readonly string[]
  readonly operators: readonly { readonly name: string; readonly operand: string }[]
}

export type TableRow = {
  readonly id: string
  readonly icon?: unknown
  /** By name, as answers of the API hold them. */
  readonly properties: Readonly<Record<string, unknown>>
}

export type TableFilter = {
  readonly propertyId: string
  readonly operator: string
  readonly value: string
}

/** What the address of a table says. */
export type TableAddress = {
  readonly filters: readonly TableFilter[]
  readonly sort?:
    | { readonly propertyId: string; readonly direction: 'ascending' | 'descending' }
    | undefined
  /** The property that a filter is about to be made for. */
  readonly pending?: string | undefined
}

export type TableProps = TableAddress & {
  /** Where the table is, without a query. */
  readonly path: string
  readonly sources: readonly { readonly id: string; readonly name: string }[]
  readonly sourceId: string
  readonly views: readonly {
    readonly id: string
    readonly name: string
    readonly type: string
    readonly isFiltered: boolean
    readonly isSorted: boolean
  }[]
  readonly viewId: string | undefined
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  readonly placeOf: PlaceOf
  readonly next: string | null
  readonly isContinued: boolean
  readonly problem: string | undefined
  readonly people: readonly { readonly id: string; readonly name: string }[]
  /** It stands in a page: what it may be asked for is asked on a page of its own. */
  readonly isInline?: boolean
  /** Names the table to a screen reader. */
  readonly label: string
}

type Given = Partial<TableAddress> & {
  readonly sourceId?: string
  readonly viewId?: string | undefined
  readonly from?: string | null
}

/** The address of a table that shows this. */
export const tableHref = (path: string, given: Given): string => {
  const query = new URLSearchParams()
  if (given.sourceId !== undefined) query.append('source', given.sourceId)
  if (given.viewId !== undefined) query.append('v', given.viewId.replaceAll('-', ''))
  for (const { propertyId, operator, value } of given.filters ?? []) {
    query.append('p', propertyId)
    query.append('o', operator)
    query.append('value', value)
  }
  if (given.sort) {
    query.append('sort', given.sort.propertyId)
    query.append('dir', given.sort.direction)
  }
  if (given.from) query.append('from', given.from)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

const OPERATORS: Readonly<Record<string, string>> = {
  equals: 'is',
  does_not_equal: 'is not',
  contains: 'contains',
  does_not_contain: 'does not contain',
  starts_with: 'starts with',
  ends_with: 'ends with',
  greater_than: '>',
  less_than: '<',
  greater_than_or_equal_to: '≥',
  less_than_or_equal_to: '≤',
  before: 'is before',
  after: 'is after',
  on_or_before: 'is on or before',
  on_or_after: 'is on or after',
  is_empty: 'is empty',
  is_not_empty: 'is not empty',
}

/** Of `any.number.equals` the reader sees `any is`. */
const operatorText = (path: string): string => {
  const members = path.split('.')
  const name = members.at(-1) ?? ''
  const text = OPERATORS[name] ?? `is ${name.replaceAll('_', ' ')}`
  return members.length > 2 ? `${members[0]} ${text}` : text
}

const tabs = ({ path, sources, sourceId }: TableProps): Html | false =>
  sources.length > 1 &&
  html`<nav class="source-tabs" aria-label="Data sources"><ul>${sources.map(
    ({ id, name }) =>
      html`<li><a${attributes({ href: tableHref(path, { sourceId: id }), 'aria-current': id === sourceId && 'page' })}>${name || 'Untitled'}</a></li>`,
  )}</ul></nav>`

/** The open view, where there is a choice of them. */
const openView = ({ views, viewId }: TableProps): string | undefined =>
  views.length > 1 ? viewId : undefined

/** Views of the data source, where there is a choice. */
const viewTabs = ({ path, sources, sourceId, views, viewId }: TableProps): Html | false =>
  views.length > 1 &&
  html`<nav class="source-tabs" aria-label="Views"><ul>${views.map(({ id, name }) => {
    const href = tableHref(path, { ...(sources.length > 1 && { sourceId }), viewId: id })
    return html`<li><a${attributes({ href, 'aria-current': id === viewId && 'page' })}><bdi>${name || 'Untitled'}</bdi></a></li>`
  })}</ul></nav>`

/** What the open view does beyond what the table says itself. */
const viewNote = ({ views, viewId }: TableProps): Html | false => {
  const view = views.find(({ id }) => id === viewId)
  if (!view) return false
  const shape = view.type === 'table' ? [] : [`A ${view.type} view, shown as a table.`]
  const own = [view.isFiltered && 'a filter', view.isSorted && 'an order'].filter(Boolean)
  const named = shape.length > 0 ? 'It' : 'This view'
  const says = own.length > 0 ? [`${named} has ${own.join(' and ')} of its own.`] : []
  const note = [...shape, ...says].join(' ')
  return note !== '' && html`<p class="view-note muted">${note}</p>`
}

/** A property that has a choice of operators can be filtered by. */
const isFilterable = ({ operators }: TableColumn): boolean => operators.length > 0

const operandField = (
  column: TableColumn,
  filter: TableFilter,
  number: number,
  { people }: TableProps,
): Html => {
  const kinds = new Set(column.operators.map(({ operand }) => operand))
  const label = html`<span class="visually-hidden">Value of filter ${number}</span>`
  const select = (choices: readonly { readonly value: string; readonly text: string }[]) => {
    const known = choices.some(({ value }) => value === filter.value)
    const all =
      known || filter.value === ''
        ? choices
        : [...choices, { value: filter.value, text: filter.value }]
    return html`<label>${label}<select name="value">${all.map(
      ({ value, text }) =>
        html`<option${attributes({ value, selected: value === filter.value })}>${text}</option>`,
    )}</select></label>`
  }
  if (kinds.has('truth')) {
    return select([
      { value: 'true', text: 'Checked' },
      { value: 'false', text: 'Not checked' },
    ])
  }
  if (kinds.has('choice') && column.options.length > 0) {
    return select(column.options.map((value) => ({ value, text: value })))
  }
  if (kinds.has('person')) {
    const named = people.map(({ id, name }) => ({ value: id, text: name }))
    return select([{ value: 'me', text: 'Me' }, ...named])
  }
  if (!['text', 'number', 'day', 'page', 'choice'].some((kind) => kinds.has(kind))) {
    return html`<input type="hidden" name="value" value="">`
  }
  const type = kinds.has('day') ? 'date' : 'text'
  const inputmode = kinds.has('number') && 'decimal'
  return html`<label>${label}<input${attributes({ type, inputmode, name: 'value', value: filter.value, autocomplete: 'off', placeholder: kinds.has('page') && 'Id of a page' })}></label>`
}

const filterRow = (props: TableProps, filter: TableFilter, index: number): Html => {
  const column = props.columns.find(({ id }) => id === filter.propertyId)
  if (!column) return html``
  const { filters } = props
  const others = filters.filter((_, at) => at !== index)
  const number = index + 1
  const remove = tableHref(props.path, { ...props, viewId: openView(props), filters: others })
  return html`<li class="filter">
<input type="hidden" name="p" value="${column.id}">
<span class="filter-name"><bdi>${column.name}</bdi></span>
<label><span class="visually-hidden">Operator of filter ${number}</span><select name="o">${column.operators.map(
    ({ name }) =>
      html`<option${attributes({ value: name, selected: name === filter.operator })}>${operatorText(name)}</option>`,
  )}</select></label>
${operandField(column, filter, number, props)}
<a class="filter-remove" href="${remove}">Remove<span class="visually-hidden"> filter ${number} on ${column.name}</span></a>
</li>`
}

const filterForm = (props: TableProps): Html | false => {
  const { path, columns, filters, pending, sort, sourceId, sources } = props
  const viewId = openView(props)
  if (props.isInline) return false
  const filterable = columns.filter(isFilterable)
  if (filterable.length === 0) return false
  const pendingColumn = filterable.find(({ id }) => id === pending)
  const shown = pendingColumn
    ? [
        ...filters,
        {
          propertyId: pendingColumn.id,
          operator: pendingColumn.operators[0]?.name ?? '',
          value: pendingColumn.options[0] ?? '',
        },
      ]
    : filters
  const isOpen = shown.length > 0
  return html`<details class="filters"${attributes({ open: isOpen })}>
<summary class="button button-small">Filter${filters.length > 0 && html` <span class="badge badge-accent">${filters.length}<span class="visually-hidden"> set</span></span>`}</summary>
<form method="get" action="${path}" class="filter-form" id="table-filter">
${sources.length > 1 && html`<input type="hidden" name="source" value="${sourceId}">`}
${viewId !== undefined && html`<input type="hidden" name="v" value="${viewId.replaceAll('-', '')}">`}
${sort && html`<input type="hidden" name="sort" value="${sort.propertyId}"><input type="hidden" name="dir" value="${sort.direction}">`}
<ul>${shown.map((filter, index) => filterRow({ ...props, filters: shown }, filter, index))}</ul>
<div class="filter-actions">
${selectField({
  name: 'add',
  label: isOpen ? 'And' : 'Where',
  value: '',
  choices: [
    { value: '', text: 'Choose a property…' },
    ...filterable.map(({ id, name }) => ({ value: id, text: name })),
  ],
  autoSubmit: true,
})}
<button class="button button-small">${isOpen ? 'Apply' : 'Add'}</button>
${filters.length > 0 && html`<a class="button button-small" href="${tableHref(path, { sourceId, viewId, sort })}">Clear</a>`}
</div>
</form>
</details>`
}

const SORTED = { ascending: '↑', descending: '↓' } as const

const headCell = (props: TableProps, column: TableColumn): Html => {
  const { path, filters, sort, sourceId } = props
  const own = sort?.propertyId === column.id ? sort.direction : undefined
  const next = own === undefined ? 'ascending' : own === 'ascending' ? 'descending' : undefined
  const href = tableHref(path, {
    sourceId,
    viewId: openView(props),
    filters,
    ...(next && { sort: { propertyId: column.id, direction: next } }),
  })
  const words = next === undefined ? 'stop sorting' : `sort ${next}`
  return html`<th${attributes({ scope: 'col', class: column.type === 'number' && 'end', 'aria-sort': own })}><a${attributes({ href, title: `${column.name}: ${words}` })}><bdi>${column.name}</bdi><span class="sort-mark" aria-hidden="true">${own && SORTED[own]}</span></a></th>`
}

const iconOf = (icon: unknown): Icon | null => {
  const { type, emoji, external, custom_emoji } = (icon ?? {}) as {
    type?: string
    emoji?: string
    external?: { url: string }
    custom_emoji?: { url: string }
  }
  if (type === 'emoji' && emoji) return { type: 'emoji', emoji }
  const picture = external ?? custom_emoji
  return picture ? { type: 'external', url: picture.url } : null
}

const cell = (row: TableRow, column: TableColumn, placeOf: PlaceOf): Html => {
  const value = propertyValue(row.properties[column.name], placeOf, column.format)
  if (column.type === 'title') {
    const title = plainTitle(row.properties[column.name])
    const href = addressOf('', row.id, title)
    return html`<th scope="row"><a class="row-link" href="${href}"><span class="page-icon" aria-hidden="true">${iconPicture(iconOf(row.icon)) ?? pageGlyph}</span><bdi>${title || html`<span class="muted">Untitled</span>`}</bdi></a></th>`
  }
  return html`<td${attributes({ class: column.type === 'number' && 'end' })}>${value}</td>`
}

const plainTitle = (property: unknown): string => {
  const { title = [] } = (property ?? {}) as { title?: readonly { plain_text?: string }[] }
  return title.map(({ plain_text = '' }) => plain_text).join('')
}

const emptyRows = ({ filters, problem }: TableProps): Html => {
  if (problem !== undefined) return html`<p class="table-empty">Nothing could be shown.</p>`
  return filters.length > 0
    ? html`<p class="table-empty"><strong>No row satisfies these filters.</strong> <span class="muted">Remove one of them, or clear them all.</span></p>`
    : html`<p class="table-empty"><strong>No rows yet.</strong> <span class="muted">What an integration creates in this table appears here.</span></p>`
}

const pages = (props: TableProps): Html | false => {
  const { path, filters, sort, sourceId, next, isContinued } = props
  const shown = { sourceId, viewId: openView(props), filters, sort }
  return (
    (next !== null || isContinued) &&
    html`<nav class="pager table-pager" aria-label="Pages of the table">
${isContinued && html`<a class="button button-small" href="${tableHref(path, shown)}">First rows</a>`}
${next !== null && html`<a class="button button-small" rel="next" href="${tableHref(path, { ...shown, from: next })}">More rows</a>`}
</nav>`
  )
}

/** The rows of a data source, with what they may be filtered and sorted by. */
export function databaseTable(props: TableProps): Html {
  const { columns, rows, problem, label } = props
  return html`<div class="database">
<div class="table-tools">${tabs(props)}${viewTabs(props)}${filterForm(props)}</div>
${viewNote(props)}
${problem !== undefined && html`<div class="notice notice-error" role="alert">${problem}</div>`}
<div class="table-frame" role="region" aria-label="${label}" tabindex="0">
<table class="rows-table">
<thead><tr>${columns.map((column) => headCell(props, column))}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column) => cell(row, column, props.placeOf))}</tr>`)}</tbody>
</table>
${rows.length === 0 && emptyRows(props)}
</div>
${pages(props)}
</div>`
}
