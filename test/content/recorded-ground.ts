import { type Ids, isJson, type Json } from '../support/recordings.js'
import type { Case } from './recorded-stories.js'

/** Sends a request with a version, and answers its body without the id of the request. */
export type Ask = (version: string, method: string, path: string, body?: object) => Promise<Json>

/** What no request makes: data sources whose templates the seed has, by their recorded ids. */
export const withTemplates = [
  {
    id: '293d8e4e-98ab-80e7-842e-000befaa8ed5',
    databaseId: '293d8e4e-98ab-807c-9513-da2359ef1748',
    title: 'template test',
    templates: [{ id: '293d8e4e-98ab-80e8-b622-cd46b8ccb0cb', name: 'template', isDefault: true }],
  },
  {
    id: '4f93db51-4e1d-4015-b07f-876e34c3b0b1',
    databaseId: 'c37a2c66-e3aa-4a0d-a447-73de3b80c253',
    title: 'many templates',
    templates: [
      { id: '88f4a106-b84b-4d35-9c2d-256bcd55901f', name: 'template', isDefault: true },
      { id: '2e5d8e4e-98ab-808f-8c3a-f0819e3b3567', name: 'another template', isDefault: false },
    ],
  },
] as const

export const tellsOfTemplates = (name: string): boolean =>
  /^(create_page_parent_data_source_with_(default_)?template|list_data_source_templates_)/.test(
    name,
  )

/** Finds them, and learns what their ids are here. */
export const learnTemplates = async (ids: Ids, ask: Ask): Promise<void> => {
  for (const { id, databaseId, title, templates } of withTemplates) {
    const query = { query: title, filter: { property: 'object', value: 'data_source' } }
    const { results } = await ask('2025-09-03', 'POST', '/v1/search', query)
    const found = (results as Json[]).find((one) => titleOf(one.title) === title)
    if (!found) throw new Error(`the seed has no ${title}`)
    ids.learn(id, String(found.id))
    ids.learn(databaseId, String((found.parent as Json).database_id))
    const own = await ask('2025-09-03', 'GET', `/v1/data_sources/${found.id}/templates`)
    for (const [index, one] of (own.templates as Json[]).entries()) {
      ids.learn(templates[index]?.id ?? '', String(one.id))
    }
  }
}

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
      // An answer says null of what a request leaves out.
      ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null)),
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
