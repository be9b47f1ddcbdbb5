import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '../../domain/workspaces/workspace.js'
import { sha256 } from '../../lib/digest.js'
import { dashed, isUuid } from '../../lib/uuid.js'
import { demoSeed } from '../../operations/seed/demo.js'
import {
  findSession,
  SESSION_LIFETIME,
  signIn,
  signOut,
} from '../../operations/sessions/sign-in.js'
import { type SignInView, signInPage } from '../../ui/sign-in.js'
import { readableWait } from '../../ui/time.js'
import { knownBrowserOf, rememberBrowser } from './known-browser.js'
import { chromeOf, field, sendPage, type WebOptions } from './respond.js'

const cookieName = ({ publicUrl }: WebOptions): string =>
  publicUrl?.startsWith('https://') ? '__Host-tessera_session' : 'tessera_session'

/** The person who is signed in, if any. */
export const personOf = (
  options: WebOptions,
  request: FastifyRequest,
): Promise<Person | undefined> => findSession(options.deps, request.cookies[cookieName(options)])

/** The person who is signed in; anybody else is sent to sign in and then back. */
export const requirePerson = async (
  options: WebOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Person | undefined> => {
  const person = await personOf(options, request)
  if (!person) {
    const back = request.method === 'GET' ? request.url : '/'
    reply.redirect(`/login?return_to=${encodeURIComponent(back)}`, 303)
  }
  return person
}

/** A path on this server and nothing else, so that signing in cannot be used to send people away. */
const safePath = (path: string): string =>
  /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path : '/'

/** Serves signing in and out. */
export const serveSessions = (app: FastifyInstance, options: WebOptions): void => {
  const { deps, limits } = options

  const view = async (
    reply: FastifyReply,
    returnTo: string,
    attempt: Pick<SignInView, 'email' | 'error'> = {},
  ): Promise<SignInView> => ({
    chrome: chromeOf(options, reply, { title: 'Sign in' }),
    returnTo,
    ...attempt,
    integration: await integrationIn(returnTo),
    demoAccounts: await demoAccounts(),
  })

  const integrationIn = async (path: string) => {
    const id = new URLSearchParams(path.split('?')[1]).get('client_id') ?? ''
    return isUuid(id) ? deps.store.integrations.find(dashed(id)) : undefined
  }

  /** The accounts of the demo, as far as they are in the store. */
  const demoAccounts = async () => {
    if (deps.settings.environment !== 'development') return []
    const users = demoSeed.workspaces.flatMap(({ users }) => users).slice(0, 2)
    const found = await Promise.all(
      users.map(({ email }) => deps.store.workspaces.findPerson({ email })),
    )
    return users
      .filter((_, index) => found[index] !== undefined)
      .map(({ name, email, password }) => ({ name, email, password: password ?? '' }))
  }

  app.get('/login', { config: { operation: 'sign-in' } }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const returnTo = safePath(String(query.return_to ?? '/'))
    if (query.switch === undefined && (await personOf(options, request))) {
      return reply.redirect(returnTo, 303)
    }
    return sendPage(reply, signInPage(await view(reply, returnTo)))
  })

  app.post(
    '/login',
    {
      onRequest: limits.admitForm,
      preHandler: app.csrfProtection,
      config: { operation: 'sign-in' },
    },
    async (request, reply) => {
      const returnTo = safePath(field(request.body, 'return_to'))
      const email = field(request.body, 'email').trim()
      const refuse = async (error: string) =>
        sendPage(reply, signInPage(await view(reply, returnTo, { email, error })))
      const account = sha256(email.toLowerCase())
      const browser = knownBrowserOf(options, request, account)
      const attempt = limits.beginSignIn(request, account, browser)
      if (attempt.kind === 'wait') {
        reply.code(429).header('retry-after', attempt.seconds)
        return refuse(`Too many attempts. Wait ${readableWait(attempt.seconds)} and try again.`)
      }
      const secret = await signIn(deps, email, field(request.body, 'password')).catch((fault) => {
        attempt.forget()
        throw fault
      })
      if (secret === undefined) {
        reply.code(401)
        return refuse('This email and password do not match. Check both and try again.')
      }
      attempt.forget()
      if (browser === undefined) rememberBrowser(options, reply, account)
      return reply
        .setCookie(cookieName(options), secret, {
          path: '/',
          httpOnly: true,
          sameSite: 'lax',
          secure: cookieName(options).startsWith('__Host-'),
          maxAge: SESSION_LIFETIME / 1000,
        })
        .redirect(returnTo, 303)
    },
  )

  app.post(
    '/logout',
    { preHandler: app.csrfProtection, config: { operation: 'sign-out' } },
    async (request, reply) => {
      const secret = request.cookies[cookieName(options)]
      if (secret !== undefined) await signOut(deps, secret)
      return reply.clearCookie(cookieName(options), { path: '/' }).redirect('/login', 303)
    },
  )
}
