import { type Capability, isCapability } from '../../contract/capabilities.js'
import { refusalOfRedirectUri } from '../oauth/redirect-uri.js'

/** What a person says of an integration, unchecked. */
export type IntegrationDraft = {
  readonly kind: 'public' | 'internal'
  readonly name: string
  readonly icon: string | null
  readonly websiteUrl: string | null
  readonly capabilities: readonly string[]
  readonly redirectUris: readonly string[]
}

const MAX_REDIRECT_URIS = 20

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a name
const CONTROL = /[\u0000-\u001f\u007f]/

/** What is wrong with a draft, by field; empty if nothing is. */
export const refusalsOf = (draft: IntegrationDraft): Record<string, string> => {
  const refusals: Record<string, string> = {}
  const refuse = (field: string, message: string) => {
    refusals[field] ??= message
  }
  const name = draft.name.trim()
  if (name === '') refuse('name', 'Enter a name.')
  if (name.length > 100) refuse('name', 'Use at most 100 characters.')
  if (CONTROL.test(name)) refuse('name', 'Use printable characters only.')
  if (draft.icon !== null && (draft.icon.length > 200 || CONTROL.test(draft.icon))) {
    refuse('icon', 'Use one emoji or an https URL of at most 200 characters.')
  }
  if (draft.websiteUrl !== null && !isWebUrl(draft.websiteUrl)) {
    refuse('website_url', 'Enter an http or https URL.')
  }
  const unknown = draft.capabilities.find((word) => !isCapability(word))
  if (unknown !== undefined) refuse('capabilities', `There is no capability "${unknown}".`)
  if (draft.kind === 'public') refuseRedirectUris(draft.redirectUris, refuse)
  return refusals
}

const refuseRedirectUris = (
  uris: readonly string[],
  refuse: (field: string, message: string) => void,
): void => {
  if (uris.length === 0) refuse('redirect_uris', 'Enter at least one redirect URI.')
  if (uris.length > MAX_REDIRECT_URIS) {
    refuse('redirect_uris', `Enter at most ${MAX_REDIRECT_URIS} redirect URIs.`)
  }
  for (const uri of uris) {
    const refusal = refusalOfRedirectUri(uri)
    if (refusal !== undefined) refuse('redirect_uris', `${uri.slice(0, 200)} ${refusal}.`)
  }
}

const isWebUrl = (text: string): boolean =>
  text.length <= 2000 &&
  !CONTROL.test(text) &&
  URL.canParse(text) &&
  /^https?:$/.test(new URL(text).protocol)

/** The capabilities of a draft that {@link refusalsOf} found nothing against, without repetitions. */
export const capabilitiesOf = (draft: IntegrationDraft): Capability[] => [
  ...new Set(draft.capabilities.filter(isCapability)),
]
