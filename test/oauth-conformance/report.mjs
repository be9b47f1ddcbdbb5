// @ts-check

/** @typedef {import('./suite.mjs').Result} Result */
/** @typedef {import('./suite.mjs').Report} Report */

/** @type {readonly import('./check.mjs').Level[]} */
export const levels = ['MUST', 'SHOULD', 'extension']

/**
 * @param {readonly Result[]} results
 * @param {import('./check.mjs').Level} level
 */
export function countsOf(results, level) {
  const count = (/** @type {Result['result']} */ wanted) =>
    results.filter((one) => one.level === level && one.result === wanted).length
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') }
}

/** @param {Result} result */
export function lineOf({ id, title, source, level, result, reason, expected, got, notes }) {
  const remarks = notes.map((note) => `\n       ${note}`).join('')
  const head = `${result.padEnd(4)}  ${level.padEnd(9)}  ${id}: ${title} (${source})`
  if (result === 'fail')
    return `${head}\n       expected ${expected}\n       got      ${got}${remarks}`
  return result === 'skip' ? `${head}\n       ${reason}` : `${head}${remarks}`
}

/** @param {readonly Result[]} results */
export const summaryOf = (results) =>
  levels
    .map((level) => {
      const { passed, failed, skipped } = countsOf(results, level)
      return `${level} ${passed} passed, ${failed} failed, ${skipped} skipped`
    })
    .join('; ')

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** @param {Report} report */
export function markdownOf({ results }) {
  const head = '| level | passed | failed | skipped |\n|---|---|---|---|'
  const rows = levels.map((level) => {
    const { passed, failed, skipped } = countsOf(results, level)
    return `| ${level} | ${passed} | ${failed} | ${skipped} |`
  })
  const faults = results.filter(({ result }) => result !== 'pass').map(rowOf)
  const table = ['| check | level | source | result |', '|---|---|---|---|', ...faults].join('\n')
  return [head, ...rows].join('\n') + (faults.length === 0 ? '' : `\n\n${table}`)
}

/** @param {Result} result */
function rowOf({ id, title, source, level, result, reason, expected, got }) {
  const outcome = result === 'fail' ? `expected ${expected}; got ${got}` : `skipped: ${reason}`
  return `| \`${id}\` ${cell(title)} | ${level} | ${cell(source)} | ${cell(outcome)} |`
}
