import { setTimeout as delay } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import type { HousekeepingSettings } from './config.js'
import { MAX_SEALED, type TrailKey } from './domain/audit/seal.js'
import { copyTemplates } from './operations/content/copy-template.js'
import type { Deps } from './operations/deps.js'
import { importFiles } from './operations/files/import-files.js'
import { sealAudit } from './operations/housekeeping/seal-audit.js'
import { sweep } from './operations/housekeeping/sweep.js'
import type { Tally } from './operations/housekeeping/tally.js'

/** The part of its time that each task works; for the rest it lets requests go first. */
const SEAL_SHARE = 0.1
const SWEEP_SHARE = 0.02

/** How often the head of the trail goes to the log, in milliseconds. */
const HEAD_INTERVAL = 3_600_000

export type Housekeeping = {
  /** Ends the schedule after the commit under way. */
  stop(): Promise<void>
}

/** Seals the audit trail, sweeps the store, imports files and copies templates from time to time, one node at a time. */
export const keepHouse = (
  deps: Deps,
  { sealInterval, sweepInterval, importInterval, copyInterval, retention }: HousekeepingSettings,
  trailKey: TrailKey,
  tally: Tally,
  logger: Pick<BaseLogger, 'info' | 'error'>,
): Housekeeping => {
  const stopping = new AbortController()
  const { signal } = stopping
  const { store } = deps
  let headLoggedAt = Number.NEGATIVE_INFINITY

  const logHead = async (): Promise<void> => {
    const now = performance.now()
    if (now < headLoggedAt + HEAD_INTERVAL) return
    const head = await store.audit.findHead()
    if (!head) return
    headLoggedAt = now
    logger.info({ head: `${head.number}:${head.hash}` }, 'audit trail')
  }

  const seal = async (): Promise<void> => {
    for (let full = true; full && !signal.aborted; ) {
      const began = performance.now()
      const sealed = await sealAudit(deps, trailKey)
      tally.sealed += sealed
      full = sealed === MAX_SEALED
      if (full) await rest(began, SEAL_SHARE)
    }
    await logHead()
  }

  const sweepOnce = async (): Promise<void> => {
    const rules = { retention, codeLifetime: deps.settings.lifetimes.authorizationCode }
    const swept = { grants: 0, tokens: 0, sessions: 0, files: 0 }
    let began = performance.now()
    for await (const step of sweep(deps, rules)) {
      for (const kind of ['grants', 'tokens', 'sessions', 'files'] as const) {
        swept[kind] += step[kind] ?? 0
        tally.swept[kind] += step[kind] ?? 0
      }
      await rest(began, SWEEP_SHARE)
      if (signal.aborted) break
      began = performance.now()
    }
    if (Object.values(swept).some((count) => count > 0)) logger.info({ swept }, 'swept')
  }

  const importWaiting = async (): Promise<void> => {
    while (!signal.aborted && (await importFiles(deps, signal)) > 0);
  }

  const copyWaiting = async (): Promise<void> => {
    while (!signal.aborted && (await copyTemplates(deps, signal)) > 0);
  }

  const pause = (milliseconds: number): Promise<void> =>
    delay(milliseconds, undefined, { signal, ref: false }).catch(() => {})

  const rest = (began: number, share: number): Promise<void> =>
    pause((performance.now() - began) * (1 / share - 1))

  const repeat = async (
    name: string,
    interval: number | undefined,
    work: () => Promise<void>,
  ): Promise<void> => {
    if (interval === undefined) return
    let failing = false
    for (await pause(interval); !signal.aborted; await pause(interval)) {
      try {
        await store.exclusively(name, work)
        failing = false
      } catch (err) {
        // One line for a store that is down, not one a second.
        if (!failing) logger.error({ err }, `could not ${name}`)
        failing = true
      }
    }
  }

  const ended = Promise.all([
    repeat('seal the audit trail', sealInterval, seal),
    repeat('sweep', sweepInterval, sweepOnce),
    repeat('import files', importInterval, importWaiting),
    repeat('copy templates', copyInterval, copyWaiting),
  ])
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
