#!/usr/bin/env node
// @ts-check
import { checks } from './checks/index.mjs'
import { CommandError } from './codes.mjs'
import { readOptions, UsageError, usage } from './options.mjs'
import { lineOf, markdownOf, summaryOf } from './report.mjs'
import { runSuite } from './suite.mjs'

async function main() {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') return console.log(usage)
  if (options === 'list') {
    for (const { id, title, source, level } of checks) {
      console.log(`${level.padEnd(9)}  ${id}: ${title} (${source})`)
    }
    return console.log(`${checks.length} checks`)
  }
  const { format, failOn } = options
  const report = await runSuite(options, (result) => {
    if (format === 'text') console.log(lineOf(result))
  })
  if (format === 'json') console.log(JSON.stringify(report))
  else if (format === 'markdown') console.log(markdownOf(report))
  else console.log(`\n${summaryOf(report.results)}; ${report.seconds.toFixed(1)} s`)
  const isCounted = report.results.some(
    ({ result, level }) => result === 'fail' && failOn.includes(level),
  )
  if (isCounted) process.exitCode = 1
}

try {
  await main()
} catch (fault) {
  const expected = fault instanceof UsageError || fault instanceof CommandError
  console.error(expected ? fault.message : fault)
  process.exitCode = 2
}
