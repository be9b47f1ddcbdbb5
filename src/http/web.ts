import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../contract/errors.js'
import { errorPage } from '../ui/error-page.js'
import { readableWait } from '../ui/time.js'
import { wireError } from './errors.js'
import { serveAssets } from './web/assets.js'
import { serveAuthorize } from './web/authorize.js'
import { serveConnections } from './web/connections.js'
import { serveHome } from './web/home.js'
import { serveInspector } from './web/inspector.js'
import { serveIntegrations } from './web/integrations.js'
import { serveReference } from './web/reference.js'
import { chromeOf, sendPage, type WebOptions } from './web/respond.js'
import { serveRevokeAll } from './web/revoke-all.js'
import { serveSessions } from './web/sessions.js'
import { serveSharing } from './web/sharing.js'
import { serveWorkspace } from './web/workspace.js'
import { serveWorkspaces } from './web/workspaces.js'

/** The web pages: cookies, forms with CSRF tokens, strict policies, errors as pages. */
export const serveWeb = async (app: FastifyInstance, options: WebOptions): Promise<void> => {
  const secure = options.publicUrl?.startsWith('https://') ?? false
  await app.register(cookie, { secret: options.secretKey })
  await app.register(csrf, {
    // The prefix keeps a subdomain from planting a cookie of its own; browsers grant it to https only.
    cookieKey: secure ? '__Host-tessera_csrf' : 'tessera_csrf',
    cookieOpts: { path: '/', sameSite: 'lax', httpOnly: true, secure, signed: true },
    getToken: ({ body }) => (body instanceof URLSearchParams ? body.get('_csrf') : null) ?? '',
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )

  app.setErrorHandler((error, request, reply) => {
    const { status, headers } = wireError(error, 'api', request.id)
    const { statusCode = status } = error as { statusCode?: number }
    const known = error instanceof ApiError
    const failed = statusCode >= 500 && !known
    if (failed) options.logger.error({ requestId: request.id, err: error }, 'failed')
    const words = wordsFor(error, failed)
    const chrome = chromeOf(options, reply, { title: words.title })
    return sendPage(
      reply.code(known || failed ? status : statusCode).headers(headers),
      errorPage({ chrome, ...words, requestId: request.id }),
    )
  })

  serveAssets(app)
  serveHome(app, options)
  serveReference(app, options)
  serveSessions(app, options)
  serveAuthorize(app, options)
  serveConnections(app, options)
  serveIntegrations(app, options)
  serveWorkspaces(app, options)
  serveWorkspace(app, options)
  serveSharing(app, options)
  serveRevokeAll(app, options)
  serveInspector(app, options)
}

type Words = { readonly title: string; readonly message: string; readonly nextStep: string }

const wordsFor = (error: unknown, failed: boolean): Words => {
  const { code } = error as { code?: string }
  if (error instanceof ApiError && error.retryAfter !== undefined) {
    const crowded = error.code === 'service_unavailable'
    return {
      title: crowded ? 'The server is busy' : 'Too many requests',
      message: crowded
        ? 'More people are signing in than it can check at once. Nothing was changed.'
        : 'More came from your network than this server takes at once. Nothing was changed.',
      nextStep: `Wait ${readableWait(error.retryAfter)}, then go back and try again.`,
    }
  }
  if (failed) {
    return {
      title: 'Something went wrong',
      message: 'The request could not be carried out, or its outcome is not known.',
      nextStep:
        'Wait a moment, go back and reload the page: it shows what holds now. Then try again if need be.',
    }
  }
  const nextStep = 'Go back, reload the page and try again.'
  return code?.startsWith('FST_CSRF')
    ? {
        title: 'The form has expired',
        message:
          'For your safety a form works only in the browser that opened it, and only for a while. Nothing was changed.',
        nextStep,
      }
    : {
        title: 'Something went wrong',
        message: 'The request could not be carried out. Nothing was changed.',
        nextStep,
      }
}
