import type { TestProject } from 'vitest/node'
import { findChromium } from './chromium.js'
import { type RunningPostgres, startPostgres } from './postgres.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's PostgreSQL server, or `null` where the machine has none. */
    postgresUrl: string | null
  }
}

let postgres: RunningPostgres | undefined

/** A continuous-integration run that silently leaves suites out would pass while proving nothing. */
function leaveOut(line: string): void {
  if (process.env.CI) throw new Error(line)
  console.log(line)
}

export async function setup(project: TestProject): Promise<void> {
  if (!findChromium()) {
    leaveOut(
      'Chromium was not found: the browser suites are left out (install chromium, or set CHROMIUM)',
    )
  }
  const started = await startPostgres({ durable: false })
  if ('missing' in started) {
    leaveOut(
      'PostgreSQL was not found: its half of the suites is left out (install postgresql, or set TEST_DATABASE_URL)',
    )
    project.provide('postgresUrl', null)
    return
  }
  postgres = started
  project.provide('postgresUrl', started.url)
}

export async function teardown(): Promise<void> {
  await postgres?.stop()
}
