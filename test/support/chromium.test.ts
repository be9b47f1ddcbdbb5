import { describe, expect, it } from 'vitest'
import { findChromium, launchBrowser } from './chromium.js'

const chromium = findChromium()

describe.skipIf(!chromium)('the browser of the suites', () => {
  it('opens a page', async () => {
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.setContent('<h1>Ready</h1>')
      expect(await page.textContent('h1')).toBe('Ready')
    } finally {
      await browser.close()
    }
  })
})
