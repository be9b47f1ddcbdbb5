import { type Html, html } from '../lib/html.js'
import { CONTENT_AND_COMMENT_CHOICES, USER_INFORMATION_CHOICES } from './capabilities.js'
import { checkboxGroup, type FieldErrors, radioGroup, textArea, textField } from './fields.js'

export type UserInformation = 'none' | 'without_email' | 'with_email'

/** What a person typed, kept as typed, so that a rejected form comes back unchanged. */
export type IntegrationValues = {
  readonly name: string
  readonly icon: string
  readonly websiteUrl: string
  /** One per line. */
  readonly redirectUris: string
  readonly capabilities: readonly string[]
  readonly userInformation: UserInformation
}

export const CAPABILITIES_HINT =
  'People see these when they connect it. Ask for the least that does the job.'

const REDIRECT_ROWS = 4
const LONGEST_NAME = 200

export function identityFields(values: IntegrationValues, errors: FieldErrors): Html {
  return html`${textField({
    name: 'name',
    label: 'Name',
    hint: 'People see it when they are asked for access.',
    value: values.name,
    error: errors.name,
    required: true,
    maxlength: LONGEST_NAME,
    autocomplete: 'off',
  })}
${textField({
  name: 'icon',
  label: 'Icon (optional)',
  hint: 'An emoji, or the https address of a square picture.',
  value: values.icon,
  error: errors.icon,
  autocomplete: 'off',
  short: true,
})}
${textField({
  name: 'website_url',
  label: 'Website (optional)',
  type: 'url',
  value: values.websiteUrl,
  error: errors.website_url,
  placeholder: 'https://example.com',
  autocomplete: 'off',
})}`
}

export function redirectField(values: IntegrationValues, errors: FieldErrors): Html {
  return html`<div class="public-only">${textArea({
    name: 'redirect_uris',
    label: 'Redirect URIs',
    hint: 'One per line, for public integrations. A request must name one of them exactly.',
    value: values.redirectUris,
    error: errors.redirect_uris,
    rows: REDIRECT_ROWS,
  })}</div>`
}

export function capabilityFields(values: IntegrationValues, errors: FieldErrors): Html {
  return html`${checkboxGroup({
    name: 'capabilities',
    label: 'Content and comments',
    values: values.capabilities,
    choices: CONTENT_AND_COMMENT_CHOICES,
    error: errors.capabilities,
  })}
${radioGroup({
  name: 'user_information',
  label: 'User information',
  value: values.userInformation,
  choices: USER_INFORMATION_CHOICES,
  error: errors.user_information,
})}`
}
