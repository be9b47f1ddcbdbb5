import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints, webEndpoints } from '../../contract/index.js'
import { describedVersion } from '../../contract/versions.js'
import { redirectTo } from '../../domain/oauth/redirect-uri.js'
import { DEMO_CALLBACK, demoSeed } from '../../operations/seed/demo.js'
import { credentialsOf } from '../../operations/seed/seed-ids.js'
import { callbackPage } from '../../ui/callback.js'
import { homePage } from '../../ui/home.js'
import { chromeOf, sendPage, type WebOptions } from './respond.js'
import { personOf } from './sessions.js'

/** Serves the first page; on a development server also the callback of the demo integration. */
export const serveHome = (app: FastifyInstance, options: WebOptions): void => {
  const { deps, issuerOf } = options
  const development = deps.settings.environment === 'development'

  app.get('/', { config: { operation: 'home' } }, async (request, reply) => {
    if (!development) return reply.redirect('/connections', 303)
    const person = await personOf(options, request)
    const baseUrl = issuerOf(request)
    const demo = await findDemo()
    const [account] = demo ? (demoSeed.workspaces[0]?.users ?? []) : []
    return sendPage(
      reply,
      homePage({
        chrome: chromeOf(options, reply, { title: 'Welcome', person, active: 'home' }),
        baseUrl,
        tryHref: demo ? tryHref(baseUrl, demo.clientId) : null,
        demoAccount: account ? { email: account.email, password: account.password ?? '' } : null,
        quickStart: demo ? quickStart(baseUrl, demo.token) : [],
        docsHref: null,
      }),
    )
  })

  if (!development) return
  app.get(DEMO_CALLBACK, { config: { operation: 'demo-callback' } }, async (request, reply) => {
    const { code, state, error } = request.query as Record<string, unknown>
    const baseUrl = issuerOf(request)
    const demo = await findDemo()
    const shownState = typeof state === 'string' ? state : null
    return sendPage(
      reply,
      callbackPage({
        chrome: chromeOf(options, reply, {
          title: 'Back from consent',
          person: await personOf(options, request),
        }),
        outcome:
          typeof code === 'string'
            ? { kind: 'code', code, state: shownState }
            : { kind: 'error', error: String(error ?? 'no code'), state: shownState },
        steps: typeof code === 'string' && demo ? exchangeSteps(request, baseUrl, demo, code) : [],
        retryHref: demo ? tryHref(baseUrl, demo.clientId) : null,
      }),
    )
  })

  /** The credentials of the demo's integrations, if this store holds them. */
  const findDemo = async () => {
    const [oauth, internal] = ['public', 'internal'].map((wanted) =>
      demoSeed.integrations?.find(({ kind }) => kind === wanted),
    )
    if (!oauth || !internal) return undefined
    const { clientId, clientSecret } = credentialsOf(oauth)
    const integration = await deps.store.integrations.find(clientId)
    return integration && { clientId, clientSecret, token: credentialsOf(internal).token }
  }
}

const tryHref = (baseUrl: string, clientId: string): string =>
  redirectTo(baseUrl + webEndpoints.oauthAuthorize.path, {
    client_id: clientId,
    response_type: 'code',
    owner: 'user',
    redirect_uri: baseUrl + DEMO_CALLBACK,
    state: 'demo',
  })

const version = `-H 'Notion-Version: ${describedVersion}'`

const quickStart = (baseUrl: string, token: string) => [
  {
    title: 'Point a client at this server',
    command: `export NOTION_BASE_URL=${baseUrl}\nexport NOTION_TOKEN=${token}`,
  },
  {
    title: 'Call the API with the demo token',
    command: `curl $NOTION_BASE_URL${endpoints.getSelf.path} -H "Authorization: Bearer $NOTION_TOKEN" ${version}`,
  },
]

const exchangeSteps = (
  request: FastifyRequest,
  baseUrl: string,
  demo: { clientId: string; clientSecret: string },
  code: string,
) => {
  const basic = `-u '${demo.clientId}:${demo.clientSecret}'`
  const json = "-H 'Content-Type: application/json'"
  const callback = `${request.protocol}://${request.host}${DEMO_CALLBACK}`
  const safeCode = code.replace(/[^\w-]/g, '')
  return [
    {
      title: 'Exchange the code for tokens',
      command: `TOKEN=$(curl -s ${baseUrl}${endpoints.oauthToken.path} ${basic} ${json} -d '{"grant_type":"authorization_code","code":"${safeCode}","redirect_uri":"${callback}"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')\necho "$TOKEN"`,
    },
    {
      title: 'Call the API with the access token',
      command: `curl ${baseUrl}${endpoints.getSelf.path} -H "Authorization: Bearer $TOKEN" ${version}`,
    },
    {
      title: 'Revoke it',
      command: `curl ${baseUrl}${endpoints.oauthRevoke.path} ${basic} ${json} ${version} -d "{\\"token\\":\\"$TOKEN\\"}"`,
    },
    {
      title: 'Call again: the answer is 401',
      command: `curl ${baseUrl}${endpoints.getSelf.path} -H "Authorization: Bearer $TOKEN" ${version}`,
    },
  ]
}
