import { describe, expect, it } from 'vitest'
import { sampleConsent, sampleSignIn } from '../../scripts/ui-samples.js'
import { consentPage } from './consent.js'
import { signInPage } from './sign-in.js'

const APPROVING = /allow|authori[sz]e|approve|continue|log ?in|sign ?in|select pages|next/i

const buttons = (markup: string): readonly string[] =>
  [...markup.matchAll(/<(button|summary)[^>]*>([\s\S]*?)<\/\1>/g)].map(([whole]) =>
    whole.replace(/<[^>]*>/g, '').trim(),
  )

const form = (markup: string, method: string): string =>
  new RegExp(`<form method="${method}"[\\s\\S]*?</form>`).exec(markup)?.[0] ?? ''

function hiddenOf(markup: string): Record<string, string> {
  const found = markup.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
  return Object.fromEntries([...found].map(([, name, value]) => [name, value]))
}

const view = sampleConsent((text) => text)
const markup = String(consentPage(view))

describe('the consent page', () => {
  it('posts the request, the workspace and the token, and asks for the decision', () => {
    const post = form(markup, 'post')
    expect(post).toContain('action="/v1/oauth/authorize"')
    expect(hiddenOf(post)).toEqual({
      ...view.fields,
      workspace_id: 'w1',
      _csrf: view.chrome.csrfToken,
    })
    expect(post.indexOf('value="allow">Allow access<')).toBeGreaterThan(0)
    expect(post.indexOf('value="cancel">Cancel<')).toBeGreaterThan(post.indexOf('value="allow"'))
  })

  it('changes the workspace with GET, carrying the request without workspace and token', () => {
    const stale = { ...view, fields: { ...view.fields, workspace_id: 'w9' } }
    const get = form(String(consentPage(stale)), 'get')
    expect(hiddenOf(get)).toEqual(view.fields)
    expect(get).toContain('<option value="w1" selected>')
  })

  it('offers no workspace choice where there is one', () => {
    const one = { ...view, workspaces: view.workspaces.slice(0, 1) }
    expect(String(consentPage(one))).not.toContain('<select')
  })

  it('has no button that reads like approval before the real one, whatever pages are called', () => {
    expect(buttons(markup).find((text) => APPROVING.test(text))).toBe('Allow access')
  })

  it('shows every page once, those below inside their parent, chosen ones checked', () => {
    const ids = [...markup.matchAll(/name="page_id" value="([^"]*)"( checked)?/g)]
    expect(ids.map(([, id]) => id)).toEqual('p1 p2 p3 p4 p5 p6 p7 p8 p9 p10'.split(' '))
    expect(ids.filter(([, , checked]) => checked).map(([, id]) => id)).toEqual(['p4'])
    expect(markup).toMatch(/value="p1">[\s\S]*?<details open>[\s\S]*?value="p4"/)
    expect(markup).toContain('<bdi class="name">Untitled</bdi>')
  })

  it('names who asks, who is asked and where the answer goes', () => {
    expect(markup).toContain('wants access to <bdi class="name">Lovelace Labs</bdi>')
    expect(markup).toContain('(ada@example.com)')
    expect(markup).toContain('<strong>acme.example</strong>')
    expect(markup).toContain('>Test</span>')
  })

  it('welcomes a workspace without pages', () => {
    expect(String(consentPage({ ...view, pages: [] }))).toContain('There are no pages here yet')
  })
})

describe('the sign-in page', () => {
  const signIn = sampleSignIn((text) => text)

  it('signs in with the first approving button and keeps where to return', () => {
    const page = String(signInPage(signIn))
    expect(buttons(page).find((text) => APPROVING.test(text))).toBe('Sign in')
    expect(hiddenOf(form(page, 'post'))).toEqual({
      _csrf: signIn.chrome.csrfToken,
      return_to: signIn.returnTo.replaceAll('&', '&amp;'),
    })
  })

  it('fills in the first demo account, and after a failure what was typed', () => {
    expect(String(signInPage(signIn))).toContain('value="ada-demo-pass"')
    const failed = String(signInPage({ ...signIn, email: 'eve@example.com', error: 'No match.' }))
    expect(failed).toContain('value="eve@example.com"')
    expect(failed).not.toContain('value="ada-demo-pass"')
    expect(failed).toContain('role="alert"')
  })

  it('never shows demo passwords in production', () => {
    const chrome = { ...signIn.chrome, environment: 'production' as const }
    expect(String(signInPage({ ...signIn, chrome }))).not.toContain('ada-demo-pass')
  })
})
