import { type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { emptyState, name, pageHeading, pager, testBadge, tile } from './parts.js'
import { timeElement } from './time.js'
import { actorText, reasonText, refreshText, turnText } from './trail.js'

export type HistoryParty = {
  readonly integrationName: string
  readonly integrationIcon: string | null
  readonly environment: 'live' | 'test'
  readonly workspaceName: string
}

export type HistoryRow =
  | {
      readonly kind: 'turn'
      readonly event: string
      readonly reason: string | null
      readonly actorKind: string
      readonly isViewer: boolean
      readonly at: string
      readonly requestId: string
    }
  | {
      readonly kind: 'refreshes'
      readonly times: number
      readonly isCapped: boolean
      readonly first: string
      readonly last: string
    }

export type ConnectionHistoryView = {
  readonly chrome: Chrome
  readonly party: HistoryParty
  readonly rows: readonly HistoryRow[]
  readonly nextHref: string | null
}

const row = (item: HistoryRow): Html =>
  item.kind === 'refreshes'
    ? html`<li class="turn turn-quiet">
<p class="turn-what">${refreshText(item.times, item.isCapped)}</p>
<p class="turn-when">${timeElement(item.last)}${item.times > 1 && html` · first ${timeElement(item.first)}`}</p>
</li>`
    : html`<li class="turn">
<p class="turn-what">${turnText(item.event)}</p>
<p class="turn-when">${timeElement(item.at)} · ${actorText(item.actorKind, item.isViewer)}</p>
${item.reason !== null && html`<p class="turn-why">${reasonText(item.reason)}</p>`}
<p class="turn-id">Request <code>${item.requestId}</code></p>
</li>`

/** What happened to one connection, newest first. */
export function connectionHistoryPage({
  chrome,
  party,
  rows,
  nextHref,
}: ConnectionHistoryView): Html {
  const body = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/connections">My connections</a></nav>
<div class="card connection">
<div class="connection-head">
${tile(party.integrationIcon, party.integrationName)}
<div class="row-main">
<h1 class="row-title">${name(party.integrationName)}${testBadge(party.environment)}</h1>
<p class="row-facts"><span>${name(party.workspaceName)}</span></p>
</div>
</div>
<h2 class="turns-title">History</h2>
<ol class="turns">${rows.map(row)}</ol>
</div>
${pager(nextHref, 'Earlier')}`
  return page(chrome, body)
}

export type PastConnectionRow = HistoryParty & {
  readonly grantId: string
  readonly connectedAt: string
  readonly end: { readonly at: string; readonly reason: string | null } | null
}

export type PastConnectionsView = {
  readonly chrome: Chrome
  readonly connections: readonly PastConnectionRow[]
  readonly nextHref: string | null
}

const pastItem = (connection: PastConnectionRow): Html => html`<li class="card connection">
<div class="connection-head">
${tile(connection.integrationIcon, connection.integrationName)}
<div class="row-main">
<h2 class="row-title"><a href="/connections/${encodeURIComponent(connection.grantId)}">${name(connection.integrationName)}</a>${testBadge(connection.environment)}</h2>
<p class="row-facts"><span>${name(connection.workspaceName)}</span><span>Connected ${timeElement(connection.connectedAt)}</span></p>
<p class="turn-why">${
  connection.end === null
    ? 'Ended'
    : html`Ended ${timeElement(connection.end.at)}. ${reasonText(connection.end.reason)}.`
}</p>
</div>
</div>
</li>`

/** Connections that live no more, the newest first. */
export function pastConnectionsPage({ chrome, connections, nextHref }: PastConnectionsView): Html {
  const body = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/connections">My connections</a></nav>
${pageHeading('Past connections', 'Integrations that have no access any more, and why.')}
${
  connections.length === 0
    ? emptyState('Nothing has ended', 'Connections that end are listed here with when and why.')
    : html`<ul class="cards">${connections.map(pastItem)}</ul>`
}
${pager(nextHref, 'Earlier')}`
  return page(chrome, body)
}
