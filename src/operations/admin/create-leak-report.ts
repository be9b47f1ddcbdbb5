import { ApiError } from '../../contract/errors.js'
import type { Endpoints, Output } from '../../contract/index.js'
import { MAX_LEAKED } from '../../contract/leaks.js'
import { digestOf, digestOfSha256 } from '../../domain/oauth/credential.js'
import { type Finding, revokeLeaked } from '../leaks/revoke-leaked.js'
import type { Operation } from '../operation.js'

type Result = Output<Endpoints['createLeakReport']>['results'][number]

/** Revokes what leaked and says what it was, never the token. Errors: `validation_error`. */
export const createLeakReport: Operation<'createLeakReport'> = async (call, operator, { body }) => {
  const { tokens = [], sha256 = [] } = body
  const total = tokens.length + sha256.length
  if (body.tokens === undefined && body.sha256 === undefined) {
    throw new ApiError(
      'validation_error',
      'body failed validation: one of body.tokens, body.sha256 should be defined.',
    )
  }
  if (total > MAX_LEAKED) {
    throw new ApiError(
      'validation_error',
      `body failed validation: body.tokens.length and body.sha256.length together should be ≤ \`${MAX_LEAKED}\`, instead was \`${total}\`.`,
    )
  }
  const findings = await revokeLeaked(call, operator, [
    ...tokens.map((token) => digestOf(token.trim())),
    ...sha256.map(digestOfSha256),
  ])
  const results = findings.map((finding, at) => ({
    list: at < tokens.length ? ('tokens' as const) : ('sha256' as const),
    index: at < tokens.length ? at : at - tokens.length,
    ...present(finding),
  }))
  const ended = results.filter(({ revoked }) => revoked).map(({ grant_id }) => grant_id)
  return { object: 'leak_report', grants_revoked: new Set(ended).size, results }
}

const present = (finding: Finding): Omit<Result, 'list' | 'index'> => {
  switch (finding.kind) {
    case 'unknown':
      return { ...nothing, known: false }
    case 'client-secret': {
      const { integrationId: id, name } = finding.integration
      return {
        ...nothing,
        type: 'client_secret',
        integration: { id, name },
        next_step: rotateSecret,
      }
    }
    case 'token': {
      const { grant, party, kind } = finding.token
      return {
        ...nothing,
        type: kind === 'access' ? 'access_token' : 'refresh_token',
        integration: { id: party.integrationId, name: party.integrationName },
        grant_id: grant.grantId,
        state: finding.state,
        revoked: finding.revoked,
        next_step: party.kind === 'internal' ? newToken : null,
      }
    }
  }
}

const nothing = {
  known: true,
  type: null,
  integration: null,
  grant_id: null,
  state: null,
  revoked: false,
  next_step: null,
}

const rotateSecret =
  'The secret still works: rotate it under "My integrations", deploy the new one, then remove this one.'

const newToken = 'Give the integration a new token under "My integrations".'
