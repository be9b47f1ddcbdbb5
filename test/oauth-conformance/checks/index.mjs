// @ts-check
import { authenticationChecks } from './authentication.mjs'
import { bearerChecks } from './bearer.mjs'
import { codeChecks } from './code.mjs'
import { introspectionChecks } from './introspection.mjs'
import { metadataChecks } from './metadata.mjs'
import { notionChecks } from './notion.mjs'
import { raceChecks } from './races.mjs'
import { refreshChecks } from './refresh.mjs'
import { revocationChecks } from './revocation.mjs'

/** @type {readonly import('../check.mjs').Check[]} */
export const checks = [
  ...metadataChecks,
  ...codeChecks,
  ...authenticationChecks,
  ...refreshChecks,
  ...revocationChecks,
  ...introspectionChecks,
  ...bearerChecks,
  ...raceChecks,
  ...notionChecks,
]
