import { type Html, html } from '../lib/html.js'
import { errorSummary, type FieldErrors } from './fields.js'
import {
  capabilityFields,
  type IntegrationValues,
  identityFields,
  redirectField,
} from './integration-fields.js'
import type { IntegrationKind } from './integrations.js'
import { type Chrome, page } from './layout.js'
import { badge, confirmDisclosure, copyable, csrfField, name, testBadge, tile } from './parts.js'
import { timeElement } from './time.js'

export type SecretRow = { readonly id: string; readonly hint: string; readonly createdAt: string }

export type IntegrationDetailView = {
  readonly chrome: Chrome
  readonly integration: {
    readonly id: string
    readonly name: string
    readonly icon: string | null
    readonly kind: IntegrationKind
    readonly environment: 'live' | 'test'
    readonly workspaceName: string
    readonly clientId: string | null
    readonly authorizationUrl: string | null
    readonly createdAt: string
  }
  /** The live secrets of a public integration, newest first: one or two. */
  readonly secrets: readonly SecretRow[]
  /** The static token of an internal integration. */
  readonly token: { readonly hint: string; readonly createdAt: string } | null
  /** A secret that can be read now and never again. */
  readonly revealed?: { readonly label: string; readonly value: string } | undefined
  readonly values: IntegrationValues
  readonly errors: FieldErrors
}

const addressOf = (view: IntegrationDetailView): string =>
  `/integrations/${encodeURIComponent(view.integration.id)}`

const post = (view: IntegrationDetailView, path: string, button: Html): Html =>
  html`<form method="post" action="${addressOf(view)}${path}">${csrfField(view.chrome)}${button}</form>`

function heading({ integration }: IntegrationDetailView): Html {
  const kind = integration.kind === 'public' ? badge('Public', 'accent') : badge('Internal')
  return html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/integrations">My integrations</a></nav>
<div class="detail-head">
${tile(integration.icon, integration.name, 'large')}
<div class="row-main">
<h1>${name(integration.name)}</h1>
<p class="row-facts"><span>${kind}${testBadge(integration.environment)}</span>
<span>${name(integration.workspaceName)}</span><span>Created ${timeElement(integration.createdAt)}</span></p>
</div>
</div>`
}

const revealedPanel = ({ revealed }: IntegrationDetailView): Html | undefined =>
  revealed &&
  html`<section class="card reveal" role="status" aria-labelledby="reveal-title">
<h2 id="reveal-title">${revealed.label}</h2>
<p><strong>Copy it now: it is shown once.</strong> This server keeps only a fingerprint of it.</p>
${copyable(revealed.label, revealed.value)}
</section>`

function clientSection({ integration }: IntegrationDetailView): Html | undefined {
  if (integration.clientId === null) return undefined
  return html`<section class="card form-section">
<h2>OAuth client</h2>
<div class="field"><p class="label">Client ID</p>${copyable('client ID', integration.clientId)}</div>
${
  integration.authorizationUrl !== null &&
  html`<div class="field"><p class="label">Authorization URL</p>
<p class="hint">Send people here to connect their workspace.</p>
${copyable('authorization URL', integration.authorizationUrl)}</div>`
}
</section>`
}

function secretRow(view: IntegrationDetailView, secret: SecretRow): Html {
  const remove = post(
    view,
    `/secrets/${encodeURIComponent(secret.id)}/delete`,
    html`<button class="button button-small button-danger-quiet">Remove<span class="visually-hidden"> the secret ${secret.hint}</span></button>`,
  )
  return html`<tr><td><code>${secret.hint}</code></td><td>${timeElement(secret.createdAt)}</td>
<td class="end">${view.secrets.length > 1 && remove}</td></tr>`
}

function secretsSection(view: IntegrationDetailView): Html | undefined {
  if (view.integration.kind !== 'public') return undefined
  return html`<section class="card form-section">
<h2>Client secrets</h2>
<p class="hint">Rotating adds a new secret and keeps the last one working, so that you can deploy
without an outage. At most two are live; rotate again and the oldest stops working.</p>
<table class="table">
<thead><tr><th scope="col">Secret</th><th scope="col">Created</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>${view.secrets.map((secret) => secretRow(view, secret))}</tbody>
</table>
${post(view, '/secrets', html`<button class="button">Rotate secret</button>`)}
</section>`
}

function tokenSection(view: IntegrationDetailView): Html | undefined {
  if (view.token === null) return undefined
  return html`<section class="card form-section">
<h2>Access token</h2>
<p class="hint">Rotating makes a new token. The old one stops working at once.</p>
<p><code>${view.token.hint}</code> <span class="muted">created ${timeElement(view.token.createdAt)}</span></p>
${post(view, '/token', html`<button class="button">Rotate token</button>`)}
</section>`
}

const settingsForm = (
  view: IntegrationDetailView,
): Html => html`<form method="post" action="${addressOf(view)}" class="card form-section">
${csrfField(view.chrome)}
<h2>Settings</h2>
${identityFields(view.values, view.errors)}
${view.integration.kind === 'public' && redirectField(view.values, view.errors)}
${capabilityFields(view.values, view.errors)}
<div class="buttons"><button class="button button-primary">Save changes</button></div>
</form>`

function dangerSection(view: IntegrationDetailView): Html {
  const content = html`<p>This cannot be undone. Every connection to ${name(view.integration.name)} ends and all its tokens stop working.</p>
${post(view, '/delete', html`<button class="button button-danger">Delete for ever</button>`)}`
  return html`<section class="card form-section danger">
<h2>Delete integration</h2>
<p class="hint">Disconnects it from every workspace.</p>
${confirmDisclosure('Delete integration', content)}
</section>`
}

export function integrationDetailPage(view: IntegrationDetailView): Html {
  const body = html`${heading(view)}
${errorSummary(view.errors)}
<div class="narrow stack-cards">
${revealedPanel(view)}
${clientSection(view)}
${secretsSection(view)}
${tokenSection(view)}
${settingsForm(view)}
${dangerSection(view)}
</div>`
  return page(view.chrome, body)
}
