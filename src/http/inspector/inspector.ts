import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  withoutOAuthSecrets,
  withoutSecrets,
  withoutSecretsInAddress,
} from '../../domain/inspector/redaction.js'
import type { Clock } from '../../ports/clock.js'
import type { Sender } from '../api.js'
import { mediaTypeOf } from '../body.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What it was answered, while the inspector is on. */
    answered: string | undefined
  }
}

/** A request as it is kept: no credential is in it. */
export type Inspected = {
  /** Grows with every request of this node. */
  readonly number: number
  /** Milliseconds. */
  readonly at: number
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** Milliseconds. */
  readonly took: number
  readonly operation: string
  readonly isOAuth: boolean
  readonly integrationId: string
  /** Undefined: a client that called as itself. */
  readonly workspaceId: string | undefined
  /** Whose connection the bot is; undefined: the workspace's own, or a client. */
  readonly ownerId: string | undefined
  /** Undefined: a client that called as itself. */
  readonly botName: string | undefined
  readonly version: string | undefined
  readonly mediaType: string
  readonly body: KeptText
  readonly answer: KeptText
}

/** A text cut to what is kept; `note` says why there is none. */
export type KeptText = { readonly text: string; readonly size: number; readonly note?: string }

/** Whose requests somebody may look at. */
export type Sight = {
  /** Workspaces that the person owns. */
  readonly workspaceIds: ReadonlySet<string>
  /** Workspaces that the person belongs to: those of a bot of theirs count while they do. */
  readonly memberOf: ReadonlySet<string>
  /** Integrations that the person made: what they ask as clients. */
  readonly integrationIds: ReadonlySet<string>
  readonly userId: string
}

export type Inspector = {
  /** Keeps what this application answers from now on. */
  watch(app: FastifyInstance): void
  /** The latest first. */
  list(sight: Sight): Inspected[]
  /** Forgets what is in sight. */
  clear(sight: Sight): void
  /** Tells of every request in sight, until the answered function is called. */
  follow(sight: Sight, onRequest: () => void): () => void
}

/** How many requests of a workspace, or of a client, are kept. */
const MAX_REQUESTS = 200
/** How much of a body is kept, in bytes. */
const MAX_TEXT = 16 * 1024
/** How much is kept of everybody together, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024

const isInSight = (one: Inspected, sight: Sight): boolean => {
  const { workspaceId, ownerId, integrationId } = one
  if (workspaceId === undefined) return sight.integrationIds.has(integrationId)
  if (sight.workspaceIds.has(workspaceId)) return true
  return ownerId === sight.userId && sight.memberOf.has(workspaceId)
}

/**
 * Keeps the latest requests in the memory of this node. A request takes part in it by two references; what is read,
 * cleaned and cut of it happens after it was answered. A request whose sender is not proven belongs to nobody, and is
 * not kept.
 */
export const createInspector = (clock: Clock): Inspector => {
  const shelves = new Map<string, Inspected[]>()
  const followers = new Set<{ sight: Sight; onRequest: () => void }>()
  let number = 0
  let bytes = 0

  const keep = (one: Inspected): void => {
    const key = one.workspaceId ?? one.integrationId
    const shelf = shelves.get(key) ?? []
    shelves.delete(key)
    shelves.set(key, shelf)
    shelf.push(one)
    bytes += sizeOf(one)
    if (shelf.length > MAX_REQUESTS) drop(shelf)
    while (bytes > MAX_BYTES) {
      const [longestUnused] = shelves
      if (!longestUnused) break
      drop(longestUnused[1])
      if (longestUnused[1].length === 0) shelves.delete(longestUnused[0])
    }
    for (const { sight, onRequest } of followers) if (isInSight(one, sight)) onRequest()
  }

  const drop = (shelf: Inspected[]): void => {
    const gone = shelf.shift()
    if (gone) bytes -= sizeOf(gone)
  }

  return {
    watch(app) {
      app.decorateRequest('answered', undefined)
      app.addHook('onSend', (request, _reply, payload, done) => {
        if (request.sender && typeof payload === 'string') request.answered = payload
        done(null, payload)
      })
      app.addHook('onResponse', (request, reply, done) => {
        const { sender } = request
        if (sender) {
          number += 1
          const seen = { number, at: clock(), took: reply.elapsedTime, sender }
          setImmediate(() => keep(inspectedFrom(request, reply, seen)))
        }
        done()
      })
    },
    list: (sight) =>
      [...shelves.values()]
        .flat()
        .filter((one) => isInSight(one, sight))
        .sort((one, other) => other.number - one.number),
    clear(sight) {
      for (const [key, shelf] of shelves) {
        const left = shelf.filter((one) => !isInSight(one, sight))
        bytes -= shelf.reduce((sum, one) => sum + (isInSight(one, sight) ? sizeOf(one) : 0), 0)
        if (left.length === 0) shelves.delete(key)
        else shelves.set(key, left)
      }
    },
    follow(sight, onRequest) {
      const follower = { sight, onRequest }
      followers.add(follower)
      return () => followers.delete(follower)
    },
  }
}

