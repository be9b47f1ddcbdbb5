import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { webEndpoints } from '../../src/contract/index.js'
import { findChromium, launchBrowser } from '../support/chromium.js'
import {
  type Client,
  clientOf,
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'

/** The application that a person connects: it only remembers how it was called back. */
const startApplication = async () => {
  const callbacks: URL[] = []
  const http: HttpServer = createHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname === '/cb') callbacks.push(url)
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Back</title>Back')
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const redirectUri = `http://localhost:${(http.address() as AddressInfo).port}/cb`
  return { callbacks, redirectUri, close: () => http.close() }
}

describe.skipIf(!findChromium())('through a real browser', () => {
  describeOnBothStores('a person connects and disconnects', (kind) => {
    let server: TestServer
    let browser: Browser
    let application: Awaited<ReturnType<typeof startApplication>>
    let client: Client
    let context: BrowserContext
    let page: Page
    let complaints: string[]

    beforeAll(async () => {
      server = await startTestServer(kind)
      browser = await launchBrowser()
      application = await startApplication()
      client = { ...clientOf(), redirectUri: application.redirectUri }
    })
    afterAll(async () => {
      application.close()
      await browser.close()
      await server.close()
    })
    beforeEach(async () => {
      context = await browser.newContext()
      page = await context.newPage()
      complaints = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
    })
    afterEach(async () => {
      await context.close()
      expect(complaints).toEqual([])
    })

    const openConsent = async (state: string) => {
      const url = new URL(server.url + webEndpoints.oauthAuthorize.path)
      url.search = new URLSearchParams({
        client_id: client.clientId,
        redirect_uri: client.redirectUri,
        response_type: 'code',
        owner: 'user',
        state,
      }).toString()
      await page.goto(url.href)
      await page.fill('input[name=email]', 'ada@example.com')
      await page.fill('input[name=password]', 'mosaic-demo')
      await page.click('button:text-is("Sign in")')
      await page.waitForSelector('text=wants access to')
    }

    const callbackFor = async (state: string): Promise<URLSearchParams> => {
      await page.waitForURL(`${client.redirectUri}*`)
      const found = application.callbacks.find((url) => url.searchParams.get('state') === state)
      if (!found) throw new Error('the application was not called back')
      return found.searchParams
    }

    const exchange = async (code: string | null) => {
      const response = await postJson(server, client, 'token', {
        grant_type: 'authorization_code',
        code,
        redirect_uri: client.redirectUri,
      })
      expect(response.status).toBe(200)
      return (await response.json()) as { access_token: string; refresh_token: string }
    }

    test('sign in, consent, token, call, revoke: nothing opens any more', async () => {
      await openConsent('st&te=1')
      await page.check('label:has-text("Projects") >> input[name=page_id]')
      await page.click('button:text-is("Allow access")')
      const callback = await callbackFor('st&te=1')
      expect(callback.get('iss')).toBe(server.url)
      const tokens = await exchange(callback.get('code'))

      const me = await get(server, tokens.access_token, '/v1/users/me')
      expect(me.status).toBe(200)
      const { id } = (await me.json()) as { id: string }
      expect(await server.deps.store.integrations.listPagesOfBot(id)).toHaveLength(1)

      const revoked = await postJson(server, client, 'revoke', { token: tokens.access_token })
      expect(revoked.status).toBe(200)

      const refused = await get(server, tokens.access_token, '/v1/users/me')
      expect(refused.status).toBe(401)
      expect(((await refused.json()) as { message: string }).message).toBe('API token is invalid.')
      const introspected = await postJson(server, client, 'introspect', {
        token: tokens.access_token,
      })
      const { request_id: _, ...activity } = (await introspected.json()) as Record<string, unknown>
      expect(activity).toEqual({ active: false })
      const refreshed = await postJson(server, client, 'token', {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
      })
      expect(refreshed.status).toBe(400)
      expect(((await refreshed.json()) as { code: string }).code).toBe('invalid_grant')
    })

    test('Cancel sends access_denied back and grants nothing', async () => {
      await openConsent('cancelled')
      await page.click('button:text-is("Cancel")')
      const callback = await callbackFor('cancelled')
      expect(callback.get('error')).toBe('access_denied')
      expect(callback.has('code')).toBe(false)
    })

    test('Disconnect on "My connections" ends every token of the connection', async () => {
      await openConsent('to-disconnect')
      await page.click('button:text-is("Allow access")')
      const { access_token } = await exchange((await callbackFor('to-disconnect')).get('code'))
      expect((await get(server, access_token, '/v1/users/me')).status).toBe(200)

      await page.goto(`${server.url}/connections`)
      await page.locator('summary:has-text("Disconnect")').first().click()
      await page.locator('button:text-is("Disconnect now")').first().click()
      await page.waitForSelector('text=Disconnected.')
      expect((await get(server, access_token, '/v1/users/me')).status).toBe(401)
    })

    test('the whole consent works from the keyboard alone', async () => {
      await openConsent('keyboard')
      await page.locator('input[name=page_id]').first().focus()
      await page.keyboard.press('Space')
      await page.locator('button:text-is("Allow access")').focus()
      await page.keyboard.press('Enter')
      expect((await callbackFor('keyboard')).get('code')).toMatch(/^[0-9a-f-]{36}$/)
    })
  })
})
