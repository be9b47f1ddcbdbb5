import { type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { badge, emptyState, name, pageHeading, pager, testBadge, tile } from './parts.js'
import { timeElement } from './time.js'

export type IntegrationKind = 'public' | 'internal'

export type IntegrationRow = {
  readonly id: string
  readonly name: string
  readonly icon: string | null
  readonly kind: IntegrationKind
  readonly environment: 'live' | 'test'
  readonly workspaceName: string
  /** Null where the integration has a static token and no OAuth client. */
  readonly clientId: string | null
  readonly createdAt: string
}

export type IntegrationsView = {
  readonly chrome: Chrome
  readonly integrations: readonly IntegrationRow[]
  readonly nextHref?: string | null | undefined
}

const SHORT_CLIENT_ID = 8

const shortened = (clientId: string): string =>
  clientId.length > SHORT_CLIENT_ID ? `${clientId.slice(0, SHORT_CLIENT_ID)}…` : clientId

const kindBadge = (kind: IntegrationKind): Html =>
  kind === 'public' ? badge('Public', 'accent') : badge('Internal')

const row = (item: IntegrationRow): Html => html`<li class="row">
${tile(item.icon, item.name)}
<div class="row-main">
<h2 class="row-title"><a href="/integrations/${encodeURIComponent(item.id)}">${name(item.name)}</a>
${kindBadge(item.kind)}${testBadge(item.environment)}</h2>
<p class="row-facts"><span>${name(item.workspaceName)}</span>
${item.clientId !== null && html`<span>Client ID <code>${shortened(item.clientId)}</code></span>`}
<span>Created ${timeElement(item.createdAt)}</span></p>
</div>
</li>`

export function integrationsPage(view: IntegrationsView): Html {
  const create = html`<a class="button button-primary" href="/integrations/new">New integration</a>`
  const isEmpty = view.integrations.length === 0
  const body = html`${pageHeading(
    'My integrations',
    'Apps you build that connect to workspaces on this server.',
    isEmpty ? undefined : create,
  )}
${
  isEmpty
    ? emptyState(
        'No integrations yet',
        'Create one to get a client ID and secret for OAuth, or a token for one workspace.',
        create,
      )
    : html`<ul class="card rows">${view.integrations.map(row)}</ul>`
}
${pager(view.nextHref ?? null, 'Older integrations')}`
  return page(view.chrome, body)
}
