import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '../../domain/workspaces/workspace.js'
import type { Html } from '../../lib/html.js'
import type { Deps } from '../../operations/deps.js'
import { errorPage } from '../../ui/error-page.js'
import type { Chrome, Notice } from '../../ui/layout.js'
import type { IssuerOf } from '../api.js'
import type { Inspector } from '../inspector/inspector.js'
import type { Limits } from '../limits/limits.js'
import { assetVersion } from './assets.js'

export type WebOptions = {
  readonly deps: Deps
  readonly logger: FastifyBaseLogger
  readonly publicUrl: string | undefined
  readonly secretKey: string
  readonly issuerOf: IssuerOf
  readonly limits: Limits
  /** Undefined: it is off. */
  readonly inspector: Inspector | undefined
}

/** What a page is given besides its content. */
export type Setting = {
  readonly title: string
  readonly person?: Person | undefined
  readonly active?: Chrome['active']
  readonly notice?: Notice | undefined
}

/** The frame of a page for this browser; hands out the token that its forms need. */
export const chromeOf = (
  { deps }: WebOptions,
  reply: FastifyReply,
  { title, person, active, notice }: Setting,
): Chrome => ({
  title,
  assetVersion,
  csrfToken: reply.generateCsrf(),
  environment: deps.settings.environment,
  user: person && { name: person.name, email: person.email, avatarUrl: person.avatarUrl },
  active,
  notice,
})

/** Sends a page under the strictest policy it can work with. */
export const sendPage = (
  reply: FastifyReply,
  page: Html,
  formTargets: readonly string[] = [],
  /** It asks this server for more while it is looked at. */
  isLive = false,
): FastifyReply =>
  reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' https: data:",
        ...(isLive ? ["connect-src 'self'"] : []),
        // Browsers apply form-action to the redirect that answers a form, too.
        `form-action ${["'self'", ...formTargets].join(' ')}`,
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    })
    .send(String(page))

/** Sends the page for something that is not there, or is not this person's: the two look the same. */
export const sendMissing = (
  options: WebOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  person: Person,
  missing: { readonly title: string; readonly message: string; readonly back: Link },
): FastifyReply => {
  const { title, message, back } = missing
  const chrome = chromeOf(options, reply, { title, person })
  const page = errorPage({ chrome, title, message, action: back, requestId: request.id })
  return sendPage(reply.code(404), page)
}

type Link = { readonly href: string; readonly text: string }

/** The one value of a form's field; empty if it was not sent. */
export const field = (form: unknown, name: string): string =>
  form instanceof URLSearchParams ? (form.get(name) ?? '') : ''

/** Every value of a form's field. */
export const fields = (form: unknown, name: string): string[] =>
  form instanceof URLSearchParams ? form.getAll(name) : []

/** A text as it was typed, or null if nothing was. */
export const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
