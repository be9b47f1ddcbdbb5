import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Client, collectPaginatedAPI } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweep } from '../../src/operations/housekeeping/sweep.js'
import { notionAt, pagesOfStudio, refusalOf } from '../content/ground.js'
import { first, second, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'

const MIB = 1024 * 1024
const HOUR = 3_600_000
const MISSING = '11111111-1111-4111-8111-111111111111'

const unusable = (id: string) =>
  `Could not find file_upload with ID: ${id}. Confirm the status of the file upload is \`uploaded\` and that your integration has capabilities to update or insert content.`

describeOnBothStores('file uploads', (kind) => {
  let server: TestServer
  let notion: Client
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, {
      seed: studioSeed,
      still: true,
      config: { files: { maxSize: 30 * MIB, s3: undefined, allowsLocalImports: false } },
    })
    notion = notionAt(server, internalTokenOf(studioSeed))
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  type Created = Parameters<Client['fileUploads']['create']>[0]

  const create = (asked: Created = {}) => {
    server.advance(1)
    return notion.fileUploads.create(asked)
  }

  const send = (
    file_upload_id: string,
    bytes: string | Uint8Array<ArrayBuffer>,
    { type = 'text/plain', filename = 'a.txt', part }: SendOptions = {},
  ) =>
    notion.fileUploads.send({
      file_upload_id,
      file: { filename, data: new Blob([bytes], { type }) },
      ...(part !== undefined && { part_number: String(part) }),
    })

  const upload = async (asked: Created, bytes: string, options: SendOptions = {}) => {
    const { id } = await create(asked)
    return send(id, bytes, options)
  }

  const keysOf = (answer: object): string[] => Object.keys(answer)

  /** Every file below the folder of the server's files, by its path there. */
  const stored = async (): Promise<string[]> => {
    const found = await readdir(join(server.config.dataDir, 'files'), {
      recursive: true,
      withFileTypes: true,
    })
    return found.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  }

  /** Which of these texts lie in files. */
  const bytesOf = async (...words: string[]): Promise<string[]> => {
    const texts = await Promise.all((await stored()).map((path) => readFile(path, 'utf8')))
    return texts.filter((text) => words.includes(text)).sort()
  }

  const sweepAll = async () => {
    const rules = { retention: 30 * 24 * HOUR, codeLifetime: 600_000 }
    for await (const _ of sweep(server.deps, rules));
  }

  const attach = (id: string) =>
    notion.blocks.children.append({
      block_id: pages.Plans ?? '',
      children: [{ file: { type: 'file_upload', file_upload: { id } } }],
    })

  const fileOf = async (id: string): Promise<string> => {
    const { results } = await attach(id)
    const [block] = results as unknown as { file: { file: { url: string } } }[]
    return block?.file.file.url ?? ''
  }

  test('an upload begins pending, keys in the recorded order', async () => {
    const made = await create({ filename: 'sample.mp4' })
    expect(keysOf(made)).toEqual([
      'object',
      'id',
      'created_time',
      'created_by',
      'last_edited_time',
      'expiry_time',
      'upload_url',
      'in_trash',
      'status',
      'filename',
      'content_type',
      'content_length',
      'archived',
      'request_id',
    ])
    const me = await notion.users.me({})
    expect(made).toMatchObject({
      object: 'file_upload',
      created_by: { id: me.id, type: 'bot' },
      upload_url: `${server.url}/v1/file_uploads/${made.id}/send`,
      status: 'pending',
      filename: 'sample.mp4',
      content_type: 'application/mp4',
      content_length: null,
    })
    const waits = Date.parse(made.expiry_time ?? '') - Date.parse(made.created_time)
    expect(waits).toBe(HOUR)
    expect(await create({})).toMatchObject({ filename: null, content_type: null })
  })

  test('sent whole, it is uploaded', async () => {
    const { id } = await create({ filename: 'a.txt' })
    const sent = await send(id, 'hello')
    expect(sent).toMatchObject({
      status: 'uploaded',
      content_length: 5,
      content_type: 'text/plain',
    })
    expect(keysOf(sent)).not.toContain('upload_url')
    const again = await notion.fileUploads.retrieve({ file_upload_id: id })
    expect({ ...again, request_id: '' }).toEqual({ ...sent, request_id: '' })
    expect(await refusalOf(send(id, 'again'), 400, 'validation_error')).toBe(
      `File upload with ID \`${id}\` has a status of \`uploaded\`.`,
    )
  })

  test('an upload without a name takes that of the file', async () => {
    const sent = await upload({}, '{}', { filename: 'data.json', type: 'application/json' })
    expect(sent).toMatchObject({ filename: 'data.json', content_type: 'application/json' })
    const typed = await create({ filename: 'picture', content_type: 'image/png' })
    expect(typed.filename).toBe('picture.png')
  })

  test('what cannot be a file of the service is refused', async () => {
    const refused = async (asked: Created) => refusalOf(create(asked), 400, 'validation_error')
    expect(await refused({ mode: 'multi_part', filename: 'a.txt' })).toBe(
      'body failed validation: body.number_of_parts should be defined, instead was `undefined`.',
    )
    expect(await refused({ mode: 'multi_part', number_of_parts: 2 })).toBe(
      'body failed validation: body.filename should be defined, instead was `undefined`.',
    )
    expect(await refused({ number_of_parts: 2 })).toBe(
      'body failed validation: body.number_of_parts should be not present, instead was `2`.',
    )
    expect(await refused({ mode: 'external_url' })).toBe(
      'body failed validation: body.external_url should be defined, instead was `undefined`.',
    )
    expect(await refused({ mode: 'multi_part', filename: 'a.txt', number_of_parts: 10_001 })).toBe(
      'body failed validation: body.number_of_parts should be ≤ `10000` or `undefined`, instead was `10001`.',
    )
    expect(await refused({ filename: 'run.exe' })).toBe(
      'Provided `filename` has an extension that is not supported for the File Upload API.',
    )
    expect(await refused({ filename: 'a.txt', content_type: 'image/png' })).toContain('match')
    expect(await refused({ content_type: 'application/x-msdownload' })).toContain('not supported')
    expect(await refused({ filename: `${'ä'.repeat(449)}.txt` })).toContain('`900` bytes')
    const { id } = await create({ filename: 'a.png' })
    expect(await refusalOf(send(id, 'x'), 400, 'validation_error')).toContain('does not match')
  })

  test('a file in parts is one file, whatever the order in which they come', async () => {
    const made = await create({ mode: 'multi_part', filename: 'long.txt', number_of_parts: 3 })
    expect(made.number_of_parts).toEqual({ total: 3, sent: 0 })
    const file_upload_id = made.id
    const bytes = (letter: string, size: number) => new Uint8Array(Buffer.alloc(size, letter))
    const parts = [bytes('a', 5 * MIB), bytes('b', 5 * MIB), bytes('c', 7)]
    const early = await refusalOf(
      notion.fileUploads.complete({ file_upload_id }),
      400,
      'validation_error',
    )
    expect(early).toContain('has 0 of 3 parts')
    await Promise.all([2, 3].map((part) => send(made.id, parts[part - 1] ?? '', { part })))
    const some = await notion.fileUploads.retrieve({ file_upload_id })
    expect(some).toMatchObject({
      status: 'pending',
      number_of_parts: { total: 3, sent: 2 },
      content_length: 5 * MIB + 7,
      complete_url: `${server.url}/v1/file_uploads/${made.id}/complete`,
    })
    server.advance(1)
    await send(made.id, bytes('x', 6 * MIB), { part: 1 })
    server.advance(1)
    await send(made.id, parts[0] ?? '', { part: 1 })
    const done = await notion.fileUploads.complete({ file_upload_id })
    expect(done).toMatchObject({
      status: 'uploaded',
      content_length: 10 * MIB + 7,
      number_of_parts: { total: 3, sent: 3 },
    })
    expect(keysOf(done)).not.toContain('complete_url')
    const twice = notion.fileUploads.complete({ file_upload_id })
    expect(await refusalOf(twice, 400, 'validation_error')).toContain('is uploaded')
    const late = send(made.id, parts[0] ?? '', { part: 1 })
    expect(await refusalOf(late, 400, 'validation_error')).toContain('a status of `uploaded`')

    const url = await fileOf(made.id)
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(whole.equals(Buffer.concat(parts))).toBe(true)
    const seam = await fetch(url, { headers: { range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` } })
    expect(seam.status).toBe(206)
    expect(seam.headers.get('content-range')).toBe(
      `bytes ${5 * MIB - 2}-${5 * MIB + 1}/${10 * MIB + 7}`,
    )
    expect(await seam.text()).toBe('aabb')
  })

  test('a part that is none, too small or too large is refused, and nothing of it is kept', async () => {
    const before = await stored().catch(() => [])
    const { id } = await create({ mode: 'multi_part', filename: 'a.txt', number_of_parts: 2 })
    const refused = async (bytes: string | Uint8Array<ArrayBuffer>, part?: number) =>
      refusalOf(send(id, bytes, part === undefined ? {} : { part }), 400, 'validation_error')
    expect(await refused('x')).toBe(
      'body failed validation: body.part_number should be an integer from 1 to `2`, instead was `undefined`.',
    )
    expect(await refused('x', 0)).toContain('instead was `"0"`')
    expect(await refused('x', 3)).toContain('instead was `"3"`')
    expect(await refused('x', 1)).toContain('≥ `5242880` bytes, instead part 1 had `1`')
    expect(await refused(new Uint8Array(20 * MIB + 1), 1)).toContain('allowed limit of 20 MiB')
    const single = await create({ filename: 'a.txt' })
    expect(await refusalOf(send(single.id, 'x', { part: 1 }), 400, 'validation_error')).toBe(
      'body failed validation: body.part_number should be not present, instead was `"1"`.',
    )
    expect(await stored().catch(() => [])).toEqual(before)
  })

  test('all parts together must not be more than the workspace takes', async () => {
    const { id } = await create({ mode: 'multi_part', filename: 'a.txt', number_of_parts: 4 })
    const part = new Uint8Array(15 * MIB)
    await send(id, part, { part: 1 })
    await send(id, part, { part: 2 })
    const refused = await refusalOf(
      send(id, new Uint8Array(5 * MIB), { part: 3 }),
      400,
      'validation_error',
    )
    expect(refused).toContain('allowed limit of 30 MiB')
    const me = await notion.users.me({})
    expect(me).toMatchObject({
      bot: { workspace_limits: { max_file_upload_size_in_bytes: 30 * MIB } },
    })
  })

  test('of two who send one file at once, one is taken', async () => {
    const { id } = await create({ filename: 'a.txt' })
    const sent = await Promise.allSettled(['one', 'two', 'six'].map((bytes) => send(id, bytes)))
    const taken = sent.filter(({ status }) => status === 'fulfilled')
    expect(taken).toHaveLength(1)
    const text = await (await fetch(await fileOf(id))).text()
    expect(['one', 'two', 'six']).toContain(text)
  })

  test('a name is no path', async () => {
    const { id } = await create({})
    const sent = await send(id, 'x', { filename: '../../../../etc/cron.d/a.txt' })
    expect(sent.filename).toBe('a.txt')
    const named = await upload({ filename: '../../a b"ü%.txt' }, 'x')
    expect(named.filename).toBe('../../a b"ü%.txt')
    const answer = await fetch(await fileOf(named.id))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toBe(
      `inline; filename="../../a b___.txt"; filename*=UTF-8''..%2F..%2Fa%20b%22%C3%BC%25.txt`,
    )
    for (const path of await stored()) {
      expect(path).toMatch(/\/files\/[0-9a-f]{2}\/[0-9a-f-]{36}$/)
    }
  })

  test('what was uploaded cannot run in our origin', async () => {
    const page = '<script>alert(1)</script>'
    const asHtml = await upload({ filename: 'a.html' }, page, { type: 'text/html' })
    const asSvg = await upload({ filename: 'a.svg' }, page, { type: 'image/svg+xml' })
    for (const { id } of [asHtml, asSvg]) {
      const { headers } = await fetch(await fileOf(id))
      expect(headers.get('content-disposition')).toMatch(/^attachment/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    }
  })

  test('an archive is kept as it came, and nobody looks into it', async () => {
    const bomb = Buffer.concat([
      Buffer.from('504b0304140000000800', 'hex'),
      Buffer.alloc(64),
      Buffer.from('../../../../etc/passwd'),
    ])
    const { id } = await create({ filename: 'bomb.zip' })
    await send(id, bomb, { filename: 'bomb.zip', type: 'application/zip' })
    const answer = await fetch(await fileOf(id))
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(answer.headers.get('content-encoding')).toBeNull()
    expect(Buffer.from(await answer.arrayBuffer()).equals(bomb)).toBe(true)
  })

  test('an address opens its file for an hour, and no other file', async () => {
    const { id } = await upload({ filename: 'a.txt' }, 'mine')
    const other = await upload({ filename: 'b.txt' }, 'other')
    const url = new URL(await fileOf(id))
    expect(await (await fetch(url)).text()).toBe('mine')
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe('4')
    const statusOf = async (change: (url: URL) => void) => {
      const changed = new URL(url)
      change(changed)
      return (await fetch(changed)).status
    }
    expect(await statusOf(({ searchParams }) => searchParams.delete('signature'))).toBe(403)
    expect(await statusOf(({ searchParams }) => searchParams.set('signature', 'AAAA'))).toBe(403)
    expect(await statusOf(({ searchParams }) => searchParams.set('expires', '9'.repeat(13)))).toBe(
      403,
    )
    expect(
      await statusOf((changed) => {
        changed.pathname = changed.pathname.replace(id, other.id)
      }),
    ).toBe(403)
    const beyond = await fetch(url, { headers: { range: 'bytes=4-' } })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe('bytes */4')
    const tail = await fetch(url, { headers: { range: 'bytes=-2' } })
    expect(await tail.text()).toBe('ne')
    server.advance(HOUR)
    expect((await fetch(url)).status).toBe(403)
    expect(await (await fetch(await fileOf(id))).text()).toBe('mine')
  })

  test('attached within the hour it stays, otherwise it expires and its bytes go', async () => {
    const kept = await upload({ filename: 'kept.txt' }, 'kept')
    const url = await fileOf(kept.id)
    const lost = await upload({ filename: 'lost.txt' }, 'lost')
    const pending = await create({ filename: 'never.txt' })
    expect(await notion.fileUploads.retrieve({ file_upload_id: kept.id })).toMatchObject({
      status: 'uploaded',
      expiry_time: null,
    })
    server.advance(HOUR)
    for (const { id } of [lost, pending]) {
      const now = await notion.fileUploads.retrieve({ file_upload_id: id })
      expect(now).toMatchObject({ status: 'expired', expiry_time: expect.any(String) })
      expect(keysOf(now)).not.toContain('upload_url')
      expect(await refusalOf(attach(id), 404, 'object_not_found')).toBe(unusable(id))
    }
    expect(await refusalOf(send(pending.id, 'x'), 400, 'validation_error')).toContain('`expired`')
    await sweepAll()
    expect(await bytesOf('lost')).toEqual(['lost'])
    server.advance(HOUR)
    await sweepAll()
    expect(await bytesOf('lost')).toEqual([])
    expect(await (await fetch(await fileOf(kept.id))).text()).toBe('kept')
    expect((await fetch(url)).status).toBe(403)
    server.advance(31 * 24 * HOUR)
    await sweepAll()
    const gone = notion.fileUploads.retrieve({ file_upload_id: lost.id })
    await refusalOf(gone, 404, 'object_not_found')
    expect(await notion.fileUploads.retrieve({ file_upload_id: kept.id })).toMatchObject({
      status: 'uploaded',
    })
  })

  test('replaced parts are swept, those in use are not', async () => {
    const { id } = await create({ mode: 'multi_part', filename: 'a.txt', number_of_parts: 1 })
    await send(id, 'first', { part: 1 })
    server.advance(1)
    await send(id, 'second', { part: 1 })
    await notion.fileUploads.complete({ file_upload_id: id })
    await attach(id)
    expect(await bytesOf('first', 'second')).toEqual(['first', 'second'])
    server.advance(HOUR)
    await sweepAll()
    expect(await bytesOf('first', 'second')).toEqual(['second'])
    expect(await (await fetch(await fileOf(id))).text()).toBe('second')
  })

  test('lists show the newest first, by status, in pages that go on where they ended', async () => {
    const { access_token } = await connect(server, first, { pages: [pages.Plans ?? ''] })
    const own = notionAt(server, access_token)
    const ids: string[] = []
    for (const filename of ['a.txt', 'b.txt', 'c.txt']) {
      server.advance(1)
      ids.unshift((await own.fileUploads.create({ filename })).id)
    }
    const [, middle = ''] = ids
    await own.fileUploads.send({
      file_upload_id: middle,
      file: { filename: 'b.txt', data: new Blob(['b']) },
    })
    const listed = async (asked: Parameters<Client['fileUploads']['list']>[0]) =>
      (await collectPaginatedAPI(own.fileUploads.list, asked)).map(({ id }) => id)
    expect(await listed({ page_size: 2 })).toEqual(ids)
    expect(await listed({ status: 'uploaded' })).toEqual([middle])
    expect(await listed({ status: 'pending', page_size: 1 })).toEqual([ids[0], ids[2]])
    expect(await listed({ status: 'failed' })).toEqual([])
    server.advance(HOUR)
    expect(await listed({ status: 'expired' })).toEqual(ids)
    const head = await own.fileUploads.list({ page_size: 1 })
    expect(keysOf(head)).toEqual([
      'object',
      'results',
      'next_cursor',
      'has_more',
      'type',
      'file_upload',
      'request_id',
    ])
  })

  test('an upload exists only for the bot that made it', async () => {
    const { access_token } = await connect(server, second, { pages: [pages.Plans ?? ''] })
    const other = notionAt(server, access_token)
    const { id } = await upload({ filename: 'a.txt' }, 'mine')
    const missing = (client: Client, file_upload_id: string) =>
      refusalOf(client.fileUploads.retrieve({ file_upload_id }), 404, 'object_not_found')
    expect(await missing(other, id)).toContain(`Could not find file_upload with ID: ${id}`)
    expect(await missing(notion, MISSING)).toContain(`file_upload with ID: ${MISSING}`)
    const taken = other.blocks.children.append({
      block_id: pages.Plans ?? '',
      children: [{ file: { type: 'file_upload', file_upload: { id } } }],
    })
    expect(await refusalOf(taken, 404, 'object_not_found')).toBe(unusable(id))
  })

  test('what is no form with a file is refused', async () => {
    const { id } = await create({ filename: 'a.txt' })
    const post = async (body: FormData | string, type?: string) => {
      const answer = await fetch(`${server.url}/v1/file_uploads/${id}/send`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${internalTokenOf(studioSeed)}`,
          'notion-version': '2025-09-03',
          ...(type !== undefined && { 'content-type': type }),
        },
        body,
      })
      const { message } = (await answer.json()) as { message: string }
      return `${answer.status} ${message}`
    }
    const empty = new FormData()
    empty.set('other', 'x')
    expect(await post(empty)).toContain('400 body failed validation: body.file should be defined')
    expect(await post('{}', 'application/json')).toContain('400 Content-Type should be')
    expect(await post('x', 'multipart/form-data')).toContain('400 Content-Type should be')
    const cut = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello'
    expect(await post(cut, 'multipart/form-data; boundary=b')).toContain('400 The form could not')
    const text = new FormData()
    text.set('file', 'plain words')
    expect(await post(text)).toContain('undefined')
  })
})

type SendOptions = { readonly type?: string; readonly filename?: string; readonly part?: number }
