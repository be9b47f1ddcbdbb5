import { attributes, type Html, html } from '../lib/html.js'

export type TileSize = 'small' | 'medium' | 'large'

export type CodeSample = { readonly title: string; readonly command: string }

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
const LONGEST_EMOJI = 32
const TILE_HUES = 6

/** The address when a browser may be sent there by a link; anything else could run as script. */
export function webAddress(value: string | null | undefined): string | undefined {
  if (!value || !URL.canParse(value)) return undefined
  const { protocol } = new URL(value)
  return protocol === 'https:' || protocol === 'http:' ? value : undefined
}

const pictureAddress = (icon: string): string | undefined =>
  /^(https:\/\/|data:image\/)/i.test(icon) ? icon : undefined

export const isEmoji = (icon: string): boolean => icon.length <= LONGEST_EMOJI && EMOJI.test(icon)

const hueOf = (name: string): number =>
  [...name].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % TILE_HUES

function initialOf(name: string): string {
  const [first] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(name.trim())
  return first ? first.segment.toLocaleUpperCase('en') : '?'
}

/** The picture, emoji or initial that stands for something whose name is written beside it. */
export function tile(icon: string | null, name: string, size: TileSize = 'medium'): Html {
  const picture = icon === null ? undefined : pictureAddress(icon)
  if (picture) {
    return html`<img class="tile tile-${size}" src="${picture}" alt="" referrerpolicy="no-referrer">`
  }
  if (icon !== null && isEmoji(icon)) {
    return html`<span class="tile tile-emoji tile-${size}" aria-hidden="true">${icon}</span>`
  }
  const hue = `tile-hue-${hueOf(name)}`
  return html`<span class="tile ${hue} tile-${size}" aria-hidden="true">${initialOf(name)}</span>`
}

/** Names come from people: isolated, so that one in a right-to-left script cannot reorder ours. */
export function name(value: string): Html {
  return html`<bdi class="name">${value}</bdi>`
}

export function badge(text: string, tone: 'neutral' | 'accent' | 'warning' = 'neutral'): Html {
  return html`<span class="badge badge-${tone}">${text}</span>`
}

export function testBadge(environment: 'live' | 'test'): Html | false {
  return environment === 'test' && badge('Test', 'warning')
}

export function hiddenFields(fields: Readonly<Record<string, string>>): readonly Html[] {
  return Object.entries(fields).map(
    ([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`,
  )
}

export function csrfField(chrome: { readonly csrfToken: string }): Html {
  return html`<input type="hidden" name="_csrf" value="${chrome.csrfToken}">`
}

// The button is hidden until the script that makes it work has run.
export const copyButton = (label: string): Html =>
  html`<button type="button" class="button button-small" data-copy hidden aria-label="Copy ${label}"><span data-copy-label>Copy</span></button>`

/** One value on one line with a copy button; `label` names the value to a screen reader. */
export function copyable(label: string, value: string): Html {
  return html`<div class="copyable"><code data-copy-text>${value}</code>${copyButton(label)}</div>`
}

export function codeSample(sample: CodeSample): Html {
  return html`<div class="sample">
  <div class="sample-head"><span>${sample.title}</span>${copyButton(`command: ${sample.title}`)}</div>
  <pre><code data-copy-text>${sample.command}</code></pre>
</div>`
}

export function emptyState(title: string, text: Html | string, action?: Html): Html {
  return html`<div class="card empty">
  <span class="empty-mark" aria-hidden="true"></span>
  <h2>${title}</h2>
  <p>${text}</p>
  ${action}
</div>`
}

export function pageHeading(title: Html | string, lead?: Html | string, action?: Html): Html {
  return html`<div class="page-head">
  <div><h1>${title}</h1>${lead !== undefined && html`<p class="lead">${lead}</p>`}</div>
  ${action}
</div>`
}

export function pager(href: string | null, text: string): Html | false {
  return (
    href !== null &&
    html`<nav class="pager" aria-label="Pages"><a class="button" rel="next"${attributes({ href })}>${text}</a></nav>`
  )
}

export function confirmDisclosure(summary: string, content: Html): Html {
  return html`<details class="confirm">
  <summary class="button button-small button-danger-quiet">${summary}</summary>
  <div class="confirm-body">${content}</div>
</details>`
}

type Panel = {
  readonly title: string
  readonly hint?: string
  readonly content: Html
  readonly tone?: 'danger'
}

/** One subject of a settings page: what it is on one side, its controls on the other. */
export function panel({ title, hint, content, tone }: Panel): Html {
  const className = tone ? `card panel panel-${tone}` : 'card panel'
  return html`<section class="${className}">
<div class="panel-head"><h2>${title}</h2>${hint && html`<p class="hint">${hint}</p>`}</div>
<div class="panel-body">${content}</div>
</section>`
}
