// @ts-check
import { parseArgs } from 'node:util'

const usage = `Usage: node bench/run.mjs [options]

  --only <text>        only rows whose subject, store or operation contains the text; separate
                       several texts that must all match with commas
  --runs <n>           measured runs per row, of which the median counts (3)
  --connections <n>    keep-alive connections of the load generator (32)
  --requests <n>       tokens per measured run of the revocation (20000); a subject that is
                       done with them in a moment gets a multiple
  --seconds <n>        longest measured run (8)
  --quick              1 run of at most 2 seconds and 4000 tokens: a smoke test, not a figure
  --help               this text`

/**
 * @param {string} name
 * @param {string} text
 */
function positiveInteger(name, text) {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} takes a whole number from 1.`)
  return value
}

/** @typedef {import('./measure.mjs').Plan} Plan */
/** @typedef {{ only: string[], runs: number, quick: boolean, plan: Plan }} BenchOptions */

/**
 * @param {readonly string[]} args
 * @returns {BenchOptions | { help: string }}
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      runs: { type: 'string' },
      connections: { type: 'string', default: '32' },
      requests: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { help: usage }
  const { quick } = values
  const requests = positiveInteger('requests', values.requests ?? (quick ? '4000' : '20000'))
  return {
    only: values.only.toLowerCase().split(',').filter(Boolean),
    runs: positiveInteger('runs', values.runs ?? (quick ? '1' : '3')),
    quick,
    plan: {
      connections: positiveInteger('connections', values.connections),
      warmUp: quick ? 1000 : 5000,
      requests,
      reusable: Math.min(requests, 5000),
      maxSeconds: positiveInteger('seconds', values.seconds ?? (quick ? '2' : '8')),
    },
  }
}
