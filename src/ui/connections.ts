import { type Html, html } from '../lib/html.js'
import { summarizeCapabilities } from './capabilities.js'
import { type Chrome, page } from './layout.js'
import {
  confirmDisclosure,
  csrfField,
  emptyState,
  name,
  pageHeading,
  pager,
  testBadge,
  tile,
} from './parts.js'
import { timeElement } from './time.js'

export type ConnectionRow = {
  readonly grantId: string
  readonly integration: {
    readonly name: string
    readonly icon: string | null
    readonly environment: 'live' | 'test'
  }
  readonly workspaceName: string
  readonly connectedAt: string
  readonly lastUsedAt: string | null
  readonly pageCount: number
  readonly capabilities: readonly string[]
}

export type ConnectionsView = {
  readonly chrome: Chrome
  readonly connections: readonly ConnectionRow[]
  readonly nextHref: string | null
}

function sharedPages(count: number): string {
  if (count === 0) return 'None chosen; only pages it creates'
  return count === 1 ? '1 page' : `${count} pages`
}

const fact = (label: string, value: Html | string): Html =>
  html`<div><dt>${label}</dt><dd>${value}</dd></div>`

function disconnect(chrome: Chrome, connection: ConnectionRow): Html {
  const action = `/connections/${encodeURIComponent(connection.grantId)}/disconnect`
  return confirmDisclosure(
    'Disconnect',
    html`<p>${name(connection.integration.name)} loses access to ${name(connection.workspaceName)} at once, and its tokens stop working.</p>
<form method="post" action="${action}">${csrfField(chrome)}<button class="button button-danger">Disconnect now</button></form>`,
  )
}

const item = (chrome: Chrome, connection: ConnectionRow): Html => html`<li class="card connection">
<div class="connection-head">
${tile(connection.integration.icon, connection.integration.name)}
<div class="row-main">
<h2 class="row-title">${name(connection.integration.name)}${testBadge(connection.integration.environment)}</h2>
<p class="row-facts"><span>${name(connection.workspaceName)}</span></p>
</div>
</div>
<dl class="facts facts-grid">
${fact('Connected', timeElement(connection.connectedAt))}
${fact('Last used', connection.lastUsedAt === null ? 'Not used yet' : timeElement(connection.lastUsedAt))}
${fact('Pages shared', sharedPages(connection.pageCount))}
${fact('Can', summarizeCapabilities(connection.capabilities))}
</dl>
<div class="connection-actions">
<a class="button button-small" href="/connections/${encodeURIComponent(connection.grantId)}/pages">Pages</a>
<a class="button button-small" href="/connections/${encodeURIComponent(connection.grantId)}">History</a>
${disconnect(chrome, connection)}
</div>
</li>`

export function connectionsPage(view: ConnectionsView): Html {
  const { chrome, connections } = view
  const body = html`${pageHeading(
    'My connections',
    'Integrations you have given access to your workspaces.',
    html`<div class="page-actions"><a class="button" href="/connections/past">Past connections</a>${
      connections.length > 0 &&
      html`<a class="button button-danger-quiet" href="/connections/disconnect-all">Disconnect everything</a>`
    }</div>`,
  )}
${
  connections.length === 0
    ? emptyState(
        'Nothing is connected',
        'When you allow an integration to use one of your workspaces, it appears here and you can disconnect it at any time.',
      )
    : html`<ul class="cards">${connections.map((connection) => item(chrome, connection))}</ul>`
}
${pager(view.nextHref, 'Older connections')}`
  return page(chrome, body)
}
