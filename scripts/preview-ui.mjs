// Renders every page with sample and with hostile data, serves them under the policy the server
// sends, takes screenshots and fails on anything the browser complains about.
//
//   node scripts/preview-ui.mjs [folder for screenshots] [only pages whose name holds this]

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { useWithoutScript, useWithScript } from './preview-behaviour.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const screenshots = resolve(process.argv[2] ?? join(root, 'screenshots'))
const only = process.argv[3] ?? ''

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const ASSET_TYPES = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }

const SIZES = [
  { name: 'desktop', width: 1280, height: 800 },
  { name: 'mobile', width: 390, height: 844 },
  { name: 'narrow', width: 320, height: 700 },
]

const TALLEST_SCREENSHOT = 5000

const BROWSER_OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const hostile = (text) =>
  `${text}"'><script>alert(1)</script><img src=x onerror=alert(2)> שלום עולם 👩‍👩‍👧 ${'long'.repeat(30)}`

const plain = (text) => text

async function renderAll() {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-ui-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = ['--noEmit', 'false', '--noCheck', '--outDir', folder]
    execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), ...options])
    const { samplePagesByName } = await import(
      pathToFileURL(join(folder, 'scripts/ui-samples.js')).href
    )
    const pages = Object.entries(samplePagesByName(plain))
    const attacked = Object.entries(samplePagesByName(hostile))
    return new Map([
      ...pages.map(([name, page]) => [name, String(page)]),
      ...attacked.map(([name, page]) => [`hostile-${name}`, String(page)]),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function serve(pages) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    response.setHeader('Content-Security-Policy', POLICY)
    const page = pages.get(pathname.slice(1))
    if (page !== undefined) {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(page)
      return
    }
    const asset = /^\/assets\/(tessera\.css|tessera\.js|favicon\.svg)$/.exec(pathname)?.[1]
    if (!asset) {
      response.setHeader('Content-Type', 'text/plain')
      response.end('The form was sent')
      return
    }
    response.setHeader('Content-Type', ASSET_TYPES[asset.split('.').pop()])
    response.end(readFileSync(join(root, 'assets', asset)))
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}

/** What must hold for each page in the browser; returns the problems found. */
function inspect() {
  const problems = []
  const { documentElement: html } = document
  if (html.scrollWidth > html.clientWidth) {
    problems.push(`scrolls sideways by ${html.scrollWidth - html.clientWidth}px`)
  }
  for (const element of document.querySelectorAll('*')) {
    for (const { name } of element.attributes) {
      if (name.startsWith('on') || name === 'style') problems.push(`attribute ${name}`)
    }
  }
  if (document.scripts.length !== 1) problems.push(`${document.scripts.length} scripts`)
  for (const link of document.querySelectorAll('a[href]')) {
    if (!/^https?:$/.test(link.protocol)) problems.push(`link to ${link.href}`)
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
  if (twice.length > 0) problems.push(`repeated ids: ${[...new Set(twice)].join(' ')}`)
  for (const control of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (control.labels.length === 0) problems.push(`no label: ${control.name || control.id}`)
  }
  let level = 0
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    const own = Number(heading.tagName.slice(1))
    if (own > level + 1) problems.push(`heading h${own} after h${level}`)
    level = own
  }
  if (document.querySelectorAll('h1').length !== 1) problems.push('not exactly one h1')
  return problems
}

async function look(browser, origin, names) {
  const problems = []
  for (const size of SIZES) {
    for (const colorScheme of ['light', 'dark']) {
      const { name: sizeName, ...viewport } = size
      const context = await browser.newContext({ viewport, colorScheme })
      const tab = await context.newPage()
      let current = ''
      const report = (text) => problems.push(`${current} (${sizeName}, ${colorScheme}): ${text}`)
      tab.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) report(message.text())
      })
      tab.on('pageerror', (error) => report(error.message))
      tab.on('dialog', (dialog) => {
        report('a dialog opened: a script ran')
        dialog.dismiss()
      })
      for (const name of names) {
        current = name
        await tab.goto(`${origin}/${name}`)
        for (const problem of await tab.evaluate(inspect)) report(problem)
        const path = join(screenshots, `${name}-${sizeName}-${colorScheme}.png`)
        if (sizeName === 'narrow') continue
        const height = await tab.evaluate(() => document.documentElement.scrollHeight)
        await tab.screenshot({ path, fullPage: height < TALLEST_SCREENSHOT })
      }
      await context.close()
    }
  }
  return problems
}

async function use(browser, origin) {
  const problems = []
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled })
    const tab = await context.newPage()
    const run = javaScriptEnabled ? useWithScript : useWithoutScript
    await run(tab, origin).catch((error) => problems.push(error.message))
    await context.close()
  }
  return problems
}

const pages = await renderAll()
const names = [...pages.keys()].filter((name) => name.includes(only))
mkdirSync(screenshots, { recursive: true })
const server = await serve(pages)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: BROWSER_OPTIONS,
})
try {
  const origin = `http://127.0.0.1:${server.address().port}`
  const problems = [...(await use(browser, origin)), ...(await look(browser, origin, names))]
  for (const problem of problems) console.error(problem)
  console.log(`${names.length} pages, ${problems.length} problems, screenshots in ${screenshots}`)
  process.exitCode = problems.length > 0 ? 1 : 0
} finally {
  await browser.close()
  server.close()
}
