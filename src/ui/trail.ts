/** Words for what the audit trail says, to the person whose connections they are. */

const ENDS: Readonly<Record<string, string>> = {
  token_revoked: 'The integration revoked its token',
  disconnected_by_user: 'It was disconnected under “My connections”',
  code_replayed: 'Its authorization code came back a second time, which may be theft',
  refresh_token_replayed: 'A spent refresh token came back, which may be theft',
  revoked_by_operator: 'The operator of this server ended it',
  revoked_by_creator: 'The creator of the integration ended all its connections',
  revoked_by_workspace_owner: 'An owner of the workspace ended it',
  static_token_removed: 'The token of the integration was replaced',
  integration_removed: 'The integration was deleted',
  token_leaked: 'One of its tokens was found in a public place',
}

export const reasonText = (reason: string | null): string =>
  reason === null ? 'The reason was not noted' : (ENDS[reason] ?? reason)

const TURNS: Readonly<Record<string, string>> = {
  authorized: 'Access allowed',
  connected: 'Connected',
  pages_chosen: 'Shared pages changed',
  sharing_changed: 'Access to a page changed',
  token_created: 'Token made',
  replay_ended: 'Repeat of a refresh ended',
  revoked: 'Ended',
  revoked_in_bulk: 'Ended, with others at once',
}

export const turnText = (event: string): string => TURNS[event] ?? event

export const refreshText = (times: number, isCapped: boolean): string => {
  if (isCapped) return `Refreshed more than ${times} times`
  return times === 1 ? 'Refreshed once' : `Refreshed ${times} times`
}

/** By whom; `isViewer`: the person who reads it. */
export const actorText = (kind: string, isViewer: boolean): string => {
  switch (kind) {
    case 'client':
      return 'By the integration'
    case 'person':
      return isViewer ? 'By you' : 'By another person'
    case 'operator':
      return 'By the operator of this server'
    default:
      return 'By this server'
  }
}
