import { attributes, type Html, html } from '../lib/html.js'
import { describeCapabilities } from './capabilities.js'
import { selectField } from './fields.js'
import { checkGlyph, crossGlyph, linkGlyph } from './glyphs.js'
import { type Chrome, focusedPage } from './layout.js'
import { type PageNode, pagePicker } from './page-picker.js'
import { csrfField, hiddenFields, name, testBadge, tile, webAddress } from './parts.js'

export type { PageNode } from './page-picker.js'

export type ConsentWorkspace = {
  readonly id: string
  readonly name: string
  readonly icon: string | null
}

export type ConsentView = {
  readonly chrome: Chrome
  /** Where the decision is posted; the workspace choice goes to the same address with GET. */
  readonly action: string
  /** The authorize request's own parameters, carried through both forms. */
  readonly fields: Readonly<Record<string, string>>
  readonly integration: {
    readonly name: string
    readonly icon: string | null
    readonly environment: 'live' | 'test'
    readonly websiteUrl: string | null
    readonly capabilities: readonly string[]
  }
  readonly workspace: ConsentWorkspace
  readonly workspaces: readonly ConsentWorkspace[]
  readonly pages: readonly PageNode[]
  readonly redirectHost: string
  readonly user: { readonly name: string; readonly email: string }
  readonly switchAccountHref: string
}

function introduction({ integration, workspace }: ConsentView): Html {
  const website = webAddress(integration.websiteUrl)
  return html`<div class="intro">
<div class="pair">${tile(integration.icon, integration.name, 'large')}${linkGlyph}${tile(workspace.icon, workspace.name, 'large')}</div>
<h1>${name(integration.name)} wants access to ${name(workspace.name)}</h1>
<p class="meta">${testBadge(integration.environment)}
${
  website
    ? html`<a${attributes({ href: website })} rel="noopener noreferrer nofollow" target="_blank">${new URL(website).host}<span class="visually-hidden"> (opens in a new tab)</span></a>`
    : 'No website given'
}</p>
</div>`
}

const signedInAs = ({ user, switchAccountHref }: ConsentView): Html =>
  html`<p class="who">Signed in as ${name(user.name)} <span class="muted">(${user.email})</span>.
<a${attributes({ href: switchAccountHref })}>Not you? Switch account</a></p>`

function permissions({ integration }: ConsentView): Html {
  const { can, cannot } = describeCapabilities(integration.capabilities)
  return html`<section class="permissions" aria-label="Permissions">
${
  can.length > 0 &&
  html`<div><h2>It will be able to</h2>
<ul class="can">${can.map((text) => html`<li>${checkGlyph}<span>${text}</span></li>`)}</ul></div>`
}
<div><h2>It will not be able to</h2>
<ul class="cannot">${cannot.map((text) => html`<li>${crossGlyph}<span>${text}</span></li>`)}</ul></div>
</section>`
}

function workspaceForm(view: ConsentView): Html | undefined {
  if (view.workspaces.length < 2) return undefined
  const { workspace_id: _replaced, ...carried } = view.fields
  const choices = view.workspaces.map(({ id, name: text }) => ({ value: id, text }))
  return html`<form method="get" action="${view.action}" class="workspace-form">
${hiddenFields(carried)}
${selectField({
  name: 'workspace_id',
  label: 'Workspace',
  hint: 'The page reloads when you choose another one.',
  value: view.workspace.id,
  choices,
  autoSubmit: true,
})}
<button class="button" data-auto-submit-button>Change workspace</button>
</form>`
}

const decision = (view: ConsentView): Html => html`<div class="decision">
<p class="hint">Either way, you will be sent back to <strong>${view.redirectHost}</strong>.</p>
<div class="decision-buttons">
<button class="button button-primary" name="decision" value="allow">Allow access</button>
<button class="button" name="decision" value="cancel">Cancel</button>
</div>
</div>`

export function consentPage(view: ConsentView): Html {
  const fields = { ...view.fields, workspace_id: view.workspace.id }
  const body = html`${introduction(view)}
${signedInAs(view)}
${permissions(view)}
${workspaceForm(view)}
<form method="post" action="${view.action}" data-consent>
${csrfField(view.chrome)}${hiddenFields(fields)}
<fieldset class="picker">
<legend><h2>Choose pages to share</h2></legend>
${pagePicker(view.pages)}
</fieldset>
${decision(view)}
</form>`
  return focusedPage(view.chrome, body)
}
