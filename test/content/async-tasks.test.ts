import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweep } from '../../src/operations/housekeeping/sweep.js'
import { first, studioSeed } from '../support/seeds.js'
import {
  connect,
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { notionAt, pagesOfStudio, refusalOf } from './ground.js'

const DAY = 86_400_000
const token = internalTokenOf(studioSeed)

type Accepted = { id: string; status_url: string; created_time: string; request_id: string }

describeOnBothStores('async tasks', (kind) => {
  let server: TestServer
  let notion: ReturnType<typeof notionAt>
  let pages: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, token)
    pages = await pagesOfStudio()
  })
  afterAll(() => server.close())

  const send = async (
    method: string,
    path: string,
    body?: object,
    version = '2025-09-03',
  ): Promise<{ status: number; answer: Accepted }> => {
    const response = await fetch(`${server.url}/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'notion-version': version,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, answer: (await response.json()) as Accepted }
  }

  const insert = (content: string, more: object = {}) =>
    send('PATCH', `pages/${pages.Plans}/markdown`, {
      type: 'insert_content',
      insert_content: { content },
      ...more,
    })

  const made = async () =>
    (
      await send('POST', 'pages', {
        parent: { page_id: pages.Plans },
        markdown: '# Minutes\n\nWho came.',
        allow_async: true,
      })
    ).answer

  test('a change of markdown is accepted, and tells what came of it, as recorded', async () => {
    const { status, answer } = await insert('Later on.', { allow_async: true })
    expect(status).toBe(202)
    expect(answer).toEqual({
      object: 'async_task',
      id: expect.stringMatching(/^task_[0-9a-f]{32}$/),
      status: 'queued',
      status_url: `${server.url}/v1/async_tasks/${answer.id}`,
      created_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      poll_after_seconds: 2,
      operation: { surface: 'rest', name: 'PATCH /v1/pages/:page_id/markdown' },
      request_id: expect.any(String),
    })
    const {
      request_id: _,
      poll_after_seconds: __,
      ...known
    } = answer as Accepted & {
      poll_after_seconds: number
    }
    const task = await send('GET', `async_tasks/${answer.id}`)
    expect(task.status).toBe(200)
    expect(task.answer).toEqual({
      ...known,
      status: 'succeeded',
      result: {
        markdown: expect.stringMatching(/Later on\.$/),
        truncated: false,
        unknown_block_ids: [],
        id: pages.Plans,
        object: 'page_markdown',
      },
      request_id: expect.any(String),
    })
    expect(Object.keys(answer)).toEqual([
      'object',
      'id',
      'status',
      'status_url',
      'created_time',
      'poll_after_seconds',
      'operation',
      'request_id',
    ])
    expect(Object.keys(task.answer)).toEqual([
      'object',
      'id',
      'status',
      'status_url',
      'created_time',
      'operation',
      'result',
      'request_id',
    ])
  })

  test('a page of markdown is accepted; the official client polls for it', async () => {
    const task = await notion.asyncTasks.retrieve({ task_id: (await made()).id })
    expect(task).toMatchObject({
      status: 'succeeded',
      operation: { name: 'POST /v1/pages' },
      result: { object: 'page', parent: { page_id: pages.Plans } },
    })
    const { result } = task as unknown as { result: { id: string } }
    const page = await notion.pages.retrieve({ page_id: result.id })
    const { request_id: _, ...whole } = page as unknown as Record<string, unknown>
    expect(result).toEqual(whole)
  })

  test('a newer client reads the result in its own version', async () => {
    const { id } = await made()
    const { answer } = await send('GET', `async_tasks/${id}`, undefined, '2026-03-11')
    const { result } = answer as unknown as { result: Record<string, unknown> }
    const page = await send('GET', `pages/${result.id}`, undefined, '2026-03-11')
    const { request_id: _, ...whole } = page.answer as unknown as Record<string, unknown>
    expect(result).toEqual(whole)
  })

  test.each([
    ['the flag is false', { allow_async: false }],
    ['the flag is not there', {}],
  ])('the answer itself comes when %s', async (_, more) => {
    const { status, answer } = await insert('Now.', more)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ object: 'page_markdown' })
  })

  test('a page that is not made of markdown is answered itself', async () => {
    const body = { parent: { page_id: pages.Plans }, properties: {}, allow_async: true }
    const { status, answer } = await send('POST', 'pages', body)
    expect(status).toBe(200)
    expect(answer).toMatchObject({ object: 'page' })
  })

  test('what is refused is refused at once', async () => {
    const { status, answer } = await insert('x', { allow_async: true, more: 1 })
    expect(status).toBe(400)
    expect(answer).toMatchObject({ code: 'validation_error' })
  })

  test('nobody else is told of a task, and of none that never was', async () => {
    const { id } = await made()
    const { access_token } = await connect(server, first)
    const theirs = notionAt(server, access_token).asyncTasks.retrieve({ task_id: id })
    expect(await refusalOf(theirs, 404, 'object_not_found')).toContain(id)
    for (const none of [`${id.slice(0, -1)}x`, 'task_', '%00', id.replace('task_', 'job_')]) {
      const asked = notion.asyncTasks.retrieve({ task_id: none })
      await refusalOf(asked, 404, 'object_not_found')
    }
  })

  test('a task is kept for a day', async () => {
    const { id } = await made()
    const ask = () => notion.asyncTasks.retrieve({ task_id: id })
    const left = () => server.deps.store.asyncTasks.removeOld(server.deps.clock() - DAY, 100)
    server.advance(DAY - 60_000)
    expect(await ask()).toMatchObject({ status: 'succeeded' })
    server.advance(60_000)
    await refusalOf(ask(), 404, 'object_not_found')
    for await (const _ of sweep(server.deps, { retention: 30 * DAY, codeLifetime: 600_000 }));
    expect(await left()).toBe(0)
  })
})
