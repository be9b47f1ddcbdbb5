import { Worker } from 'node:worker_threads'
import Sqlite from 'libsql'
import { StoreFault } from '../../store-fault.js'
import type { Write } from '../statement.js'
import { storeFaultOf } from './sqlite-faults.js'
import { boundInSqlite } from './sqlite-values.js'
import type { Batch, Outcome, WriterOptions } from './sqlite-writer.js'

/** Pages that the writer keeps in memory, in KiB. */
const CACHE_KIB = 32 * 1024

type Pending = {
  readonly writes: readonly Write[]
  readonly resolve: (won: boolean) => void
  readonly reject: (fault: unknown) => void
}

export type Writer = {
  /** Writes all or nothing, durably; `false`: the guard changed nothing. Errors: `StoreFault`. */
  commit(writes: readonly Write[]): Promise<boolean>
  /** Settles what was asked for and ends the thread. */
  close(): Promise<void>
}

/**
 * Writes in a thread of its own, so that neither SQL nor fsync nor another process' lock stops the server. Commits
 * asked for while a batch is under way share the next transaction and one fsync; those that end a grant go first.
 * A thread that died is replaced with the next commit.
 */
export const startWriter = (file: string, patience: number): Writer => {
  let urgent: Pending[] = []
  let waiting: Pending[] = []
  let underWay: Pending[] = []
  let isScheduled = false
  let closing: Promise<void> | undefined
  let onIdle = (): void => {}

  const start = () => {
    const workerData: WriterOptions = { file, patience, cacheKib: CACHE_KIB }
    const worker = new Worker(new URL('./sqlite-writer.js', import.meta.url), { workerData })
    worker.on('message', settle)
    worker.on('error', (fault) => {
      thread = undefined
      const lost = underWay
      underWay = []
      for (const { reject } of lost) reject(new StoreFault(fault))
      send()
    })
    return { worker, numbers: new Map<string, number>() }
  }

  const settle = (outcomes: Outcome[]): void => {
    const settled = underWay
    underWay = []
    for (const [index, { resolve, reject }] of settled.entries()) {
      const outcome = outcomes[index]
      if (typeof outcome === 'boolean') resolve(outcome)
      else reject(faultOf(outcome))
    }
    send()
  }

  const send = (): void => {
    isScheduled = false
    if (underWay.length > 0) return
    underWay = [...urgent, ...waiting]
    if (underWay.length === 0) {
      onIdle()
      return
    }
    urgent = []
    waiting = []
    thread ??= start()
    thread.worker.postMessage(batchOf(underWay, thread.numbers))
  }

  let thread: ReturnType<typeof start> | undefined = start()

  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      onIdle = resolve
      send()
    })
    if (!thread) return
    const exited = new Promise((resolve) => thread?.worker.once('exit', resolve))
    thread.worker.postMessage('close')
    await exited
  }

  return {
    commit: (writes) =>
      new Promise((resolve, reject) => {
        // Its thread is gone, so it would wait for ever.
        if (closing) return reject(new StoreFault(new Error('The store is closed.')))
        const queue = writes[0]?.statement.goesFirst ? urgent : waiting
        queue.push({ writes, resolve, reject })
        if (isScheduled || underWay.length > 0) return
        isScheduled = true
        setImmediate(send)
      }),
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** Statements cross to the thread once, then go by their number. */
const batchOf = (pending: readonly Pending[], numbers: Map<string, number>): Batch => {
  const texts: [number, string][] = []
  const numberOf = ({ name, numbered }: Write['statement']): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    const number = numbers.size
    numbers.set(name, number)
    texts.push([number, numbered])
    return number
  }
  const commits = pending.map(({ writes }) =>
    writes.map(({ statement, values }) => [numberOf(statement), boundInSqlite(values)] as const),
  )
  return { texts, commits }
}

const faultOf = (outcome: Exclude<Outcome, boolean> | undefined): unknown =>
  storeFaultOf(new Sqlite.SqliteError(outcome?.message ?? 'no outcome', outcome?.code ?? ''))
