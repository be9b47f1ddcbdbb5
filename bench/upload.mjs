// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const usage = `Usage: node bench/upload.mjs [--mebibytes 1024] [--limit 64]

Uploads one file in parts of 16 MiB to a built server (dist) on a store of its own, downloads it again, and tells how
far the memory of the server grew over what it had after one part, in MiB. Exit code 1 if that is more than the limit.
Reads /proc, so it needs Linux.`

const MIB = 1024 * 1024
const PART = 16

const { values } = parseArgs({
  options: {
    mebibytes: { type: 'string', default: '1024' },
    limit: { type: 'string', default: '64' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const cli = fileURLToPath(new URL('../bin/tessera.js', import.meta.url))
const dataDir = await mkdtemp(join(tmpdir(), 'tessera-upload-'))
const env = { ...process.env, TESSERA_LOG_LEVEL: 'silent', TESSERA_SEAL_INTERVAL: '0' }
const server = spawn(process.execPath, [cli, 'start', '--port', '0', '--data-dir', dataDir], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
})

/** @returns {Promise<Record<string, string>>} */
async function variables() {
  const asked = spawn(process.execPath, [cli, 'env', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  /** @type {Record<string, string>} */
  const found = {}
  for await (const line of createInterface({ input: asked.stdout })) {
    const [, name, value] = /^(?:export )?([A-Z_]+)=['"]?([^'"]*)['"]?$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) found[name] = value
  }
  return found
}

/** The memory of the server, in bytes. */
function memory() {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

let exitCode = 0
try {
  await once(createInterface({ input: server.stdout }), 'line')
  const {
    NOTION_BASE_URL: url = '',
    NOTION_TOKEN: token = '',
    NOTION_PAGE_ID: page = '',
  } = await variables()

  /** @param {string} path @param {RequestInit} init */
  const ask = async (path, init) => {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${token}`,
        'notion-version': '2025-09-03',
        ...(typeof init.body === 'string' && { 'content-type': 'application/json' }),
      },
    })
    const body = /** @type {any} */ (await answer.json())
    if (!answer.ok) throw new Error(JSON.stringify(body))
    return body
  }

  const count = Math.ceil(Number(values.mebibytes) / PART)
  const body = JSON.stringify({ mode: 'multi_part', filename: 'a.zip', number_of_parts: count })
  const { id } = await ask('/v1/file_uploads', { method: 'POST', body })
  const bytes = new Blob([new Uint8Array(PART * MIB)], { type: 'application/zip' })
  /** @param {number} number */
  const send = (number) => {
    const form = new FormData()
    form.set('file', bytes, 'a.zip')
    form.set('part_number', String(number))
    return ask(`/v1/file_uploads/${id}/send`, { method: 'POST', body: form })
  }

  await send(1)
  const before = memory()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, memory())
  }, 20)
  const began = performance.now()
  for (let number = 2; number <= count; number += 4) {
    const numbers = [0, 1, 2, 3].map((offset) => number + offset).filter((one) => one <= count)
    await Promise.all(numbers.map(send))
  }
  await ask(`/v1/file_uploads/${id}/complete`, { method: 'POST' })
  const uploaded = performance.now()
  const children = [{ file: { type: 'file_upload', file_upload: { id } } }]
  const { results } = await ask(`/v1/blocks/${page}/children`, {
    method: 'PATCH',
    body: JSON.stringify({ children }),
  })
  let received = 0
  const download = await fetch(results[0].file.file.url)
  for await (const chunk of download.body ?? []) received += chunk.byteLength
  clearInterval(watch)
  const ended = performance.now()
  const size = count * PART
  if (received !== size * MIB) throw new Error(`${received} bytes came back`)

  const grown = Math.round((most - before) / MIB)
  /** @param {number} from @param {number} to */
  const rate = (from, to) => Math.round(size / ((to - from) / 1000))
  console.log(
    `${size} MiB in ${count} parts, four at once: memory grew by ${grown} MiB from ${Math.round(before / MIB)} MiB; ${rate(began, uploaded)} MiB/s up, ${rate(uploaded, ended)} MiB/s down.`,
  )
  if (grown > Number(values.limit)) {
    console.error(`That is more than ${values.limit} MiB.`)
    exitCode = 1
  }
} finally {
  server.kill()
  if (server.exitCode === null) await once(server, 'exit')
  await rm(dataDir, { recursive: true, force: true })
}
process.exit(exitCode)
