import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRemoteFiles } from '../../src/files/remote.js'
import { importFiles } from '../../src/operations/files/import-files.js'
import { notionAt, pagesOfStudio, refusalOf } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'

/** A server with files, and with doors to where nobody should get. */
const startSource = async (): Promise<{ url: string; asked: string[]; server: HttpServer }> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    asked.push(`${request.method} ${pathname}`)
    const body = request.method === 'HEAD' ? undefined : 'the bytes'
    switch (pathname) {
      case '/a.txt':
        return response.writeHead(200, { 'content-type': 'text/plain' }).end(body)
      case '/to':
        return response.writeHead(302, { location: searchParams.get('url') ?? '' }).end()
      case '/loop':
        return response.writeHead(302, { location: '/loop' }).end()
      case '/untyped':
        return response.writeHead(200).end(body)
      case '/large.txt':
        return response
          .writeHead(200, { 'content-type': 'text/plain', 'content-length': 2_000_000 })
          .end(request.method === 'HEAD' ? undefined : Buffer.alloc(2_000_000))
      case '/sly.txt':
        response.writeHead(200, { 'content-type': 'text/plain' })
        return response.end(request.method === 'HEAD' ? undefined : Buffer.alloc(2_000_000))
      case '/broken.txt':
        response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 100 })
        if (request.method === 'HEAD') return response.end()
        response.write('half')
        return setTimeout(() => response.destroy(), 50)
      default:
        return response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server }
}

describeOnBothStores('imports', (kind) => {
  let server: TestServer
  let notion: Client
  let source: Awaited<ReturnType<typeof startSource>>
  beforeAll(async () => {
    source = await startSource()
    server = await startTestServer(kind, {
      seed: studioSeed,
      config: { files: { maxSize: 1_000_000, s3: undefined, allowsLocalImports: true } },
    })
    notion = notionAt(server, internalTokenOf(studioSeed))
  })
  afterAll(async () => {
    await server.close()
    source.server.closeAllConnections()
    source.server.close()
  })

  const begin = (path: string, filename?: string) =>
    notion.fileUploads.create({
      mode: 'external_url',
      external_url: `${source.url}${path}`,
      ...(filename !== undefined && { filename }),
    })

  const importNow = async (path: string, filename?: string) => {
    const { id } = await begin(path, filename)
    await importFiles(server.deps, new AbortController().signal)
    return notion.fileUploads.retrieve({ file_upload_id: id })
  }

  test('a file is fetched afterwards, and can be attached', async () => {
    const made = await begin('/a.txt')
    expect(made).toMatchObject({ status: 'pending', content_length: null })
    await importFiles(server.deps, new AbortController().signal)
    const done = await notion.fileUploads.retrieve({ file_upload_id: made.id })
    expect(done).toMatchObject({
      status: 'uploaded',
      filename: 'a.txt',
      content_type: 'text/plain',
      content_length: 9,
      file_import_result: {
        type: 'success',
        success: {},
        imported_time: expect.stringMatching(/:\d\d\.000\+00:00$/),
      },
    })
    const { Plans = '' } = await pagesOfStudio()
    const { results } = await notion.blocks.children.append({
      block_id: Plans,
      children: [{ file: { type: 'file_upload', file_upload: { id: made.id } } }],
    })
    const [block] = results as unknown as { file: { file: { url: string } } }[]
    expect(await (await fetch(block?.file.file.url ?? '')).text()).toBe('the bytes')
  })

  test('redirects are followed, three at most', async () => {
    const to = (path: string) => `/to?url=${encodeURIComponent(path)}`
    const thrice = to(to(to('/a.txt')))
    expect(await importNow(thrice, 'a.txt')).toMatchObject({ status: 'uploaded' })
    for (const path of [to(thrice), '/loop']) {
      expect(await refusalOf(begin(path), 400, 'validation_error')).toContain('redirects too often')
    }
  })

  test('what can be known at once is refused at once', async () => {
    const refused = (path: string) => refusalOf(begin(path), 400, 'validation_error')
    expect(await refused('/untyped')).toContain('Content-Type')
    expect(await refused('/missing')).toContain('status 404')
    expect(await refused('/large.txt')).toContain('file size')
  })

  test('what goes wrong later is told by the upload', async () => {
    expect(await importNow('/sly.txt')).toMatchObject({
      status: 'failed',
      file_import_result: {
        type: 'error',
        error: { type: 'validation_error', code: 'file_upload_invalid_size', status_code: null },
      },
    })
    expect(await importNow('/broken.txt')).toMatchObject({
      status: 'failed',
      file_import_result: { type: 'error', error: { type: 'download_error' } },
    })
    const wrong = await importNow('/a.txt', 'a.png')
    expect(wrong).toMatchObject({ status: 'failed' })
  })

  test('an import that was broken off is begun again', async () => {
    const { id } = await begin('/a.txt')
    await importFiles(server.deps, AbortSignal.abort())
    const waiting = await notion.fileUploads.retrieve({ file_upload_id: id })
    expect(waiting.status).toBe('pending')
    await importFiles(server.deps, new AbortController().signal)
    const done = await notion.fileUploads.retrieve({ file_upload_id: id })
    expect(done.status).toBe('uploaded')
  })

  test('nothing is sent to one that is imported', async () => {
    const { id: file_upload_id } = await begin('/a.txt')
    const sent = notion.fileUploads.send({ file_upload_id, file: { data: new Blob(['x']) } })
    expect(await refusalOf(sent, 400, 'validation_error')).toContain('is imported from its')
  })
})

describe('where imports may not come from', () => {
  const strict = openRemoteFiles(false)
  const lax = openRemoteFiles(true)

  test.for([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0.0.0.0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a00:1]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[ff02::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
  ])('%s', async (url) => {
    await expect(strict.probe(url)).rejects.toThrow('not publicly accessible')
    await expect(strict.open(url, new AbortController().signal)).rejects.toThrow('not publicly')
  })

  test.for(['http://example.com/', 'ftp://example.com/', 'https://me:secret@example.com/', 'x'])(
    '%s',
    async (url) => {
      await expect(strict.probe(url)).rejects.toThrow('public https URL without credentials')
    },
  )

  test('a redirect leads nowhere else either', async () => {
    const source = await startSource()
    try {
      const to = (url: string) => `${source.url}/to?url=${encodeURIComponent(url)}`
      await expect(lax.probe(to('https://169.254.169.254/'))).rejects.toThrow('not publicly')
      await expect(lax.probe(to('file:///etc/passwd'))).rejects.toThrow('public https URL')
      expect(await lax.probe(to('/a.txt'))).toMatchObject({ contentType: 'text/plain' })
      const asked = source.asked.length
      await expect(strict.probe(`${source.url}/a.txt`)).rejects.toThrow('public https URL')
      expect(source.asked).toHaveLength(asked)
    } finally {
      source.server.closeAllConnections()
      source.server.close()
    }
  })
})
