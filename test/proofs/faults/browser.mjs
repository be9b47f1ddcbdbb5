// @ts-check
import { demoSeed } from '../../../dist/operations/seed/demo.js'
import { signIn } from '../browser-session.mjs'
import { headersOf, LeanClient } from '../lean-client.mjs'
import { formRequest } from '../wire.mjs'

/**
 * Signs the demo's person in, for what only a person can do.
 * @param {string} url
 */
export async function openBrowser(url) {
  const client = new LeanClient(url)
  const [owner] = demoSeed.workspaces[0]?.users ?? []
  const session = await signIn(client, owner?.email ?? '', owner?.password ?? '')
  return {
    /**
     * Presses the button of a connection.
     * @param {string} grantId
     */
    async disconnect(grantId) {
      const path = `/connections/${grantId}/disconnect`
      const form = formRequest(path, session.cookie, { _csrf: session.csrf })
      const answer = await client.send(form)
      const [location = ''] = headersOf(answer, 'location')
      return { status: answer.status, location }
    },
    close: () => client.close(),
  }
}

/** @typedef {Awaited<ReturnType<typeof openBrowser>>} Browser */
