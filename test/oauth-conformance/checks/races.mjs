// @ts-check
import { setTimeout as wait } from 'node:timers/promises'
import { must } from '../check.mjs'
import { isRefusal, mustAnswer, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../subject.mjs').Subject} Subject */
/** @typedef {import('../wire.mjs').Answer} Answer */

/**
 * Fails only when all are done: what is left running would meddle with the next check.
 * @param {number} count
 * @param {(index: number) => Promise<unknown>} work
 */
async function times(count, work) {
  const settled = await Promise.allSettled(Array.from({ length: count }, (_, index) => work(index)))
  const failed = settled.find(({ status }) => status === 'rejected')
  if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason
}

/**
 * @template T
 * @param {number} rounds
 * @param {(round: number) => Promise<T>} work
 * @param {number} [atOnce]
 */
async function inRounds(rounds, work, atOnce = 4) {
  /** @type {T[]} */
  const results = []
  let next = 0
  await times(atOnce, async () => {
    while (next < rounds) {
      const round = next
      next += 1
      results.push(await work(round))
    }
  })
  return results
}

/**
 * @typedef {object} Outcome
 * @property {Answer} revocation
 * @property {Answer} refresh The one in flight.
 * @property {Answer | undefined} late A refresh that was sent after the 200, in every second round: it may itself
 *   count as a replay, so the other rounds judge what lives.
 * @property {boolean} formerAlive The access token from before.
 * @property {boolean} newAccessAlive
 * @property {boolean} newRefreshAlive
 */

/**
 * @param {Subject} subject
 * @param {'access' | 'refresh'} by
 * @param {number} round
 * @returns {Promise<Outcome>}
 */
async function collide(subject, by, round) {
  const tokens = await subject.connect()
  const revoked = (async () => {
    await wait(round % 5)
    const revocation = await subject.revoke(tokens[by])
    const shows = by === 'refresh' && round % 2 === 0
    return { revocation, late: shows ? await subject.refresh(tokens.refresh) : undefined }
  })()
  await wait(round % 3)
  const [{ revocation, late }, refresh] = await Promise.all([
    revoked,
    subject.refresh(tokens.refresh),
  ])
  const { access_token: access, refresh_token: next } = refresh.body ?? {}
  const won = refresh.status === 200 && typeof access === 'string'
  return {
    revocation,
    refresh,
    late,
    formerAlive: await subject.isAccessAlive(tokens.access),
    newAccessAlive: won && (await subject.isAccessAlive(access)),
    newRefreshAlive: won && (await subject.isRefreshAlive(String(next ?? tokens.refresh))),
  }
}

/**
 * A refresh and a revocation of the same grant meet, a little earlier or later each round; one round at a time, for
 * some servers answer a replay by ending other consents of the person too.
 * @param {Subject} subject
 * @param {'access' | 'refresh'} by
 */
const collisions = (subject, by) =>
  subject.once(`refresh against revocation by ${by} token`, () =>
    inRounds(subject.options.rounds, (round) => collide(subject, by, round), 1),
  )

/**
 * @param {Outcome[]} outcomes
 * @param {(outcome: Outcome) => boolean} isWrong
 * @param {string} expected
 * @param {string} wrong
 */
function mustHoldInEveryRound(outcomes, isWrong, expected, wrong) {
  const count = outcomes.filter(isWrong).length
  must(count === 0, expected, `${wrong} in ${count} of ${outcomes.length} rounds`)
}

/** Rounds whose revocation was refused promise nothing. @param {Subject} subject @param {'access' | 'refresh'} by */
const acknowledged = async (subject, by) =>
  (await collisions(subject, by)).filter(({ revocation }) => revocation.status === 200)

/** @param {Outcome} outcome */
const isAnythingAlive = ({ formerAlive, newAccessAlive }) => formerAlive || newAccessAlive

/** A refresh that came first has spent the token, so that its pair may live, but only as a whole. @param {Outcome} outcome */
const isHalfAlive = ({ refresh, formerAlive, newAccessAlive, newRefreshAlive }) =>
  refresh.status === 200 ? newAccessAlive !== newRefreshAlive : formerAlive

/** @param {'access' | 'refresh'} by @returns {Check[]} */
function collisionChecks(by) {
  /** @type {Check['needs']} */
  const needs = ['revocation', 'refresh', 'probe']
  const meet = `A refresh meets a revocation by ${by} token`
  /** @type {Check['needs']} */
  const all = by === 'access' ? [...needs, 'revokes access'] : needs
  return [
    {
      id: `race-${by}-answers`,
      title: `${meet}: the revocation is answered with 200, the refresh with a pair or a refusal`,
      source: 'RFC 7009 §2.2; RFC 6749 §5.2',
      level: 'MUST',
      needs: all,
      async run(subject) {
        for (const { revocation, refresh } of await collisions(subject, by)) {
          mustAnswer(revocation, 200, 'the revocation')
          must(
            refresh.status === 200 || isRefusal(refresh),
            '200 or a refusal (4xx) to the refresh',
            () => quote(refresh),
          )
        }
      },
    },
    {
      id: `race-${by}-is-dead`,
      title: `${meet}: the revoked token is dead after the 200`,
      source: 'RFC 7009 §2.1',
      level: 'MUST',
      needs: all,
      async run(subject) {
        const outcomes = await acknowledged(subject, by)
        if (by === 'access') {
          const isWrong = (/** @type {Outcome} */ { formerAlive }) => formerAlive
          mustHoldInEveryRound(outcomes, isWrong, 'a dead access token', 'it lives')
        } else {
          const isWrong = (/** @type {Outcome} */ { late }) => late?.status === 200
          const expected = 'a refusal of a refresh sent after the 200'
          mustHoldInEveryRound(outcomes, isWrong, expected, 'it gave tokens')
        }
      },
    },
    {
      id: `race-${by}-no-survivor`,
      title:
        by === 'refresh'
          ? `${meet}: no access token of the grant outlives it, unless the token had been rotated before`
          : `${meet}: the pair of the refresh lives or dies as a whole`,
      source: by === 'refresh' ? 'RFC 7009 §2.1' : 'no RFC; Tessera: docs/oauth.md',
      level: by === 'refresh' ? 'SHOULD' : 'extension',
      needs: by === 'refresh' ? [...all, 'revokes access'] : [...all, 'rotation'],
      async run(subject) {
        const outcomes = (await acknowledged(subject, by)).filter(({ late }) => !late)
        const isWrong = subject.survey.rotates ? isHalfAlive : isAnythingAlive
        const lives = outcomes.filter(({ newAccessAlive }) => newAccessAlive).length
        if (lives > 0) subject.note(`the refresh came first in ${lives} of ${outcomes.length}`)
        const expected = 'nothing half alive'
        mustHoldInEveryRound(outcomes, isWrong, expected, 'a token of the grant lives')
      },
    },
  ]
}

/** @type {Check[]} */
export const raceChecks = [
  {
    id: 'race-revoke-then-use',
    title: 'After the 200 every one of many simultaneous uses finds the access token dead',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'probe'],
    async run({ connect, revoke, isAccessAlive, mustAcceptRevocation, mustBeDead, options }) {
      for (let round = 0; round < Math.ceil(options.rounds / 10); round += 1) {
        const { access } = await connect()
        let over = false
        const busy = times(4, async () => {
          while (!over) await isAccessAlive(access)
        })
        const answer = await revoke(access)
        over = true
        try {
          mustAcceptRevocation(answer)
          await times(options.parallel, () => mustBeDead(access, 'the access token in use'))
        } finally {
          await busy
        }
      }
    },
  },
  {
    id: 'race-revoke-refresh-then-use',
    title: 'After the 200 to the refresh token every use finds the access token dead',
    source: 'RFC 7009 §2.1',
    level: 'SHOULD',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, revoke, mustBeDead, options }) {
      for (let round = 0; round < Math.ceil(options.rounds / 10); round += 1) {
        const { access, refresh } = await connect()
        mustAnswer(await revoke(refresh), 200)
        await times(options.parallel, () => mustBeDead(access))
      }
    },
  },
  {
    id: 'race-same-token',
    title: 'Simultaneous revocations of one token are all answered with 200',
    source: 'RFC 7009 §2.2',
    level: 'MUST',
    needs: ['revocation', 'refresh'],
    async run({ connect, revoke, mustNotRefresh, options }) {
      const { refresh } = await connect()
      await times(options.parallel, async () => mustAnswer(await revoke(refresh), 200))
      await mustNotRefresh(refresh)
    },
  },
  {
    id: 'race-both-tokens',
    title: 'Simultaneous revocations of both tokens of a grant are answered with 200, and both die',
    source: 'RFC 7009 §2.1, §2.2',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'refresh', 'probe'],
    async run({ connect, revoke, mustBeDead, mustNotRefresh, options }) {
      await inRounds(Math.ceil(options.rounds / 2), async () => {
        const { access, refresh } = await connect()
        const answers = await Promise.all([revoke(access), revoke(refresh)])
        for (const answer of answers) mustAnswer(answer, 200)
        await mustBeDead(access)
        await mustNotRefresh(refresh)
      })
    },
  },
  {
    id: 'race-under-load',
    title: 'Under load every token is dead as soon as its own 200 came, and its neighbours live',
    source: 'RFC 7009 §2.1',
    level: 'MUST',
    needs: ['revocation', 'revokes access', 'probe'],
    async run({ connect, revoke, mustBeDead, mustLive, options }) {
      const count = options.rounds
      const grants = await inRounds(count, () => connect())
      const neighbour = await connect()
      await times(16, async (worker) => {
        for (let index = worker; index < count; index += 16) {
          const access = grants[index]?.access ?? ''
          mustAnswer(await revoke(access), 200)
          await mustBeDead(access)
        }
      })
      await mustLive(neighbour.access, "a neighbour's access token")
    },
  },
  ...collisionChecks('refresh'),
  ...collisionChecks('access'),
]
