import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Access, type Level, levels } from '../../domain/sharing/access.js'
import type { Person } from '../../domain/workspaces/workspace.js'
import {
  changeSharing,
  type SharingOutcome,
  type SharingRefusal,
  type SharingWish,
} from '../../operations/sharing/change-sharing.js'
import { findSharing } from '../../operations/sharing/find-sharing.js'
import type { FieldErrors } from '../../ui/fields.js'
import type { Notice } from '../../ui/layout.js'
import { sharingPage } from '../../ui/sharing.js'
import { callOf } from '../call.js'
import { chromeOf, field, sendMissing, sendPage, type WebOptions } from './respond.js'
import { requirePerson } from './sessions.js'
import { idIn, missing } from './workspace.js'

type ShareRequest = FastifyRequest<{ Params: { address: string } }>

/** Serves who sees a page, to those with full access to it. */
export const serveSharing = (app: FastifyInstance, options: WebOptions): void => {
  const { deps } = options
  const path = '/p/:address/share'

  const show = async (
    request: ShareRequest,
    reply: FastifyReply,
    person: Person,
    failed?: SharingRefusal,
  ) => {
    const id = idIn(request.params.address)
    const found = id === undefined ? undefined : await findSharing(deps, person.userId, id)
    if (!found) return sendMissing(options, request, reply, person, missing)
    const { role, sharers, blockId: pageId, title } = found
    const isAddress = failed !== undefined && failed !== 'own_access' && failed !== 'unknown_person'
    const errors: FieldErrors = isAddress ? { email: REFUSALS[failed] } : {}
    const { body } = request
    const page = sharingPage({
      chrome: chromeOf(options, reply, {
        title: `Share ${title || 'Untitled'}`,
        person,
        active: 'workspace',
        notice: noticeOf(request, failed),
      }),
      ...found,
      pageId,
      sharers: sharers.map((one) => ({ ...one, isViewer: one.userId === person.userId })),
      invites: role === 'owner' ? ['guest', 'member'] : role === 'member' ? ['guest'] : [],
      invited: {
        email: isAddress ? field(body, 'email') : '',
        level: (isAddress && levelFrom(field(body, 'level'))) || 'view',
        role: field(body, 'role') === 'member' ? 'member' : 'guest',
      },
      errors,
    })
    return sendPage(failed === undefined ? reply : reply.code(400), page)
  }

  app.get<{ Params: { address: string } }>(
    path,
    { config: { operation: 'page-sharing' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      return person ? show(request, reply, person) : reply
    },
  )

  app.post<{ Params: { address: string } }>(
    path,
    { preHandler: app.csrfProtection, config: { operation: 'change-sharing' } },
    async (request, reply) => {
      const person = await requirePerson(options, request, reply)
      if (!person) return reply
      const id = idIn(request.params.address)
      const wish = wishFrom(request.body)
      const outcome: SharingOutcome =
        id === undefined
          ? 'missing'
          : wish === undefined
            ? 'unknown_person'
            : await changeSharing(callOf(deps, request), person.userId, id, wish)
      if (outcome === 'missing' || id === undefined) {
        return sendMissing(options, request, reply, person, missing)
      }
      if (outcome !== 'changed') return show(request, reply, person, outcome)
      return reply.redirect(`/p/${id.replaceAll('-', '')}/share?saved=1`, 303)
    },
  )
}

const REFUSALS: Readonly<Record<SharingRefusal, string>> = {
  own_access: 'Nobody takes their own full access away: ask somebody else who has it.',
  bad_address: 'This is not an email address.',
  guests_do_not_invite: 'A guest shares with people who are in the workspace already.',
  owners_invite_members: 'Only an owner of the workspace brings in members. Guests you may bring.',
  unknown_person: 'Nothing was changed: this person is no longer in the workspace.',
}

const noticeOf = (
  { query }: FastifyRequest,
  failed: SharingRefusal | undefined,
): Notice | undefined => {
  if (failed !== undefined) return { kind: 'error', text: REFUSALS[failed] }
  const { saved } = query as Record<string, unknown>
  return saved === undefined ? undefined : { kind: 'success', text: 'Saved.' }
}

const levelFrom = (text: string): Level | undefined => levels.find((level) => level === text)

/** Undefined: no form of ours sends this. */
const wishFrom = (body: unknown): SharingWish | undefined => {
  const level = levelFrom(field(body, 'level'))
  switch (field(body, 'change')) {
    case 'general': {
      const general = field(body, 'general')
      const known: Access | undefined = general === 'none' ? 'none' : levelFrom(general)
      if (general !== 'above' && known === undefined) return undefined
      return { kind: 'general', level: known ?? null }
    }
    case 'person': {
      const isRemoval = field(body, 'level') === 'none'
      if (level === undefined && !isRemoval) return undefined
      return { kind: 'person', userId: field(body, 'user_id'), level: level ?? null }
    }
    case 'invite': {
      if (level === undefined) return undefined
      const role = field(body, 'role') === 'member' ? 'member' : 'guest'
      return { kind: 'invite', email: field(body, 'email'), role, level }
    }
    default:
      return undefined
  }
}
