import { type Html, html } from '../lib/html.js'
import { type Choice, errorSummary, type FieldErrors, radioGroup, selectField } from './fields.js'
import {
  CAPABILITIES_HINT,
  capabilityFields,
  type IntegrationValues,
  identityFields,
  redirectField,
} from './integration-fields.js'
import type { IntegrationKind } from './integrations.js'
import { type Chrome, page } from './layout.js'
import { csrfField, pageHeading, panel } from './parts.js'

export type NewIntegrationValues = IntegrationValues & {
  readonly kind: IntegrationKind
  readonly workspaceId: string
}

export type IntegrationFormView = {
  readonly chrome: Chrome
  readonly values: NewIntegrationValues
  readonly workspaces: readonly { readonly id: string; readonly name: string }[]
  /** By form field name: `name`, `kind`, `workspace_id`, `redirect_uris`, … */
  readonly errors: FieldErrors
}

const KINDS: readonly Choice[] = [
  {
    value: 'public',
    text: 'Public',
    hint: 'Anyone can connect it to their workspace with OAuth. It gets a client ID and secret.',
  },
  {
    value: 'internal',
    text: 'Internal',
    hint: 'For one workspace only. It gets a static token and needs no OAuth.',
  },
]

export function integrationFormPage({
  chrome,
  values,
  workspaces,
  errors,
}: IntegrationFormView): Html {
  const kind = html`${radioGroup({ name: 'kind', label: 'Kind', value: values.kind, choices: KINDS, error: errors.kind })}
${selectField({
  name: 'workspace_id',
  label: 'Workspace',
  hint: 'The workspace that owns the integration.',
  value: values.workspaceId,
  choices: workspaces.map(({ id, name }) => ({ value: id, text: name })),
  error: errors.workspace_id,
})}
${redirectField(values, errors)}`
  const body = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/integrations">My integrations</a></nav>
${pageHeading('New integration')}
${errorSummary(errors)}
<form method="post" action="/integrations" class="panels integration-form">
${csrfField(chrome)}
${panel({ title: 'About', content: identityFields(values, errors) })}
${panel({ title: 'Where it connects', content: kind })}
${panel({ title: 'Capabilities', hint: CAPABILITIES_HINT, content: capabilityFields(values, errors) })}
<div class="buttons"><button class="button button-primary">Create integration</button>
<a class="button" href="/integrations">Cancel</a></div>
</form>`
  return page(chrome, body)
}
