// @ts-check
import { fileURLToPath } from 'node:url'
import { startServer } from '../../../bench/server-process.mjs'

const executable = fileURLToPath(new URL('../../../bin/tessera.js', import.meta.url))
const sabotage = new URL('./answer-regardless.mjs', import.meta.url).href

/**
 * Starts the shipped server.
 * @param {{ directory: string, patience: number, sabotaged: boolean, databaseUrl?: string }} options
 */
export const startNode = ({ directory, patience, sabotaged, databaseUrl = '' }) =>
  startServer(
    [
      ...(sabotaged ? ['--import', sabotage] : []),
      ...[executable, 'start', '--port', '0', '--data-dir', directory],
    ],
    {
      DATABASE_URL: databaseUrl,
      TESSERA_STORE_TIMEOUT: String(patience / 1000),
      TESSERA_LOG_LEVEL: 'error',
    },
  )
