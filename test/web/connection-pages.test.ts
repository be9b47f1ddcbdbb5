import { afterAll, beforeAll, expect, test } from 'vitest'
import { pagesOfStudio } from '../content/ground.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  get,
  postJson,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notesOf } from '../support/trail.js'
import { type Browser, expectStrict, openBrowser } from '../support/web.js'

describeOnBothStores('the pages of a connection', (kind) => {
  let server: TestServer
  let ada: Browser
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const grantIn = async (browser: Browser): Promise<string> => {
    const { html } = await browser.get('/connections')
    return /\/connections\/([0-9a-f-]{36})\/pages/.exec(html)?.[1] ?? ''
  }
  const sees = async (token: string): Promise<string[]> => {
    const names = Object.keys(pages)
    const answers = await Promise.all(
      names.map((name) => get(server, token, `/v1/pages/${pages[name]}`)),
    )
    return names.filter((_, index) => answers[index]?.status === 200)
  }

  test('are shown, changed, in force at once, and noted', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Harbour ?? ''] })
    expect(await sees(access_token)).toEqual(['Harbour'])
    const grantId = await grantIn(ada)
    const page = await ada.get(`/connections/${grantId}/pages`)
    expect(page.status).toBe(200)
    expectStrict(page)
    expect(page.html).toContain(`value="${pages.Harbour}" checked`)
    expect(page.html).not.toContain(`value="${pages.Notes}" checked`)
    expect(page.html).not.toContain(pages.Private ?? '')
    const change = async (...ids: string[]) => {
      const saved = await ada.submit(
        `/connections/${grantId}/pages`,
        ids.map((id): [string, string] => ['page_id', id]),
      )
      expect([saved.status, saved.location]).toEqual([303, '/connections?pages=1'])
      const [note] = await notesOf(server, saved.headers.get('x-notion-request-id') ?? '')
      expect(note).toMatchObject({
        event: 'pages_chosen',
        actorKind: 'person',
        subjectKind: 'grant',
        subjectId: grantId,
      })
    }
    await change(pages.Notes ?? '', pages.Harbour ?? '', pages.Private ?? '', 'pizza')
    expect(await sees(access_token)).toEqual(['Harbour', 'Notes'])
    await change(pages.Plans ?? '', pages.Plans ?? '')
    expect(await sees(access_token)).toEqual(['Plans', 'Harbour'])
    await change()
    expect(await sees(access_token)).toEqual([])
    expect((await ada.get(`/connections/${grantId}`)).html).toContain('Shared pages changed')
    expect((await ada.get('/connections?pages=1')).html).toContain('Saved.')
  })

  test('belong to the person who connected, while the connection lives', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Notes ?? ''] })
    const grantId = await grantIn(ada)
    const ben = openBrowser(server)
    await ben.signIn('ben@example.com')
    const path = `/connections/${grantId}/pages`
    expect((await ben.get(path)).status).toBe(404)
    expect((await ben.submit(path, { page_id: pages.Plans ?? '' })).status).toBe(404)
    expect((await ada.post(path, { page_id: pages.Plans ?? '' })).status).toBe(403)
    expect((await ada.get('/connections/pizza/pages')).status).toBe(404)
    expect(await sees(access_token)).toEqual(['Notes'])
    await postJson(server, first, 'revoke', { token: access_token })
    expect((await ada.get(path)).status).toBe(404)
    expect((await ada.submit(path, { page_id: pages.Plans ?? '' })).status).toBe(404)
  })
})
