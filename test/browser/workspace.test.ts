import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium, launchBrowser } from '../support/chromium.js'
import { describeOnBothStores, startTestServer, type TestServer } from '../support/server.js'

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"><rect width="64" height="32"/></svg>'

describe.skipIf(!findChromium())('through a real browser', () => {
  describeOnBothStores('a person reads a workspace', (kind) => {
    let server: TestServer
    let browser: Browser
    let context: BrowserContext
    let page: Page
    let complaints: string[]

    beforeAll(async () => {
      server = await startTestServer(kind)
      browser = await launchBrowser()
    })
    afterAll(async () => {
      await browser.close()
      await server.close()
    })
    beforeEach(async () => {
      context = await browser.newContext({ viewport: { width: 360, height: 740 } })
      // Pictures lie somewhere else on the web, which a test does not need.
      await context.route(/^https:/, (route) =>
        route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }),
      )
      page = await context.newPage()
      complaints = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${server.url}/workspace`)
      await page.fill('input[name=email]', 'ben@example.com')
      await page.fill('input[name=password]', 'mosaic-demo')
      await page.click('button:text-is("Sign in")')
      await page.waitForURL(`${server.url}/workspace`)
    })
    afterEach(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })

    const isTooWide = () =>
      page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth')

    test('from the tree to a page, to one below it and back, from the keyboard alone', async () => {
      expect(await isTooWide()).toBe(false)
      const sketches = page.locator('.tree-row:has-text("Sketches")')
      expect(await sketches.isVisible()).toBe(false)
      await page.locator('summary:has-text("Pages in Harbour mural")').focus()
      await page.keyboard.press('Enter')
      expect(await sketches.isVisible()).toBe(true)
      await page.locator('.tree-row:has-text("Getting started")').focus()
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1:text-is("Getting started")')
      expect(await isTooWide()).toBe(false)
      await page.locator('.page-link a:has-text("Connect an integration")').focus()
      await page.keyboard.press('Enter')
      await page.waitForSelector('text=This page is empty.')
      await page.locator('.breadcrumb a:has-text("Getting started")').focus()
      await page.keyboard.press('Enter')
      await page.waitForSelector('h1:text-is("Getting started")')
    })

    test('every block fits a small screen, its picture loads and its toggles open', async () => {
      await page.click('.tree-row:has-text("Every block")')
      await page.waitForSelector('h1:text-is("Every block")')
      const hidden = page.locator('p:text-is("What it hides.")')
      expect(await hidden.isVisible()).toBe(false)
      await page.locator('summary:text-is("A toggle")').focus()
      await page.keyboard.press('Space')
      expect(await hidden.isVisible()).toBe(true)
      expect(await isTooWide()).toBe(false)
      const picture = page.locator('img.picture')
      await picture.scrollIntoViewIfNeeded()
      await page.waitForFunction('document.querySelector("img.picture").naturalWidth > 0')
      await page.click('.contents a:text-is("Lists")')
      expect(new URL(page.url()).hash).toMatch(/^#h-[0-9a-f]{32}$/)
    })
  })
})