const sizeOf = ({ body, answer, path }: Inspected): number =>
  500 + 2 * (body.text.length + answer.text.length + path.length)

type Seen = {
  readonly number: number
  readonly at: number
  readonly took: number
  readonly sender: Sender
}

const inspectedFrom = (request: FastifyRequest, reply: FastifyReply, seen: Seen): Inspected => {
  const { headers, body, answered = '' } = request
  const { number, at, took, sender } = seen
  const { oauth: isOAuth = false, operation = '' } = request.routeOptions.config
  const bot = 'bot' in sender ? sender.bot : undefined
  const mediaType = mediaTypeOf(headers['content-type'])
  const isForm = mediaType === 'application/x-www-form-urlencoded'
  const dialect = isOAuth ? (isForm ? 'form' : 'json') : undefined
  return {
    number,
    at,
    requestId: request.id,
    method: request.method,
    path: cut(withoutSecretsInAddress(request.url, isOAuth), 2000),
    status: reply.statusCode,
    took: Math.round(took * 10) / 10,
    operation,
    isOAuth,
    integrationId: bot?.integrationId ?? ('integrationId' in sender ? sender.integrationId : ''),
    workspaceId: bot?.workspaceId,
    ownerId: bot?.owner?.userId,
    botName: bot?.name,
    version: cut(String(headers['notion-version'] ?? ''), 20) || undefined,
    mediaType: cut(mediaType, 100),
    body: bodyFrom(Buffer.isBuffer(body) ? body : Buffer.alloc(0), mediaType, dialect),
    answer: textFrom(answered, isOAuth ? 'answer' : undefined),
  }
}

const READABLE = /^(application\/(json|x-www-form-urlencoded|[\w.+-]+\+json)|text\/[\w.+-]+|)$/

const bodyFrom = (
  bytes: Buffer,
  mediaType: string,
  dialect: 'form' | 'json' | undefined,
): KeptText => {
  if (!READABLE.test(mediaType)) {
    return { text: '', size: bytes.length, note: 'A body of this type is not kept.' }
  }
  // What an OAuth body holds is known only when all of it is read; such bodies are small.
  const text = dialect ? bytes.toString() : bytes.toString('utf8', 0, MAX_TEXT)
  return { ...textFrom(text, dialect), size: bytes.length }
}

/** `dialect`: of an OAuth endpoint. */
const textFrom = (text: string, dialect: 'form' | 'json' | 'answer' | undefined): KeptText => {
  const size = Buffer.byteLength(text)
  const clean = dialect
    ? withoutOAuthSecrets(text, dialect)
    : withoutSecrets(text.slice(0, MAX_TEXT))
  return clean === undefined
    ? { text: '', size, note: 'This could not be read, and might hold a secret: it is not kept.' }
    : { text: cut(clean, MAX_TEXT), size }
}

/** A copy of its own: a slice would hold on to the whole text. */
const cut = (text: string, length: number): string => Buffer.from(text.slice(0, length)).toString()
