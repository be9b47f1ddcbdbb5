/** What happened in the life of a grant, to all grants of a subject, or to who sees a page. */
export type AuditEvent =
  /** A person consented; the code is not redeemed yet. */
  | 'authorized'
  /** The code was redeemed: the first pair. */
  | 'connected'
  /** The static token of an internal integration was made. */
  | 'token_created'
  /** The person chose anew which pages the connection sees. */
  | 'pages_chosen'
  /** A person changed who sees a page. */
  | 'sharing_changed'
  | 'refreshed'
  /** A spent refresh token may no longer fetch the pair that replaced it. */
  | 'replay_ended'
  | 'revoked'
  | 'revoked_in_bulk'

/** Why something ended. */
export type RevocationReason =
  | 'token_revoked'
  | 'disconnected_by_user'
  | 'code_replayed'
  | 'refresh_token_replayed'
  | 'revoked_by_operator'
  | 'revoked_by_creator'
  | 'revoked_by_workspace_owner'
  | 'static_token_removed'
  | 'integration_removed'
  | 'token_leaked'

/** On whose behalf. */
export type AuditActor =
  | { readonly kind: 'client' | 'person'; readonly id: string }
  | { readonly kind: 'operator' | 'system'; readonly id: null }

/** Whose grants end at once in a bulk revocation. */
export type BulkSubject = {
  readonly kind: 'user' | 'integration' | 'workspace'
  readonly id: string
}

/** The when and who of one change: what the trail keeps of it beside what changed. */
export type Occasion = {
  /** Sorts by time; names the entry. */
  readonly entryId: string
  /** Milliseconds. */
  readonly at: number
  readonly actor: AuditActor
  /** Of the HTTP request, or of the command that an operator ran. */
  readonly requestId: string
}

/** One line of the trail. What has no value is null. */
export type AuditEntry = {
  readonly entryId: string
  /** Milliseconds. */
  readonly at: number
  readonly event: AuditEvent
  readonly reason: RevocationReason | null
  readonly actorKind: AuditActor['kind']
  readonly actorId: string | null
  readonly requestId: string
  readonly subjectKind: 'grant' | 'page' | BulkSubject['kind']
  readonly subjectId: string
  /** How many credentials died of it, where they were counted. */
  readonly credentials: number | null
  /** Whom the subject belongs to, as far as it belongs to one. */
  readonly integrationId: string | null
  readonly workspaceId: string | null
  readonly userId: string | null
}
