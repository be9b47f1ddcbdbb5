import { type Html, html } from '../lib/html.js'
import { errorSummary, type FieldErrors } from './fields.js'
import {
  CAPABILITIES_HINT,
  capabilityFields,
  type IntegrationValues,
  identityFields,
  redirectField,
} from './integration-fields.js'
import type { IntegrationKind } from './integrations.js'
import { type Chrome, page } from './layout.js'
import {
  badge,
  confirmDisclosure,
  copyable,
  csrfField,
  name,
  panel,
  testBadge,
  tile,
} from './parts.js'
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

const SECRETS_HINT =
  'Rotating adds a secret and keeps the last one working, so you can deploy without an outage. ' +
  'At most two are live: rotate again and the oldest stops working.'

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

function clientPanel({ integration }: IntegrationDetailView): Html | undefined {
  const { clientId, authorizationUrl } = integration
  if (clientId === null) return undefined
  const content = html`<div class="field"><p class="label">Client ID</p>${copyable('client ID', clientId)}</div>
${
  authorizationUrl !== null &&
  html`<div class="field"><p class="label">Authorization URL</p>
<p class="hint">Send people here to connect their workspace.</p>
${copyable('authorization URL', authorizationUrl)}</div>`
}`
  return panel({ title: 'OAuth client', content })
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

function secretsPanel(view: IntegrationDetailView): Html | undefined {
  if (view.integration.kind !== 'public') return undefined
  const content = html`<table class="table secrets">
<thead><tr><th scope="col">Secret</th><th scope="col">Created</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
<tbody>${view.secrets.map((secret) => secretRow(view, secret))}</tbody>
</table>
${post(view, '/secrets', html`<button class="button">Rotate secret</button>`)}`
  return panel({ title: 'Client secrets', hint: SECRETS_HINT, content })
}

function tokenPanel(view: IntegrationDetailView): Html | undefined {
  const { token } = view
  if (view.integration.kind !== 'internal') return undefined
  if (token === null) {
    const create = post(view, '/token', html`<button class="button">Make a token</button>`)
    return panel({ title: 'Access token', hint: 'No token works now.', content: create })
  }
  const content = html`<p><code>${token.hint}</code> <span class="muted">created ${timeElement(token.createdAt)}</span></p>
${post(view, '/token', html`<button class="button">Rotate token</button>`)}`
  const hint = 'Rotating makes a new token. The old one stops working at once.'
  return panel({ title: 'Access token', hint, content })
}

function settingsForm(view: IntegrationDetailView): Html {
  const about = html`${identityFields(view.values, view.errors)}
${view.integration.kind === 'public' && redirectField(view.values, view.errors)}`
  const capabilities = html`${capabilityFields(view.values, view.errors)}
<div class="buttons"><button class="button button-primary">Save changes</button></div>`
  return html`<form method="post" action="${addressOf(view)}" class="panels">
${csrfField(view.chrome)}
${panel({ title: 'Settings', content: about })}
${panel({ title: 'Capabilities', hint: CAPABILITIES_HINT, content: capabilities })}
</form>`
}

function revokePanel(view: IntegrationDetailView): Html {
  const isPublic = view.integration.kind === 'public'
  return panel({
    title: 'Revoke all tokens',
    hint: isPublic
      ? 'Disconnects it from everybody at once, for example after a leak. The integration stays.'
      : 'Its token stops working at once, for example after a leak. The integration stays.',
    content: html`<a class="button button-small button-danger-quiet" href="${addressOf(view)}/revoke-all">Revoke all tokens</a>`,
    tone: 'danger',
  })
}

function dangerPanel(view: IntegrationDetailView): Html {
  const content = html`<p>This cannot be undone. Every connection to ${name(view.integration.name)} ends and all its tokens stop working.</p>
${post(view, '/delete', html`<button class="button button-danger">Delete for ever</button>`)}`
  return panel({
    title: 'Delete integration',
    hint: 'Disconnects it from every workspace.',
    content: confirmDisclosure('Delete integration', content),
    tone: 'danger',
  })
}

export function integrationDetailPage(view: IntegrationDetailView): Html {
  const body = html`${heading(view)}
${errorSummary(view.errors)}
<div class="panels">
${revealedPanel(view)}
${clientPanel(view)}
${secretsPanel(view)}
${tokenPanel(view)}
${settingsForm(view)}
${revokePanel(view)}
${dangerPanel(view)}
</div>`
  return page(view.chrome, body)
}
