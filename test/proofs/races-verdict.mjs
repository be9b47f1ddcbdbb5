// @ts-check
import { hasLegalOrder } from './races-order.mjs'

/** @typedef {import('./races-order.mjs').Deed} Deed */

/**
 * @typedef {object} Race
 * @property {string} kind
 * @property {readonly string[]} pairs Names of the pairs that the grant had before.
 * @property {readonly Deed[]} deeds Requests that raced, in the order they were sent.
 * @property {readonly Deed[]} probes What every credential that anybody received opened afterwards.
 */

/**
 * @typedef {object} Verdict
 * @property {Record<string, number>} races By kind.
 * @property {number} survivors Races after which something lived that had to be dead.
 * @property {number} unexplained Races whose answers fit no order at all, with nothing alive that had to be dead.
 * @property {number} lostAnswers Refreshes repeated by a client that lost the answer.
 * @property {number} honestKills Of these races, those that did not give the same pair each time.
 * @property {number} replays Spent tokens that came back after the successor was used.
 * @property {number} replayKills Of these, those that ended the grant.
 * @property {number} overtaken Races of a refresh that was answered and a revoke of the token it replaced.
 * @property {number} late Of these, revokes sent before and answered after the refresh's answer, whose new pair lives.
 * @property {number} lateByMore Of these, those sent a millisecond or more before the refresh's answer.
 * @property {number} serverErrors
 * @property {string[]} examples Of what went wrong, the first of each.
 */

/** @returns {Verdict} */
export const emptyVerdict = () => ({
  races: {},
  survivors: 0,
  unexplained: 0,
  lostAnswers: 0,
  honestKills: 0,
  replays: 0,
  replayKills: 0,
  overtaken: 0,
  late: 0,
  lateByMore: 0,
  serverErrors: 0,
  examples: [],
})

/** @param {Verdict} verdict */
export const failuresIn = (verdict) =>
  verdict.survivors +
  verdict.unexplained +
  verdict.honestKills +
  verdict.replays -
  verdict.replayKills +
  verdict.serverErrors

export const lostAnswer = 'lost answer'
export const replayAfterUse = 'replay after use'

const examplesKept = 2

/** @param {Deed} deed */
const isRefreshed = ({ verb, got }) => verb === 'refresh' && got !== ''

/** @param {Deed} deed */
const spell = ({ verb, kind, pair, sentAt, receivedAt, status, accepted, got }) =>
  `${verb} ${kind} ${pair} ${sentAt.toFixed(3)}–${receivedAt.toFixed(3)} → ${status}${accepted ? ' accepted' : ''} ${got}`

/**
 * How the revokes of a replaced token stand to the refresh that gave the living pair.
 * @param {Race} race
 * @param {string} living
 */
function orderOfRevokes({ deeds }, living) {
  const given = deeds.filter((deed) => isRefreshed(deed) && deed.got === living)
  const givenAt = Math.min(...given.map(({ receivedAt }) => receivedAt))
  const revokes = deeds.filter(({ verb, pair }) => verb === 'revoke' && pair !== living)
  return {
    answeredBefore: revokes.some(({ receivedAt }) => receivedAt < givenAt),
    lead: Math.max(0, ...revokes.map(({ sentAt }) => givenAt - sentAt)),
  }
}

/**
 * @param {Race} race
 * @param {Verdict} verdict
 */
export function judgeRace(race, verdict) {
  const { kind, deeds, probes, pairs } = race
  verdict.races[kind] = (verdict.races[kind] ?? 0) + 1
  /** @param {string} what */
  const note = (what) => {
    if (verdict.examples.filter((text) => text.startsWith(what)).length === examplesKept) return
    const lines = [...deeds, ...probes].map(spell)
    verdict.examples.push([`${what}: ${kind}`, ...lines].join('\n  '))
  }
  const done = [...deeds, ...probes].filter(({ status }) => status < 500)
  const errors = deeds.length + probes.length - done.length
  verdict.serverErrors += errors
  if (errors > 0) note('5xx')
  const living = probes.find(({ accepted, verb }) => accepted && verb === 'bearer')?.pair
  const lives = probes.some(({ accepted }) => accepted)
  const revokes = deeds.some(({ verb }) => verb === 'revoke')
  const legal = hasLegalOrder(done, pairs)
  const replaced = living === undefined ? undefined : orderOfRevokes(race, living)
  if (!legal || replaced?.answeredBefore) {
    if (lives && (revokes || deeds.some(({ verb }) => verb === 'disconnect'))) {
      verdict.survivors += 1
      note('survivor')
    } else {
      verdict.unexplained += 1
      note('unexplained')
    }
  }
  if (revokes && deeds.some(isRefreshed)) {
    verdict.overtaken += 1
    if (lives && replaced && !replaced.answeredBefore && replaced.lead > 0) {
      verdict.late += 1
      if (replaced.lead >= 1) verdict.lateByMore += 1
    }
  }
  if (kind === lostAnswer) {
    const refreshes = deeds.filter(({ verb }) => verb === 'refresh')
    verdict.lostAnswers += refreshes.length - 1
    if (new Set(refreshes.map(({ got }) => got)).size !== 1 || refreshes[0]?.got === '' || !lives) {
      verdict.honestKills += 1
      note('honest kill')
    }
  }
  if (kind === replayAfterUse) {
    verdict.replays += 1
    if (lives) note('replay unpunished')
    else verdict.replayKills += 1
  }
}
