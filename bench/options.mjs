// @ts-check
import { parseArgs } from 'node:util'

const usage = `Usage: node bench/run.mjs [content] [options]

  content              queries, blocks, pages and search over data sources of 10³ to 10⁵ rows, instead
                       of the life of tokens; --only, --runs, --plot, --enforce and --quick hold here, too

  --only <text>        only what is named like this: subject, store and operation, or "scaling" with
                       store, size and operation; separate texts that must all match with commas
  --runs <n>           rounds, of which the median counts (5)
  --connections <n>    keep-alive connections of the load generator (32)
  --seconds <n>        longest single measurement (2)
  --requests <n>       tokens that a subject gets to revoke, times its speed (10000)
  --largest <n>        tokens in the largest store of the scaling (1000000)
  --plot               also draws docs/figures/*.svg and puts the tables into docs/benchmarks.md
  --enforce            exit code 1 if a bar was missed or could not be measured
  --sabotage           the floors leave every second revocation out: expect exit code 1
  --quick              1 round of short measurements: a smoke test, not a figure
  --help               this text

Exit code: 0, or 1 if an answer was wrong or a subject failed.`

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function number(name, text, least) {
  const value = Number(text)
  if (!(value >= least)) throw new Error(`--${name} takes a number from ${least}.`)
  return value
}

/**
 * @param {string} name
 * @param {string} text
 */
function positiveInteger(name, text) {
  const value = number(name, text, 1)
  if (!Number.isInteger(value)) throw new Error(`--${name} takes a whole number.`)
  return value
}

/** @typedef {import('./visit.mjs').Plan} Plan */

/**
 * @typedef {object} BenchOptions
 * @property {boolean} isContent
 * @property {number[]} sizes Rows of data sources.
 * @property {number} contentRequests Of each question about content in each round.
 * @property {string[]} only
 * @property {number} runs
 * @property {number} largest
 * @property {boolean} quick
 * @property {boolean} plot
 * @property {boolean} enforce
 * @property {boolean} sabotage
 * @property {Plan} plan
 */

/**
 * @param {readonly string[]} args
 * @returns {BenchOptions | { help: string }}
 */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      runs: { type: 'string' },
      connections: { type: 'string', default: '32' },
      requests: { type: 'string' },
      seconds: { type: 'string' },
      largest: { type: 'string' },
      plot: { type: 'boolean', default: false },
      enforce: { type: 'boolean', default: false },
      sabotage: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { help: usage }
  const { quick, plot, enforce, sabotage } = values
  const [topic, ...strange] = positionals
  if (strange.length > 0 || (topic !== undefined && topic !== 'content')) {
    throw new Error(`There is no benchmark called ${positionals.join(' ')}.`)
  }
  const isContent = topic === 'content'
  return {
    isContent,
    sizes: quick ? [1000] : [1000, 10_000, 100_000],
    contentRequests: positiveInteger('requests', values.requests ?? (quick ? '3' : '20')),
    only: values.only.toLowerCase().split(',').filter(Boolean),
    runs: positiveInteger('runs', values.runs ?? (quick ? '1' : isContent ? '3' : '5')),
    largest: positiveInteger('largest', values.largest ?? (quick ? '20000' : '1000000')),
    quick,
    plot,
    enforce,
    sabotage,
    plan: {
      connections: positiveInteger('connections', values.connections),
      warmUp: quick ? 500 : 4000,
      requests: positiveInteger('requests', values.requests ?? (quick ? '1500' : '10000')),
      reusable: quick ? 1000 : 4000,
      maxSeconds: number('seconds', values.seconds ?? (quick ? '0.5' : '2'), 0.1),
    },
  }
}
