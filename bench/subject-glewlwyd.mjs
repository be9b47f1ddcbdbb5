// @ts-check
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { configuration, configure, createSchema, executable, schema } from './peer-glewlwyd.mjs'
import { createPlace, endingWith, freePort, missingPostgres } from './place.mjs'
import { benchmarkClient, openIdRequest } from './requests.mjs'
import { spawnServer } from './server-process.mjs'
import { requestToken } from './token-request.mjs'

/** @typedef {import('./subjects.mjs').Ground} Ground */
/** @typedef {import('./subjects.mjs').Subject} Subject */

const SEEDING_WIDTH = 16

/**
 * @param {Ground} ground
 * @returns {Subject}
 */
export function glewlwydSubject(ground) {
  let url = ''
  let databaseUrl = ''
  return {
    name: 'glewlwyd',
    store: 'postgres',
    role: 'peer',
    nodes: 1,
    tokenScale: 0.1,
    operations: ['introspect', 'revoke'],
    steady: [],
    mustContain: { introspect: '"active":true' },
    missing() {
      const found = existsSync(executable) && existsSync(schema)
      return found ? missingPostgres('postgres', ground) : 'it is not installed (Debian: glewlwyd)'
    },
    async start() {
      const place = await createPlace('postgres', ground)
      return endingWith(place, async () => {
        databaseUrl = place.databaseUrl ?? ''
        await createSchema(databaseUrl)
        const port = await freePort()
        url = `http://127.0.0.1:${port}`
        const file = join(place.directory, 'glewlwyd.conf')
        await writeFile(file, configuration(port, databaseUrl))
        const { child, stop } = spawnServer(executable, [`--config-file=${file}`])
        for (const output of [child.stdout, child.stderr]) output?.resume()
        try {
          await configure(url)
        } catch (error) {
          await stop()
          throw error
        }
        return { urls: [url], pids: [child.pid ?? 0], stop }
      })
    },
    async seed(count) {
      /** @type {string[]} */
      const tokens = []
      const form = { grant_type: 'client_credentials', scope: 'bench' }
      let asked = 0
      const work = async () => {
        while (asked < count) {
          asked += 1
          tokens.push(await requestToken(`${url}/api/glwd/token`, benchmarkClient, form))
        }
      }
      await Promise.all(Array.from({ length: SEEDING_WIDTH }, work))
      return tokens
    },
    request: (operation, token) => openIdRequest(`/api/glwd/${operation}`, operation, token),
    async liveTokens() {
      const client = new pg.Client({ connectionString: databaseUrl })
      await client.connect()
      const { rows } = await client.query(
        'select count(*) as live from gpg_access_token where gpga_enabled = 1',
      )
      await client.end()
      return Number(rows[0].live)
    },
  }
}
