// @ts-check
import { betterAuthSubjects } from './subject-better-auth.mjs'
import { floorSubjects } from './subject-floors.mjs'
import { glewlwydSubject } from './subject-glewlwyd.mjs'
import { oidcProviderSubjects } from './subject-oidc-provider.mjs'
import { tesseraSubjects } from './subject-tessera.mjs'

/** @typedef {import('./requests.mjs').Operation} Operation */
/** @typedef {import('./requests.mjs').Request} Request */

/**
 * @typedef {object} Running
 * @property {readonly string[]} urls Where each node listens.
 * @property {readonly number[]} pids Of each node.
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {'none' | 'memory' | 'sqlite' | 'postgres'} store
 * @property {'floor' | 'peer' | 'own'} role
 * @property {number} nodes
 * @property {readonly Operation[]} operations
 * @property {readonly Operation[]} steady Those that are also measured below their greatest rate.
 * @property {number} tokenScale How many times the usual number of tokens a run of full length needs.
 * @property {Partial<Record<Operation, string>>} mustContain Text without which an answer counts as failed.
 * @property {() => string | undefined} missing Why this subject cannot run here.
 * @property {() => Promise<Running>} start
 * @property {(count: number) => Promise<string[]>} seed Creates live tokens.
 * @property {(operation: Operation, token: string) => Request} request
 * @property {() => Promise<number | undefined>} liveTokens To prove that revocations took effect.
 */

/**
 * @typedef {object} Ground What the subjects stand on.
 * @property {string | undefined} postgresUrl
 * @property {() => Promise<{ url: string, drop: () => Promise<void> }>} createDatabase
 * @property {boolean} [sabotage] Floors leave revocations out, to show that this is noticed.
 */

/**
 * In the order in which they are measured.
 * @param {Ground} ground
 * @returns {Subject[]}
 */
export function createSubjects(ground) {
  return [
    ...floorSubjects(ground),
    ...tesseraSubjects(ground),
    ...oidcProviderSubjects(ground),
    ...betterAuthSubjects(),
    glewlwydSubject(ground),
  ]
}

/** @param {Pick<Subject, 'name' | 'store'>} subject */
export function labelOf({ name, store }) {
  return store === 'none' ? name : `${name} (${store})`
}
