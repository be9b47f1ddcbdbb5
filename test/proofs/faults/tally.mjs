// @ts-check

/**
 * @typedef {object} Tally What came of one kind of fault.
 * @property {'sqlite' | 'postgres'} store
 * @property {string} fault
 * @property {number} rounds
 * @property {number} injected
 * @property {Record<string, number>} answers How many of each status; 0: no answer.
 * @property {number} falseAnswers Answers of 200 that the store does not bear out.
 * @property {number} halfStates
 * @property {number} lies Other answers that cannot be true, such as a live token called dead.
 * @property {number} longest Milliseconds of the slowest answer.
 * @property {number} recovery Milliseconds from the end of the fault to the next good answer, at worst.
 * @property {string[]} complaints
 */

/**
 * @param {Tally['store']} store
 * @param {string} fault
 * @returns {Tally}
 */
export const emptyTally = (store, fault) => ({
  store,
  fault,
  rounds: 0,
  injected: 0,
  answers: {},
  falseAnswers: 0,
  halfStates: 0,
  lies: 0,
  longest: 0,
  recovery: 0,
  complaints: [],
})

/**
 * @param {Tally} tally
 * @param {import('./judge.mjs').Finding} finding
 */
export function count(tally, { kind, text }) {
  if (kind === 'false 200') tally.falseAnswers += 1
  else if (kind === 'half state') tally.halfStates += 1
  else tally.lies += 1
  tally.complaints.push(`${kind}: ${text}`)
}

/** @param {readonly Tally[]} tallies */
export const failuresOf = (tallies) =>
  tallies.reduce((sum, { complaints }) => sum + complaints.length, 0)

/** @param {readonly Tally[]} tallies */
export const injectedOf = (tallies) => tallies.reduce((sum, { injected }) => sum + injected, 0)

const columns = [
  ['store', 'fault', 'injected', '2xx/3xx', '4xx', '500', '503', 'none'],
  ['false 200', 'half', 'lies', 'longest ms', 'recovery ms'],
].flat()

/** @param {Tally} tally */
function cells({ store, fault, injected, answers, longest, recovery, ...rest }) {
  const answered = (/** @type {(status: number) => boolean} */ test) =>
    Object.entries(answers).reduce((sum, [status, n]) => sum + (test(Number(status)) ? n : 0), 0)
  return [
    ...[store, fault, injected],
    answered((status) => status >= 200 && status < 400),
    answered((status) => status >= 400 && status < 500),
    ...[answers[500] ?? 0, answers[503] ?? 0, answers[0] ?? 0],
    ...[rest.falseAnswers, rest.halfStates, rest.lies, Math.round(longest), Math.round(recovery)],
  ].map(String)
}

/** @param {readonly Tally[]} tallies */
export function tableOf(tallies) {
  const rows = [columns, ...tallies.map(cells)]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)))
  const lines = rows.map((row) =>
    row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '),
  )
  return lines.map((line) => line.trimEnd()).join('\n')
}
