// @ts-check
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Sqlite from 'libsql'
import { databaseFile } from '../../../dist/config.js'
import { openSqlite } from '../../../dist/storage/sql/dialect/sqlite.js'
import { openStore } from '../../../dist/storage/sql/store.js'
import { halfPairs } from '../ground.mjs'
import { lastingFault } from './fault.mjs'
import { startNode } from './node.mjs'

/** @typedef {import('./fault.mjs').Fault} Fault */
/** @typedef {import('./ground.mjs').Ground} Ground */

/** A file system so small that it can be filled to the last byte. Undefined where that is not allowed. */
function mountSmallDisk() {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', directory], {
      stdio: 'ignore',
    })
  } catch {
    rmSync(directory, { recursive: true })
    return undefined
  }
  return directory
}

/** @param {string} directory */
function unmount(directory) {
  try {
    execFileSync('umount', ['-l', directory], { stdio: 'ignore' })
    rmSync(directory, { recursive: true })
  } catch {
    // Unmounted before.
  }
}

/**
 * Writes until there is no room for another page.
 * @param {string} file
 */
function fill(file) {
  for (const size of [1 << 20, 4096]) {
    const bytes = Buffer.alloc(size)
    try {
      for (;;) writeFileSync(file, bytes, { flag: 'a' })
    } catch (fault) {
      if (/** @type {NodeJS.ErrnoException} */ (fault).code !== 'ENOSPC') throw fault
    }
  }
}

/**
 * @param {string} file
 * @param {number} pid
 * @param {number} patience
 * @param {string | undefined} disk
 * @returns {Fault[]}
 */
function sqliteFaults(file, pid, patience, disk) {
  /** @type {Sqlite.Database | undefined} */
  let holder
  const lock = async () => {
    holder = new Sqlite(file)
    holder.exec('pragma busy_timeout = 5000')
    holder.exec('begin immediate')
  }
  const unlock = async () => {
    holder?.exec('rollback')
    holder?.close()
  }
  const limit = async (/** @type {string} */ bytes) => {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`])
  }
  /** @type {Promise<void>} */
  let unlocked = Promise.resolve()
  const filler = join(disk ?? '', 'filler')
  return [
    lastingFault('locked by another process', { start: lock, stop: unlock }),
    lastingFault('locked for a moment', {
      isHarmless: true,
      async start() {
        await lock()
        unlocked = delay(patience / 4).then(unlock)
      },
      stop: () => unlocked,
    }),
    // The same as a disk that refuses writes: SQLite gets an error of input or output.
    lastingFault('file size limit', { start: () => limit('0'), stop: () => limit('unlimited') }),
    ...(disk === undefined
      ? []
      : [
          lastingFault('disk full', {
            start: async () => fill(filler),
            stop: async () => rmSync(filler),
          }),
        ]),
  ]
}

/**
 * A node on a SQLite file, on a small disk of its own where the machine allows to mount one.
 * @param {{ patience: number, sabotaged: boolean }} options
 * @returns {Promise<Ground>}
 */
export async function createSqliteGround({ patience, sabotaged }) {
  const disk = mountSmallDisk()
  const directory = disk ?? mkdtempSync(join(tmpdir(), 'tessera-faults-'))
  const remove = () =>
    disk === undefined ? rmSync(directory, { recursive: true, force: true }) : unmount(disk)
  process.on('exit', remove)
  if (disk === undefined) console.error('No disk can be mounted here: "disk full" is left out.')
  const file = databaseFile(directory)
  const node = await startNode({ directory, patience, sabotaged })
  return {
    store: 'sqlite',
    node,
    faults: sqliteFaults(file, node.pid, patience, disk),
    async withStore(work) {
      const store = await openStore(openSqlite(file))
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    async settled() {},
    async halfPairs() {
      const connection = new Sqlite(file)
      try {
        return /** @type {{ n: number }} */ (connection.prepare(halfPairs).get([])).n
      } finally {
        connection.close()
      }
    },
    async remove() {
      await node.stop()
      remove()
    },
  }
}
