import { AwsClient } from 'aws4fetch'
import { isUuid } from '../lib/uuid.js'
import type { ObjectStore } from '../ports/objects.js'

/** A bucket of a server that speaks S3. */
export type Bucket = {
  /** The bucket's address, without a slash at its end. */
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** What is held in memory of one put, in bytes: S3 takes parts of at least 5 MiB. */
const PIECE = 8 * 1024 * 1024

/** Objects in a bucket. What is larger than a piece is put piece by piece. */
export const openS3 = ({ url, ...bucket }: Bucket): ObjectStore => {
  const client = new AwsClient({ ...bucket, service: 's3', retries: 3 })

  const ask = async (
    method: string,
    key: string,
    query = '',
    { body, headers = {} }: { body?: Uint8Array<ArrayBuffer> | string; headers?: object } = {},
  ): Promise<Response> => {
    if (!isUuid(key)) throw new Error('The key of an object is a UUID.')
    const init = { method, headers: { ...headers }, ...(body !== undefined && { body }) }
    const answer = await client.fetch(`${url}/${key}${query}`, init)
    if (answer.ok || (method === 'DELETE' && answer.status === 404)) return answer
    const reason = (await answer.text()).slice(0, 500)
    throw new Error(`S3 answered ${method} with ${answer.status}: ${reason}`)
  }

  const putPieces = async (
    key: string,
    pieces: AsyncIterator<Uint8Array<ArrayBuffer>>,
    firstPiece: Uint8Array<ArrayBuffer>,
  ): Promise<void> => {
    const begun = await (await ask('POST', key, '?uploads=')).text()
    const uploadId = encodeURIComponent(textOf('UploadId', begun))
    try {
      const tags: string[] = []
      for (let piece: Uint8Array<ArrayBuffer> | undefined = firstPiece; piece; ) {
        const query = `?partNumber=${tags.length + 1}&uploadId=${uploadId}`
        const answer = await ask('PUT', key, query, { body: piece })
        await answer.arrayBuffer()
        tags.push(answer.headers.get('etag') ?? '')
        const next = await pieces.next()
        piece = next.done ? undefined : next.value
      }
      const parts = tags.map(
        (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
      )
      const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`
      const done = await (await ask('POST', key, `?uploadId=${uploadId}`, { body })).text()
      // S3 may answer 200 before it knows, and tell the error in the body.
      if (done.includes('<Error>')) throw new Error(`S3 did not complete: ${done.slice(0, 500)}`)
    } catch (fault) {
      await ask('DELETE', key, `?uploadId=${uploadId}`).catch(() => {})
      throw fault
    }
  }

  return {
    async put(key, bytes) {
      const pieces = piecesOf(bytes)
      const first = (await pieces.next()).value ?? new Uint8Array()
      if (first.byteLength === PIECE) return putPieces(key, pieces, first)
      await (await ask('PUT', key, '', { body: first })).arrayBuffer()
    },

    async read(key, first, last) {
      const answer = await ask('GET', key, '', { headers: { range: `bytes=${first}-${last}` } })
      if (answer.status !== 206 || !answer.body) throw new Error('S3 did not answer with a range.')
      return answer.body
    },

    async remove(key) {
      await (await ask('DELETE', key)).arrayBuffer()
    },
  }
}

/** The same bytes in pieces of one size, but for the last. */
async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  let piece = new Uint8Array(PIECE)
  let filled = 0
  for await (const chunk of bytes) {
    for (let taken = 0; taken < chunk.byteLength; ) {
      const part = chunk.subarray(taken, taken + PIECE - filled)
      piece.set(part, filled)
      filled += part.byteLength
      taken += part.byteLength
      if (filled < PIECE) continue
      yield piece
      piece = new Uint8Array(PIECE)
      filled = 0
    }
  }
  if (filled > 0) yield piece.slice(0, filled)
  return undefined
}

const textOf = (element: string, xml: string): string => {
  const [, text] = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml) ?? []
  if (text === undefined) throw new Error(`S3 answered without ${element}.`)
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
}
