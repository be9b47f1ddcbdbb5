import { expect } from 'vitest'
import type { Server } from '../../src/server.js'

/** A browser without scripts: one cookie jar, forms, no redirects followed. */
export type Browser = {
  readonly cookies: Map<string, string>
  get(path: string): Promise<Page>
  /** Submits a form as it stands on the page that this browser saw last, with the fields given. */
  submit(path: string, fields: Fields): Promise<Page>
  /** POSTs exactly these fields. */
  post(path: string, fields: Fields): Promise<Page>
  signIn(email: string, password?: string): Promise<void>
}

export type Fields = readonly (readonly [string, string])[] | Record<string, string>

export type Page = {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** Where it redirects to; empty for a page. */
  readonly location: string
  readonly setCookies: string[]
}

const entriesOf = (fields: Fields): [string, string][] =>
  (Array.isArray(fields) ? fields : Object.entries(fields)).map(([name, value]) => [name, value])

/** The CSRF token of a page's forms. */
export const csrfIn = ({ html }: Page): string =>
  /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

export const openBrowser = (server: Server, headers: Record<string, string> = {}): Browser => {
  const cookies = new Map<string, string>()
  let csrf = ''

  const load = async (path: string, init: RequestInit = {}): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(server.url + path, {
      ...init,
      redirect: 'manual',
      headers: cookie === '' ? headers : { ...headers, cookie },
    })
    const setCookies = answer.headers.getSetCookie()
    for (const text of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const page = {
      status: answer.status,
      headers: answer.headers,
      html: await answer.text(),
      location: answer.headers.get('location') ?? '',
      setCookies,
    }
    if (csrfIn(page) !== '') csrf = csrfIn(page)
    return page
  }

  const post = (path: string, fields: Fields) =>
    load(path, { method: 'POST', body: new URLSearchParams(entriesOf(fields)) })

  const submit = (path: string, fields: Fields) =>
    post(path, [['_csrf', csrf], ...entriesOf(fields)])

  return {
    cookies,
    get: load,
    post,
    submit,
    async signIn(email, password = 'tile by tile') {
      await load('/login')
      const answer = await submit('/login', { email, password, return_to: '/' })
      expect(answer.status, answer.html).toBe(303)
    },
  }
}

const quotes: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** A text of a page as a reader sees it. */
export const readable = (html: string): string =>
  html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => quotes[name] ?? '')

/** Checks that a browser will run nothing on this page but our own files. */
export const expectStrict = (page: Page, formTargets: readonly string[] = []): void => {
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' https: data:",
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
  })
}
