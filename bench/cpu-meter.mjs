// @ts-check
import { machineCpu, postgresCpu, processCpu } from './cpu.mjs'

/**
 * @typedef {object} CpuUse Microseconds of CPU time; NaN where the system does not tell.
 * @property {number} machine All that ran, this measurement or not.
 * @property {number} server Every node of the subject.
 * @property {number} database The postmaster and all its processes.
 */

/**
 * @param {readonly number[]} servers
 * @param {number | undefined} postmaster
 * @returns {CpuUse}
 */
function read(servers, postmaster) {
  const used = servers.map((pid) => processCpu(pid) ?? Number.NaN)
  return {
    machine: machineCpu() ?? Number.NaN,
    server: used.reduce((sum, microseconds) => sum + microseconds, 0),
    database: postgresCpu(postmaster) ?? Number.NaN,
  }
}

/**
 * What was used while `work` ran.
 * @template T
 * @param {readonly number[]} servers Process ids.
 * @param {number | undefined} postmaster
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, used: CpuUse }>}
 */
export async function meter(servers, postmaster, work) {
  const before = read(servers, postmaster)
  const result = await work()
  const after = read(servers, postmaster)
  return {
    result,
    used: {
      machine: after.machine - before.machine,
      server: after.server - before.server,
      database: after.database - before.database,
    },
  }
}
