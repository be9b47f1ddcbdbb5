// @ts-check
import { demoSeed } from '../../../dist/operations/seed/demo.js'

/**
 * Signs the demo's person in, for what only a person can do.
 * @param {string} url
 */
export async function signIn(url) {
  /** @type {Map<string, string>} */
  const cookies = new Map()
  let csrf = ''

  /**
   * @param {string} path
   * @param {Record<string, string>} [form]
   */
  const load = async (path, form) => {
    const answer = await fetch(url + path, {
      ...(form && { method: 'POST', body: new URLSearchParams({ _csrf: csrf, ...form }) }),
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      cookies.set(name, value)
    }
    csrf = /name="_csrf" value="([^"]+)"/.exec(await answer.text())?.[1] ?? csrf
    return { status: answer.status, location: answer.headers.get('location') ?? '' }
  }

  const account = demoSeed.workspaces?.[0]?.users?.[0]
  if (!account) throw new Error('The demo has no person.')
  await load('/login')
  const { email, password = '' } = account
  const { status } = await load('/login', { email, password, return_to: '/' })
  if (status !== 303) throw new Error(`The sign-in answered ${status}.`)
  await load('/connections')
  return {
    /**
     * Presses the button of a connection.
     * @param {string} grantId
     */
    disconnect: (grantId) => load(`/connections/${grantId}/disconnect`, {}),
  }
}

/** @typedef {Awaited<ReturnType<typeof signIn>>} Browser */
