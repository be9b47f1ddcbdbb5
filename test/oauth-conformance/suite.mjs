// @ts-check
import { Failure, Skip } from './check.mjs'
import { checks } from './checks/index.mjs'
import { CommandError, createCodes } from './codes.mjs'
import { discover } from './discovery.mjs'
import { createVault } from './redaction.mjs'
import { createSubject } from './subject.mjs'
import { basic } from './wire.mjs'

/**
 * @typedef {object} Result
 * @property {string} id
 * @property {string} title
 * @property {string} source
 * @property {import('./check.mjs').Level} level
 * @property {'pass' | 'fail' | 'skip'} result
 * @property {string} [reason] Why it was skipped.
 * @property {string} [expected]
 * @property {string} [got]
 * @property {string[]} notes
 *
 * @typedef {{ issuer: string, survey: import('./subject.mjs').Survey, seconds: number, results: Result[] }} Report
 */

/**
 * @param {import('./options.mjs').Options} options
 * @param {import('./redaction.mjs').Vault} vault
 */
function keepSecrets({ client, other }, vault) {
  for (const one of [client, other]) {
    if (!one) continue
    vault.keep(one.clientSecret, 'client secret')
    vault.keep(basic(one.clientId, one.clientSecret).slice(6), 'credentials')
  }
}

/**
 * Why a check does not apply to this server, if it does not.
 * @param {import('./check.mjs').Need} need
 * @param {import('./subject.mjs').Subject} subject
 * @returns {string | undefined}
 */
function missing(need, { metadata, endpoints, options, survey }) {
  switch (need) {
    case 'metadata':
      return metadata ? undefined : 'no metadata was found'
    case 'revocation':
    case 'introspection':
      return endpoints[need] ? undefined : `no ${need} endpoint is known`
    case 'resource':
      return options.resource ? undefined : 'no --resource'
    case 'probe':
      return endpoints.introspection || options.resource
        ? undefined
        : 'neither an introspection endpoint nor --resource'
    case 'other client':
      return options.other ? undefined : 'no --other-client-id'
    case 'refresh':
      return survey.refreshes ? undefined : 'no refresh token is issued'
    case 'rotation':
      return survey.rotates ? undefined : 'the server does not rotate refresh tokens'
    case 'pkce':
      return options.pkce ? undefined : 'no --pkce'
    case 'revokes access':
      return survey.revokesAccessTokens ? undefined : 'access tokens cannot be revoked'
  }
}

/**
 * @param {import('./check.mjs').Check} check
 * @param {import('./subject.mjs').Subject} subject
 * @param {import('./redaction.mjs').Vault} vault
 * @returns {Promise<Result>}
 */
async function judge(check, subject, vault) {
  const { id, title, source, level, needs = [], run } = check
  const about = { id, title, source, level }
  const [reason] = needs.flatMap((need) => missing(need, subject) ?? [])
  if (reason !== undefined) return { ...about, result: 'skip', reason, notes: [] }
  try {
    await run(subject)
    return { ...about, result: 'pass', notes: subject.takeNotes() }
  } catch (fault) {
    const notes = subject.takeNotes()
    if (fault instanceof Skip) return { ...about, result: 'skip', reason: fault.message, notes }
    if (!(fault instanceof Failure)) throw fault
    const [expected, got] = [vault.redact(fault.expected), vault.redact(fault.got)]
    return { ...about, result: 'fail', expected, got, notes }
  }
}

/**
 * Runs the checks one after the other.
 * @param {import('./options.mjs').Options} options
 * @param {(result: Result) => void} [onResult]
 * @returns {Promise<Report>}
 */
export async function runSuite(options, onResult = () => {}) {
  const started = performance.now()
  const vault = createVault()
  keepSecrets(options, vault)
  try {
    const metadata = options.issuer === undefined ? undefined : await discover(options.issuer)
    const { token, revocation, introspection } = { ...named(metadata), ...options.endpoints }
    if (token === undefined) throw new CommandError('No token endpoint is known.')
    const codes = createCodes({
      command: options.codeCommand,
      usual: options.client.clientId,
      pkce: options.pkce,
      issuer: options.issuer ?? '',
      keep: vault.keep,
    })
    const endpoints = { token, revocation, introspection }
    const subject = await createSubject(options, metadata, endpoints, codes, vault)
    await subject.explore()
    /** @type {Result[]} */
    const results = []
    for (const check of checks) {
      if (!options.only.every((text) => check.id.includes(text))) continue
      const result = await judge(check, subject, vault)
      results.push(result)
      onResult(result)
    }
    const seconds = (performance.now() - started) / 1000
    return { issuer: options.issuer ?? token, survey: subject.survey, seconds, results }
  } catch (fault) {
    if (fault instanceof Failure) throw new CommandError(vault.redact(fault.message))
    if (fault instanceof CommandError) throw new CommandError(vault.redact(fault.message))
    throw fault
  }
}

/** @param {import('./discovery.mjs').Metadata | undefined} metadata */
function named(metadata) {
  const { token_endpoint, revocation_endpoint, introspection_endpoint } = metadata?.members ?? {}
  const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : undefined)
  return {
    token: text(token_endpoint),
    revocation: text(revocation_endpoint),
    introspection: text(introspection_endpoint),
  }
}
