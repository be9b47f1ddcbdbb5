import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isUuid } from '../lib/uuid.js'
import type { Deps } from '../operations/deps.js'
import { type OpenedFile, openFile } from '../operations/files/open-file.js'
import { invalidRequestUrl } from './errors.js'

type FileRequest = FastifyRequest<{ Params: { id: string; name: string } }>

/** Serves uploaded files to whoever holds a signed address. What they hold runs nowhere near our pages. */
export const serveFiles = (app: FastifyInstance, deps: Deps): void => {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/files/:id/:name',
    config: { operation: 'files' },
    handler: async (request, reply) => {
      const { params, query, headers } = request as FileRequest
      if (!isUuid(params.id)) throw invalidRequestUrl()
      const claim = { fileUploadId: params.id, ...signedIn(query) }
      const file = await openFile(deps, claim, headers.range)
      return sendFile(request, reply, file)
    },
  })
}

const signedIn = (query: unknown) => {
  const { expires, signature } = query as Record<string, unknown>
  return {
    expires: typeof expires === 'string' ? expires : '',
    signature: typeof signature === 'string' ? signature : '',
  }
}

const sendFile = (
  { method }: FastifyRequest,
  reply: FastifyReply,
  { filename, contentType, size, range, bytes }: OpenedFile,
): FastifyReply => {
  reply.headers({
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'content-disposition': dispositionOf(filename, contentType),
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'content-type': contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType,
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${size}`).send()
  }
  const { first, last } = range ?? { first: 0, last: size - 1 }
  reply.header('content-length', last - first + 1)
  if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`)
  if (method === 'HEAD') return reply.send()
  return reply.send(Readable.from(bytes, { objectMode: false }))
}

/** What a browser shows by itself and cannot run; the rest it stores. */
const SHOWN = /^(?:image\/(?!svg)|audio\/|video\/|application\/(?:pdf|mp4)$|text\/plain$)/

/** RFC 6266 §4.1, with a name in ASCII for old clients. */
const dispositionOf = (filename: string, contentType: string): string => {
  const name = Buffer.from(filename).toString()
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const kind = SHOWN.test(contentType) ? 'inline' : 'attachment'
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
