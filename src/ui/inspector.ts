import { attributes, type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { copyButton, csrfField, emptyState, name, pageHeading } from './parts.js'
import { readableTime } from './time.js'

export type InspectedText = {
  readonly text: string
  readonly size: number
  readonly note?: string | undefined
}

export type InspectedRow = {
  readonly number: number
  readonly at: string
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly took: number
  readonly operation: string
  readonly isOAuth: boolean
  /** The bot, or the integration that called as a client. */
  readonly sender: string
  readonly workspaceName: string | undefined
  readonly version: string | undefined
  readonly mediaType: string
  readonly body: InspectedText
  readonly answer: InspectedText
}

export type InspectorFilter = {
  readonly text: string
  readonly method: string
  readonly status: string
}

export type InspectorView = {
  readonly chrome: Chrome
  /** Where clients reach this server. */
  readonly origin: string
  readonly rows: readonly InspectedRow[]
  /** How many there are without the filter. */
  readonly total: number
  readonly filter: InspectorFilter
  /** Where the page hears of more; carries no content. */
  readonly liveHref: string
}

export const STATUS_CHOICES = [
  { value: '', text: 'Every status' },
  { value: '2', text: '2xx answered' },
  { value: '4', text: '4xx refused' },
  { value: '5', text: '5xx failed' },
] as const

export const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** Why a request was refused, in the words of the answer. */
export const reasonIn = ({ status, answer }: Pick<InspectedRow, 'status' | 'answer'>) => {
  if (status < 400) return undefined
  try {
    const said = JSON.parse(answer.text) as Record<string, unknown>
    const code = said.code ?? said.error
    const message = said.message ?? said.error_description
    return { code: String(code ?? ''), message: String(message ?? '') }
  } catch {
    return undefined
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The request for a shell, with the names of variables where its credentials were. */
export const curlOf = (row: InspectedRow, origin: string): string => {
  const { method, path, isOAuth, version, mediaType, body } = row
  const credentials = isOAuth
    ? '-u "$NOTION_CLIENT_ID:$NOTION_CLIENT_SECRET"'
    : '-H "Authorization: Bearer $NOTION_TOKEN"'
  const lines = [
    `curl -X ${method} ${quoted(origin + path)}`,
    credentials,
    ...(version === undefined ? [] : [`-H ${quoted(`Notion-Version: ${version}`)}`]),
    ...(mediaType === '' || body.text === '' ? [] : [`-H ${quoted(`Content-Type: ${mediaType}`)}`]),
    ...(body.text === '' ? [] : [`--data ${quoted(body.text)}`]),
  ]
  return lines.join(' \\\n  ')
}

const readableSize = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`

const textBox = (title: string, { text, size, note }: InspectedText): Html => {
  const isCut = note === undefined && Buffer.byteLength(text) < size && text.length >= 16_000
  const shown =
    text === ''
      ? html`<p class="hint inspected-none">${note ?? 'Empty'}</p>`
      : html`<pre tabindex="0" role="region" aria-label="${title}"><code data-copy-text>${pretty(text)}</code></pre>`
  return html`<div class="sample inspected-text">
<div class="sample-head"><span>${title} <span class="muted">${readableSize(size)}${isCut && ', the first 16 KiB'}</span></span>${text !== '' && copyButton(title.toLowerCase())}</div>
${shown}
</div>`
}

const statusClass = (status: number): string =>
  status < 300 ? 'status-good' : status < 400 ? 'status-plain' : 'status-bad'

const clock = (iso: string): Html =>
  html`<time datetime="${iso}" title="${readableTime(iso)}">${iso.slice(11, 23)}</time>`

const fact = (label: string, value: Html | string): Html =>
  html`<div><dt>${label}</dt><dd>${value}</dd></div>`

const item = (row: InspectedRow, origin: string): Html => {
  const { method, path, status } = row
  const reason = reasonIn(row)
  return html`<li data-request="${row.number}"><details class="request">
<summary><span class="request-time">${clock(row.at)}</span><span class="method method-${method.toLowerCase()}">${method}</span><span class="request-path"><code>${path}</code>${
    reason && html`<span class="request-reason">${reason.message || reason.code}</span>`
  }</span><span class="status ${statusClass(status)}">${status}</span><span class="request-took">${row.took} ms</span><span class="request-sender">${name(row.sender)}</span></summary>
<div class="request-body">
${reason && html`<div class="notice notice-error"><p>${reason.code}</p>${reason.message}</div>`}
<dl class="facts facts-grid">
${fact('Request id', html`<code>${row.requestId}</code>`)}
${fact('Operation', row.operation)}
${fact('Sent by', html`${name(row.sender)}${row.workspaceName !== undefined && html` in ${name(row.workspaceName)}`}`)}
${fact('Notion-Version', row.version ?? 'not given')}
</dl>
<div class="inspected">
${textBox('Request body', row.body)}
${textBox('Answer', row.answer)}
</div>
<div class="sample inspected-curl">
<div class="sample-head"><span>As curl</span>${copyButton('as curl')}</div>
<pre tabindex="0" role="region" aria-label="As curl"><code data-copy-text>${curlOf(row, origin)}</code></pre>
</div>
</div>
</details></li>`
}

const select = (
  label: string,
  field: string,
  value: string,
  choices: readonly { readonly value: string; readonly text: string }[],
): Html =>
  html`<label><span class="visually-hidden">${label}</span><select name="${field}" data-auto-submit>${choices.map(
    (choice) =>
      html`<option${attributes({ value: choice.value, selected: choice.value === value })}>${choice.text}</option>`,
  )}</select></label>`

const tools = ({
  chrome,
  filter,
  liveHref,
  total,
}: InspectorView): Html => html`<div class="inspector-tools">
<form method="get" action="/inspector" role="search">
<label class="inspector-text"><span class="visually-hidden">Text in path, body, answer or sender</span><input type="search" name="q" value="${filter.text}" placeholder="Path, body, answer, sender, request id" autocomplete="off"></label>
${select('Method', 'method', filter.method, [
  { value: '', text: 'Every method' },
  ...METHODS.map((value) => ({ value, text: value })),
])}
${select('Status', 'status', filter.status, STATUS_CHOICES)}
<button class="button button-small">Filter</button>
</form>
<p class="live" data-live="${liveHref}" role="status"><span data-live-text>Reload to see more</span></p>
<a class="button button-small" href="/inspector" data-live-reload>Reload</a>
${
  total > 0 &&
  html`<form method="post" action="/inspector/clear">${csrfField(chrome)}<button class="button button-small button-danger-quiet">Clear</button></form>`
}
</div>`

const nothing = (total: number): Html =>
  total === 0
    ? emptyState(
        'No requests yet',
        html`What bots of your workspaces and clients of your integrations ask of the API appears here. Try one: <code>curl -H "Authorization: Bearer $NOTION_TOKEN" -H "Notion-Version: 2025-09-03" …/v1/users/me</code>`,
      )
    : emptyState(
        'No request is like this',
        'Change the filter, or take it away.',
        html`<a class="button" href="/inspector">Show all ${total}</a>`,
      )

/** The latest requests of the API, as far as the reader may see them. */
export function inspectorPage(view: InspectorView): Html {
  const { rows, origin, total } = view
  const body = html`${pageHeading(
    'Inspector',
    'The latest requests to the API on this node, the newest first, without their credentials.',
  )}
${tools(view)}
<div data-live-list>
<ol class="requests card"${attributes({ hidden: rows.length === 0 })}>${rows.map((row) => item(row, origin))}</ol>
${rows.length === 0 && nothing(total)}
</div>
<p class="hint inspector-note">Kept in the memory of this node only, at most 200 of each workspace. Tokens, codes, secrets and signatures are cut out before anything is kept; a request that is refused before its sender is proven, such as one with a wrong token or a body that is no JSON, belongs to nobody and is not shown.</p>`
  return page(view.chrome, body)
}
