// Takes pictures of a development server's pages as a person of its demo sees them.
//
//   node scripts/screenshots.mjs http://127.0.0.1:8787 [folder] [only those whose name holds this]

import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const url = (process.argv[2] ?? 'http://127.0.0.1:8787').replace(/\/$/, '')
const folder = resolve(process.argv[3] ?? join(root, 'screenshots'))
const only = process.argv[4] ?? ''

const LOOKS = [
  { name: 'light', width: 1280, height: 860, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 860, colorScheme: 'dark' },
  { name: 'small', width: 360, height: 780, colorScheme: 'light' },
]

const follow = (text) => async (page) => {
  await page.goto(`${url}/workspace`)
  const link = page.locator(`.tree-row:has-text("${text}")`)
  const path = await link.first().getAttribute('href')
  await page.goto(url + path)
}

const consent = async (page) => {
  await page.goto(`${url}/integrations`)
  await page.click('a:has-text("Demo Connect")')
  const clientId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(await page.content())?.[0]
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    owner: 'user',
    redirect_uri: 'http://localhost:9999/callback',
  })
  await page.goto(`${url}/v1/oauth/authorize?${query}`)
}

const PAGES = {
  tree: async (page) => page.goto(`${url}/workspace`),
  blocks: follow('Every block'),
  table: follow('Tile orders'),
  filtered: async (page) => {
    await follow('Tile orders')(page)
    const [status] = await page.$$eval('select[name=add] option', (options) =>
      options.filter(({ text }) => text === 'Glaze').map(({ value }) => value),
    )
    await page.goto(`${page.url()}?p=${encodeURIComponent(status)}&o=is_not_empty&value=`)
  },
  shared: follow('Museum floor'),
  share: async (page) => {
    await follow('Museum floor')(page)
    await page.click('a:text-is("Share")')
    await page.waitForLoadState()
  },
  inspector: async (page) => {
    await page.goto(`${url}/inspector`)
    const requests = page.locator('.request')
    if ((await requests.count()) > 2) await requests.nth(2).locator('summary').click()
  },
  consent,
  connections: async (page) => page.goto(`${url}/connections`),
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  for (const { name, width, height, colorScheme } of LOOKS) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme })
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`${name}: ${message.text()}`)
    })
    await page.goto(`${url}/login`)
    await page.fill('input[name=email]', 'ada@example.com')
    await page.fill('input[name=password]', 'mosaic-demo')
    await page.click('button:text-is("Sign in")')
    await page.waitForLoadState()
    for (const [title, open] of Object.entries(PAGES)) {
      if (!title.includes(only)) continue
      await open(page)
      for (const image of await page.locator('img').all()) await image.scrollIntoViewIfNeeded()
      await page.waitForLoadState('networkidle', { timeout: 1000 }).catch(() => {})
      const path = join(folder, `${title}-${name}.png`)
      await page.screenshot({ path, fullPage: true })
      const { scrollWidth } = await page.evaluate(
        '({ scrollWidth: document.documentElement.scrollWidth })',
      )
      console.log(path, scrollWidth > width ? `TOO WIDE: ${scrollWidth}` : '')
    }
    await context.close()
  }
} finally {
  await browser.close()
}
