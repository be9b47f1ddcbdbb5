import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { notionAt } from '../content/ground.js'
import { findChromium, launchBrowser } from '../support/chromium.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'

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

    /** As a person without a mouse gets there: from where the focus is, by the tab key alone. */
    const tabTo = async (place: Locator) => {
      for (let presses = 0; presses < 200; presses += 1) {
        await page.keyboard.press('Tab')
        if (await place.evaluate((element) => element === element.ownerDocument.activeElement)) {
          return
        }
      }
      throw new Error(`the tab key does not lead to ${place}`)
    }

    const open = async (place: Locator) => {
      await tabTo(place)
      await page.keyboard.press('Enter')
    }

    test('from the tree to a page, to one below it and back, from the keyboard alone', async () => {
      expect(await isTooWide()).toBe(false)
      const sketches = page.locator('.tree-row:has-text("Sketches")')
      expect(await sketches.isVisible()).toBe(false)
      await open(page.locator('summary:has-text("Pages in Harbour mural")'))
      expect(await sketches.isVisible()).toBe(true)
      await open(page.locator('.tree-row:has-text("Getting started")'))
      await page.waitForSelector('h1:text-is("Getting started")')
      expect(await isTooWide()).toBe(false)
      await open(page.locator('.page-link a:has-text("Connect an integration")'))
      await page.waitForSelector('text=This page is empty.')
      await open(page.locator('.breadcrumb a:has-text("Getting started")'))
      await page.waitForSelector('h1:text-is("Getting started")')
    })

    test('every block fits a small screen, its picture loads and its toggles open', async () => {
      await page.click('.tree-row:has-text("Every block")')
      await page.waitForSelector('h1:text-is("Every block")')
      const hidden = page.locator('p:text-is("What it hides.")')
      expect(await hidden.isVisible()).toBe(false)
      await tabTo(page.locator('summary:text-is("A toggle")'))
      await page.keyboard.press('Space')
      expect(await hidden.isVisible()).toBe(true)
      expect(await isTooWide()).toBe(false)
      const picture = page.locator('img.picture')
      await picture.scrollIntoViewIfNeeded()
      await page.waitForFunction('document.querySelector("img.picture").naturalWidth > 0')
      await page.click('.contents a:text-is("Lists")')
      expect(new URL(page.url()).hash).toMatch(/^#h-[0-9a-f]{32}$/)
    })

    /** Of every text that is seen, the lowest contrast with what is behind it. WCAG 2.1 §1.4.3. */
    const lowestContrast = () =>
      page.evaluate<{ ratio: number; text: string }>(`(() => {
        const channels = (color) => {
          const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number)
          return { r, g, b, a }
        }
        const luminance = ({ r, g, b }) => {
          const [x, y, z] = [r, g, b].map((v) => {
            const share = v / 255
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
          })
          return 0.2126 * x + 0.7152 * y + 0.0722 * z
        }
        const over = (top, under) => ({
          r: top.r * top.a + under.r * (1 - top.a),
          g: top.g * top.a + under.g * (1 - top.a),
          b: top.b * top.a + under.b * (1 - top.a),
          a: 1,
        })
        const behind = (element) => {
          const layers = []
          for (let at = element; at; at = at.parentElement) {
            layers.push(channels(getComputedStyle(at).backgroundColor))
          }
          return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 })
        }
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
        let lowest = { ratio: 21, text: '' }
        while (walker.nextNode()) {
          const { parentElement: element, textContent } = walker.currentNode
          const text = textContent.trim()
          if (text === '' || !element.checkVisibility() || element.closest('svg, select')) continue
          const back = behind(element)
          const [one, other] = [luminance(over(channels(getComputedStyle(element).color), back)), luminance(back)]
          const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
          if (ratio < lowest.ratio) lowest = { ratio, text: text.slice(0, 40) }
        }
        return lowest
      })()`)

    const openTable = async () => {
      await open(page.locator('.tree-row:has-text("Tile orders")').first())
      await page.waitForSelector('table.rows-table')
    }

    test('from the tree to a table, a filter, an order, a row and back, from the keyboard alone', async () => {
      await openTable()
      const rows = page.locator('.row-link')
      const all = await rows.count()
      expect(all).toBeGreaterThan(1)
      await open(page.locator('details.filters > summary'))
      await tabTo(page.locator('select[name=add]'))
      await page.keyboard.type('Name')
      await Promise.all([page.waitForURL(/add=/), page.keyboard.press('Enter')])
      const value = page.locator('input[name=value][type=text]')
      await tabTo(value)
      const title = (await rows.first().innerText()).trim()
      await page.keyboard.type(title)
      await Promise.all([page.waitForURL(/value=/), page.keyboard.press('Enter')])
      await page.waitForSelector('.filter-remove')
      expect(await rows.count()).toBeLessThan(all)
      expect(await isTooWide()).toBe(false)
      await open(page.locator('.filter-remove'))
      await page.waitForURL((url) => !url.search.includes('value='))
      expect(await rows.count()).toBe(all)
      await open(page.locator('thead th a').first())
      await page.waitForSelector('th[aria-sort=ascending]')
      await open(rows.first())
      await page.waitForSelector('h1')
      await open(page.locator('.breadcrumb a:has-text("Tile orders")'))
      await page.waitForSelector('table.rows-table')
    })

    test('a view of the table is opened from the keyboard, and left again', async () => {
      await openTable()
      const [database_id = ''] = /[0-9a-f]{32}$/.exec(new URL(page.url()).pathname) ?? []
      const notion = notionAt(server, internalTokenOf())
      const database = await notion.databases.retrieve({ database_id })
      await notion.views.create({
        database_id,
        data_source_id: ('data_sources' in database && database.data_sources[0]?.id) || '',
        name: 'Unpaid, by name',
        type: 'list',
        filter: { property: 'Paid', checkbox: { equals: false } },
        sorts: [{ property: 'Name', direction: 'ascending' }],
      } as never)
      await page.reload()
      const titles = () => page.locator('.row-link').allInnerTexts()
      expect(await titles()).toHaveLength(3)
      const tab = page.locator('nav[aria-label=Views] a:has-text("Unpaid, by name")')
      await open(tab)
      await page.waitForURL(/[?&]v=/)
      expect(await tab.getAttribute('aria-current')).toBe('page')
      expect(await titles()).toEqual(['Bath border', 'Museum sand'])
      expect(await page.locator('.view-note').innerText()).toBe(
        'A list view, shown as a table. It has a filter and an order of its own.',
      )
      expect(await isTooWide()).toBe(false)
      await open(page.locator('thead th a').first())
      await page.waitForSelector('th[aria-sort=ascending]')
      expect(await titles()).toEqual(['Bath border', 'Museum sand'])
      await open(page.locator('nav[aria-label=Views] a').first())
      await page.waitForFunction('document.querySelectorAll(".row-link").length === 3')
    })

    test.each(['light', 'dark'] as const)('every text can be read, %s', async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      const places = [
        'tree-row:has-text("Every block")',
        'tree-row:has-text("Getting started")',
        'tree-row:has-text("Tile orders")',
      ]
      for (const place of places) {
        await page.goto(`${server.url}/workspace`)
        await page.locator(`.${place}`).first().click()
        await page.waitForSelector('h1')
        const { ratio, text } = await lowestContrast()
        expect({ place, text, isReadable: ratio >= 4.5, ratio }).toMatchObject({ isReadable: true })
        expect(await isTooWide()).toBe(false)
      }
    })
  })
})
