// @ts-check
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const microsecondsPerTick =
  process.platform === 'linux'
    ? 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
    : Number.NaN

/** @param {number | string} pid */
function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // A process name may hold spaces and parentheses; the numbers begin after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    own: Number(fields[11]) + Number(fields[12]),
    ended: Number(fields[13]) + Number(fields[14]),
  }
}

/** CPU time the whole machine has spent at work, in microseconds. */
export function machineCpu() {
  if (process.platform !== 'linux') return undefined
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [user, nice, system, , , irq, softIrq, steal] = first.split(/\s+/).slice(1).map(Number)
  const ticks = [user, nice, system, irq, softIrq, steal].reduce((sum, n) => (sum ?? 0) + (n ?? 0))
  return (ticks ?? 0) * microsecondsPerTick
}

/**
 * CPU time the process has used, in microseconds; nothing where the system does not tell.
 * @param {number} pid
 */
export function processCpu(pid) {
  if (process.platform !== 'linux') return undefined
  return stat(pid).own * microsecondsPerTick
}

/**
 * CPU time of a PostgreSQL postmaster and all its processes, living and ended.
 * @param {number | undefined} postmaster
 */
export function postgresCpu(postmaster) {
  if (process.platform !== 'linux' || postmaster === undefined) return undefined
  const main = stat(postmaster)
  let ticks = main.own + main.ended
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const found = stat(name)
      if (found.parent === postmaster) ticks += found.own
    } catch {
      // The process ended between the listing and the reading.
    }
  }
  return ticks * microsecondsPerTick
}
