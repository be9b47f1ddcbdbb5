import {
  CREDENTIAL_ENTROPY,
  type CredentialKind,
  digestOf,
  hintOf,
  spellCredential,
} from '../../domain/oauth/credential.js'
import type { TokenPair } from '../../domain/oauth/sealed-pair.js'
import type { NewTokens } from '../../ports/store.js'
import type { Deps } from '../deps.js'

/** A fresh credential from the random port. */
export const mintCredential = ({ random }: Deps, kind: CredentialKind): string =>
  spellCredential(kind, random(CREDENTIAL_ENTROPY))

export const mintPair = (deps: Deps): TokenPair => ({
  accessToken: mintCredential(deps, 'access'),
  refreshToken: mintCredential(deps, 'refresh'),
})

/** What is stored of a pair. */
export const storedForm = ({ accessToken, refreshToken }: TokenPair): NewTokens => ({
  access: { digest: digestOf(accessToken), hint: hintOf(accessToken) },
  refresh: { digest: digestOf(refreshToken), hint: hintOf(refreshToken) },
})
