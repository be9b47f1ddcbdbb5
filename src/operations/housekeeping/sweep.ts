import { decideSweep, type SweepCandidate, type SweepRules } from '../../domain/oauth/sweep.js'
import type { HousekeepingStore, SweepRange } from '../../ports/housekeeping.js'
import { TASK_LIFETIME } from '../async-tasks/task.js'
import type { Deps } from '../deps.js'

/** What one step removed. */
export type Swept = { readonly [K in 'grants' | 'tokens' | 'sessions' | 'files']?: number }

/** Grants looked at in one step, and rows removed by one commit. */
const BATCH = 100

/**
 * Removes what no answer depends on any more: ended grants and codes past their life, each with its tokens and pages;
 * access tokens that were replaced; refresh tokens spent so long ago that their return says nothing; old sign-ins;
 * the bytes of files that nobody attached; tasks that nobody may ask about any more.
 * Walks the grants by id once, in steps of few rows, and may be left at any step.
 */
export async function* sweep(
  deps: Pick<Deps, 'store' | 'objects' | 'clock'>,
  rules: SweepRules,
): AsyncGenerator<Swept> {
  const { store, clock } = deps
  const { housekeeping } = store
  for (let after = ''; ; ) {
    const candidates = await housekeeping.listCandidates(after, BATCH)
    const upTo = candidates.at(-1)?.grantId
    if (upTo === undefined) break
    yield* removeSuperseded(housekeeping, { after, upTo }, clock() - rules.retention)
    yield* removeDead(housekeeping, candidates, clock(), rules)
    after = upTo
    yield {}
  }
  for (let full = true; full; ) {
    const sessions = await housekeeping.removeSessions(clock(), BATCH)
    full = sessions === BATCH
    yield { sessions }
  }
  yield* removeFiles(deps, rules.retention)
  for (let full = true; full; ) {
    full = (await store.asyncTasks.removeOld(clock() - TASK_LIFETIME, BATCH)) === BATCH
    yield {}
  }
}

/** An upload that has just expired may still be in the hands of a request that found it alive, in milliseconds. */
const GRACE = 3_600_000

/** Removes the bytes of uploads that came to nothing, and later the uploads themselves. */
async function* removeFiles(
  { store: { fileUploads }, objects, clock }: Pick<Deps, 'store' | 'objects' | 'clock'>,
  retention: number,
): AsyncGenerator<Swept> {
  for (let full = true; full; ) {
    const keys = await fileUploads.listDeadObjects(clock() - GRACE, BATCH)
    for (const key of keys) await objects.remove(key)
    if (keys.length > 0) await fileUploads.forgetObjects(keys)
    full = keys.length >= BATCH
    yield { files: keys.length }
  }
  for (let full = true; full; ) {
    full = (await fileUploads.removeDead(clock() - retention, BATCH)) === BATCH
    yield {}
  }
}

const removeSuperseded = (store: HousekeepingStore, range: SweepRange, spentBefore: number) =>
  removeTokens(store, () => store.listSupersededTokens(range, spentBefore, BATCH))

async function* removeDead(
  store: HousekeepingStore,
  candidates: readonly SweepCandidate[],
  now: number,
  rules: SweepRules,
): AsyncGenerator<Swept> {
  const decided = (decision: string) =>
    candidates
      .filter((candidate) => decideSweep(candidate, now, rules) === decision)
      .map(({ grantId }) => grantId)
  const ended = decided('ended')
  if (ended.length > 0) {
    yield* removeTokens(store, () => store.listTokensOf(ended, BATCH))
    if (await store.removeEnded(ended)) yield { grants: ended.length }
  }
  for (const grantId of decided('unredeemed')) {
    if (await store.removeUnredeemed(grantId)) yield { grants: 1 }
  }
}

async function* removeTokens(
  store: HousekeepingStore,
  list: () => Promise<string[]>,
): AsyncGenerator<Swept> {
  for (let digests = await list(); digests.length > 0; digests = await list()) {
    await store.removeTokens(digests)
    yield { tokens: digests.length }
    if (digests.length < BATCH) return
  }
}
