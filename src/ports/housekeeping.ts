import type { SweepCandidate } from '../domain/oauth/sweep.js'

/** Finds and removes what no answer depends on any more. A removal takes few rows and is a commit of its own. */
export type HousekeepingStore = {
  /** The grants after one id, in the order of ids, living ones included. */
  listCandidates(after: string, limit: number): Promise<SweepCandidate[]>
  /**
   * Digests of tokens of the grants after one id up to another: access tokens that were replaced, and spent refresh
   * tokens whose successor was issued at or before a time.
   */
  listSupersededTokens(range: SweepRange, spentBefore: number, limit: number): Promise<string[]>
  /** Digests of tokens of the given grants. */
  listTokensOf(grantIds: readonly string[], limit: number): Promise<string[]>
  removeTokens(digests: readonly string[]): Promise<void>
  /** Removes ended grants and the pages chosen with them, but those that an unsealed entry speaks of. */
  removeEnded(grantIds: readonly string[]): Promise<boolean>
  /** Removes a grant whose code was not redeemed; `false`: it was, meanwhile, or an unsealed entry speaks of it. */
  removeUnredeemed(grantId: string): Promise<boolean>
  /** Removes expired sign-ins and answers how many. */
  removeSessions(now: number, limit: number): Promise<number>
}

export type SweepRange = { readonly after: string; readonly upTo: string }
