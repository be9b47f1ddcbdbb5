import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsV4Signer } from 'aws4fetch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDisk } from '../../src/files/disk.js'
import { openS3 } from '../../src/files/s3.js'
import type { ObjectStore } from '../../src/ports/objects.js'

const MIB = 1024 * 1024

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', region: 'eu-test-1' }

type Bucket = {
  readonly url: string
  readonly objects: Map<string, Buffer>
  readonly uploads: Map<string, Map<number, Buffer>>
  readonly largest: () => number
  readonly server: Server
}

/** Speaks as much S3 as objects need, and refuses what is not signed. */
const startBucket = async (): Promise<Bucket> => {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Map<number, Buffer>>()
  let largest = 0
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    largest = Math.max(largest, body.length)
    const url = new URL(request.url ?? '', `http://${request.headers.host}`)
    const { method = '', headers } = request
    const signed = headers['x-amz-date']
      ? await new AwsV4Signer({
          ...credentials,
          service: 's3',
          method,
          url: url.href,
          datetime: String(headers['x-amz-date']),
          headers: {
            'x-amz-content-sha256': String(headers['x-amz-content-sha256']),
            ...(headers.range && { range: headers.range }),
          },
        }).authHeader()
      : ''
    if (signed !== headers.authorization) return response.writeHead(403).end('<Error>no</Error>')
    const key = url.pathname.slice('/bucket/'.length)
    const uploadId = url.searchParams.get('uploadId')
    if (method === 'POST' && url.searchParams.has('uploads')) {
      const id = `${randomUUID()}&`
      uploads.set(id, new Map())
      return response.end(`<R><UploadId>${id.replace('&', '&amp;')}</UploadId></R>`)
    }
    if (uploadId !== null) {
      const parts = uploads.get(uploadId)
      if (!parts) return response.writeHead(404).end()
      if (method === 'PUT') {
        parts.set(Number(url.searchParams.get('partNumber')), body)
        return response.writeHead(200, { etag: `"${parts.size}"` }).end()
      }
      uploads.delete(uploadId)
      if (method === 'DELETE') return response.writeHead(204).end()
      const order = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, n]) => Number(n))
      objects.set(key, Buffer.concat(order.map((number) => parts.get(number) ?? Buffer.alloc(0))))
      return response.end('<CompleteMultipartUploadResult/>')
    }
    if (method === 'PUT') {
      objects.set(key, body)
      return response.end()
    }
    if (method === 'DELETE') return response.writeHead(objects.delete(key) ? 204 : 404).end()
    const [, first = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    const object = objects.get(key)
    if (!object) return response.writeHead(404).end('<Error>NoSuchKey</Error>')
    return response.writeHead(206).end(object.subarray(Number(first), Number(last) + 1))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/bucket`
  return { url, objects, uploads, largest: () => largest, server }
}

async function* chunks(bytes: Uint8Array, size = 70_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(9 * MIB)
  throw new Error('cut off')
}

const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const key = () => randomUUID()

const behavesAsStore = (store: () => ObjectStore): void => {
  test.for([0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB])('keeps %i bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'abcdefg')
    const own = key()
    await store().put(own, chunks(bytes))
    if (size === 0) return
    expect((await collect(await store().read(own, 0, size - 1))).equals(bytes)).toBe(true)
    const last = await collect(await store().read(own, size - 1, size - 1))
    expect(last.equals(bytes.subarray(-1))).toBe(true)
  })

  test('keeps nothing of what breaks off', async () => {
    const own = key()
    await expect(store().put(own, broken())).rejects.toThrow('cut off')
    await expect(async () => collect(await store().read(own, 0, 1))).rejects.toThrow()
  })

  test('removes what is there, and what is not', async () => {
    const own = key()
    await store().put(own, chunks(Buffer.from('x')))
    await store().remove(own)
    await store().remove(own)
    await expect(async () => collect(await store().read(own, 0, 0))).rejects.toThrow()
  })

  test('takes no path for a key', async () => {
    for (const path of ['../../etc/passwd', '/etc/passwd', 'a/b', '']) {
      await expect(store().put(path, chunks(Buffer.from('x')))).rejects.toThrow('is a UUID')
      await expect(store().remove(path)).rejects.toThrow('is a UUID')
    }
  })
}

describe('objects on disk', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tessera-objects-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  behavesAsStore(() => openDisk(directory))

  test('leave nothing unfinished', async () => {
    expect(await readdir(join(directory, 'unfinished'))).toEqual([])
  })
})

describe('objects in a bucket', () => {
  let bucket: Bucket
  beforeAll(async () => {
    bucket = await startBucket()
  })
  afterAll(() => bucket.server.close())

  behavesAsStore(() => openS3({ url: bucket.url, ...credentials }))

  test('came in pieces, each signed, and nothing is left begun', () => {
    expect(bucket.largest()).toBe(8 * MIB)
    expect(bucket.uploads.size).toBe(0)
  })

  test('need the right secret', async () => {
    const wrong = openS3({ url: bucket.url, ...credentials, secretAccessKey: 'other' })
    await expect(wrong.put(key(), chunks(Buffer.from('x')))).rejects.toThrow('403')
  })
})
