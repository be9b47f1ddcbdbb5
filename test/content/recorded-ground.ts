import { type Ids, isJson, type Json } from '../support/recordings.js'
import type { Case } from './recorded-stories.js'

/** Sends a request with a version, and answers its body without the id of the request. */
export type Ask = (version: string, method: string, path: string, body?: object) => Promise<Json>

/** Where everything is made. The seed has it. */
export const GROUND = { type: 'page_id', page_id: '00000000-0000-4000-8000-000000000001' }

export const plain = (id: unknown): string => String(id).replaceAll('-', '')

export const titled = (title: string) => ({ title: [{ text: { content: title } }] })

export const titleOf = (text: unknown): string =>
  ((text ?? []) as Json[]).map(({ plain_text }) => plain_text).join('')

export type Ground = ReturnType<typeof groundOf>

/** What all that is made stands on: requests, and what others mention. */
export const groundOf = (ids: Ids, ask: Ask, cases: readonly Case[]) => {
  const make = async (method: string, path: string, body?: object): Promise<Json> => {
    const answer = await ask('2025-09-03', method, path, body)
    if (answer.object === 'error') {
      throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`)
    }
    return answer
  }

  /** What was answered of this, wherever it was asked for by itself. */
  const toldOf = (id: string, object: string): Json | undefined =>
    cases
      .map(({ answer }) => answer)
      .find((answer) => answer.object === object && plain(answer.id) === plain(id))

  const upload = async (url: string): Promise<Json> => {
    const filename = new URL(url).pathname.split('/').pop() ?? ''
    const { id } = await make('POST', '/v1/file_uploads', { filename })
    const form = new FormData()
    form.set('file', new Blob(['the file']), filename)
    await make('POST', `/v1/file_uploads/${id}/send`, form)
    return { id }
  }

  const plantDatabase = async (
    id: string,
    sourceId: string | undefined,
    title: string,
    properties: object = { Name: { title: {} } },
    more: object = {},
  ): Promise<void> => {
    if (ids.find(sourceId ?? id) !== undefined) return
    const made = await make('POST', '/v1/databases', {
      parent: GROUND,
      title: title === '' ? [] : [{ text: { content: title } }],
      initial_data_source: { properties },
      ...more,
    })
    ids.learn(id, String(made.id))
    if (sourceId) ids.learn(sourceId, String((made.data_sources as Json[])[0]?.id))
  }

  /** Something of an answer as a request says it: files are sent anew, and what it names is there. */
  const sendable = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(sendable))
    if (!isJson(value)) return ids.adapt(value)
    if (value.object === 'user') return { object: 'user', id: await person() }
    if (isJson(value.file) && value.file.url) {
      const { file, type: _, ...rest } = value
      return { ...rest, type: 'file_upload', file_upload: await upload(String(file.url)) }
    }
    if (isJson(value.mention)) await plantMentioned(value.mention, String(value.plain_text))
    const told = Object.entries(value).map(async ([key, at]) => [key, await sendable(at)])
    return Object.fromEntries(await Promise.all(told))
  }

  const person = async (): Promise<string> => {
    const { results } = await make('GET', '/v1/users')
    return String((results as Json[]).find(({ type }) => type === 'person')?.id)
  }

  const plantMentioned = async (mention: Json, title: string): Promise<void> => {
    const { page, database } = mention as { page?: { id: string }; database?: { id: string } }
    if (page) await plantTitled(page.id, title)
    if (database) await plantDatabase(database.id, undefined, title)
  }

  const plantTitled = async (id: string, title = 'A page'): Promise<void> => {
    if (ids.find(id) !== undefined) return
    const body = { parent: GROUND, properties: { title: titled(title) } }
    ids.learn(id, String((await make('POST', '/v1/pages', body)).id))
  }

  return { ids, cases, make, toldOf, upload, sendable, person, plantTitled, plantDatabase }
}
