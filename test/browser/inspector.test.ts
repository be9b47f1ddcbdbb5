import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium, launchBrowser } from '../support/chromium.js'
import {
  clientOf,
  connect,
  describeOnBothStores,
  get,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'

describe.skipIf(!findChromium())('through a real browser', () => {
  describeOnBothStores('a person sees', (kind) => {
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
      page = await context.newPage()
      complaints = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${server.url}/login`)
      await page.fill('input[name=email]', 'ada@example.com')
      await page.fill('input[name=password]', 'mosaic-demo')
      await page.click('button:text-is("Sign in")')
      await page.waitForLoadState()
    })
    afterEach(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })

    const isTooWide = () =>
      page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth')

    test('requests as they come, what is open stays open, and copies one as curl', async () => {
      await get(server, internalTokenOf(), '/v1/users')
      await page.goto(`${server.url}/inspector`)
      await page.waitForSelector('.live-on')
      const requests = page.locator('.request')
      await page.locator('.request summary').first().focus()
      await page.keyboard.press('Enter')
      expect(await requests.first().getAttribute('open')).not.toBeNull()
      await get(server, internalTokenOf(), '/v1/users/me')
      await page.waitForSelector('.request-path:has-text("users/me")')
      expect(await requests.count()).toBe(2)
      expect(await requests.first().getAttribute('open')).toBeNull()
      expect(await requests.last().getAttribute('open')).not.toBeNull()
      expect(await isTooWide()).toBe(false)
      await requests.first().locator('summary').click()
      const copy = requests.first().locator('[aria-label="Copy as curl"]')
      await copy.focus()
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=status]:text-matches("Copied|Selected")', {
        state: 'attached',
      })
      await page.selectOption('select[name=status]', '4')
      await page.waitForSelector('text=No request is like this')
      await page.click('a:has-text("Show all 2")')
      await page.click('button:text-is("Clear")')
      await page.waitForSelector('text=No requests yet')
    })

    test('what a connection sees, and takes a page away from it', async () => {
      const workspaces = server.deps.store.workspaces
      const ada = await workspaces.findPerson({ email: 'ada@example.com' })
      const [workspace] = await workspaces.listOfUser(ada?.userId ?? '')
      const pages = await workspaces.listPages({
        workspaceId: workspace?.workspaceId ?? '',
        userId: ada?.userId ?? '',
      })
      const shared = pages.find(({ title }) => title === 'Meeting notes')
      const pageId = shared?.pageId ?? ''
      const { access_token } = await connect(server, clientOf(), { pages: [pageId] })
      expect((await get(server, access_token, `/v1/pages/${pageId}`)).status).toBe(200)
      await page.goto(`${server.url}/connections`)
      await page.locator('a:text-is("Pages")').focus()
      await page.keyboard.press('Enter')
      await page.locator(`input[value="${pageId}"]`).focus()
      expect(await page.locator(`input[value="${pageId}"]`).isChecked()).toBe(true)
      await page.keyboard.press('Space')
      await page.waitForSelector('text=No pages chosen.')
      await page.fill('input[type=search]', 'tile orders')
      expect(await page.locator('[data-page]:visible').count()).toBe(2)
      expect(await isTooWide()).toBe(false)
      await page.locator('button:text-is("Save pages")').focus()
      await page.keyboard.press('Enter')
      await page.waitForSelector('text=Saved.')
      expect((await get(server, access_token, `/v1/pages/${pageId}`)).status).toBe(404)
    })
  })
})
