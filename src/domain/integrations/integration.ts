import type { Capability } from '../../contract/capabilities.js'
import type { IntegrationEnvironment, IntegrationKind } from '../oauth/grant.js'

/** One live secret of an integration; the text itself is never stored. */
export type ClientSecret = {
  readonly secretId: string
  readonly digest: string
  readonly hint: string
  readonly createdAt: number
}

/** Two live secrets, so that one can be replaced without downtime. */
export const MAX_SECRETS = 2

/** An API client. `integrationId` is its `client_id`. */
export type Integration = {
  readonly integrationId: string
  /** The workspace that owns it; an internal integration works in it alone. */
  readonly workspaceId: string
  readonly createdBy: string
  readonly kind: IntegrationKind
  readonly environment: IntegrationEnvironment
  readonly name: string
  readonly icon: string | null
  readonly websiteUrl: string | null
  readonly capabilities: readonly Capability[]
  readonly redirectUris: readonly string[]
  readonly secrets: readonly ClientSecret[]
  /** Grows by one with every change. */
  readonly version: number
  readonly createdAt: number
}
