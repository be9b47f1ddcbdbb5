import { type Ids, isJson, type Json } from '../support/recordings.js'
import { type Ask, groundOf, plain, titleOf } from './recorded-ground.js'
import type { Case } from './recorded-stories.js'
import { tablesOn } from './recorded-tables.js'
import { treesOn } from './recorded-trees.js'

type Request = {
  readonly version: string
  readonly method: string
  readonly path: string
  readonly body?: object
}

/** Where a file is fetched from, and what fetches it. */
export type Elsewhere = { readonly url: string; importAll(): Promise<void> }

type Plant = (one: Case, id: string, part: string) => Promise<void>

/** A recorded request as it is sent here, once what it speaks of is made. */
export const requesting = (
  ids: Ids,
  ask: Ask,
  cases: readonly Case[],
  { url, importAll }: Elsewhere,
) => {
  const ground = groundOf(ids, ask, cases)
  const { make, toldOf, upload, sendable, person, plantTitled, plantDatabase } = ground
  const { schemaOf, plantNeighbour, plantSource, plantPlaceOf, valuesOf, plantPage } =
    tablesOn(ground)
  const { append, plantBlock, plantToggle, plantParent } = treesOn(ground)

  const plantComment = async (told: Json): Promise<void> => {
    const { page_id, block_id } = told.parent as Record<string, string>
    if (page_id !== undefined) await plantTitled(page_id)
    const place = ids.find(page_id ?? block_id ?? '')
    const known = ids.find(String(told.discussion_id))
    const { id, discussion_id } = await make('POST', '/v1/comments', {
      ...(known === undefined
        ? { parent: page_id ? { page_id: place } : { block_id: place } }
        : { discussion_id: known }),
      rich_text: await sendable(told.rich_text),
    })
    ids.learn(String(told.id), String(id))
    ids.learn(String(told.discussion_id), String(discussion_id))
  }

  const plantUpload = async (id: string): Promise<void> => {
    if (ids.find(id) === undefined)
      ids.learn(id, String((await upload('https://x/ErSxuLeq.png-medium.png')).id))
  }

  /** Bytes of which only the size is recorded. */
  const bytesOf = ({ answer, name }: Case): FormData => {
    const form = new FormData()
    const type = String(answer.content_type)
    const length =
      name === 'upload_file_video2' ? 11_916_526 - 10_485_760 : Number(answer.content_length)
    form.set('file', new Blob([new Uint8Array(length)], { type }), String(answer.filename))
    if (answer.number_of_parts) form.set('part_number', name.endsWith('2') ? '2' : '1')
    return form
  }

  const plantForBlocks: Plant = async ({ answer }, id, part) => {
    if (part === 'children') await plantParent(id, (answer.results ?? []) as Json[])
    else await plantBlock(answer)
  }

  const plantForComments: Plant = async ({ path, answer }, id) => {
    const listed = (answer.results ?? []) as Json[]
    const [first] = listed
    if (first && path.includes('block_id=') && isJson(first.parent) && first.parent.block_id) {
      await plantToggle(String(first.parent.block_id))
    }
    for (const comment of listed) await plantComment(comment)
    if (id !== '') await plantComment(answer)
  }

  const plantForPages: Plant = async ({ body = {}, answer }, id, part) => {
    if (id === '') return
    if (part === 'properties') {
      const told = answer.type === 'verification' ? undefined : toldOf(id, 'page')
      const properties = { It: answer, Name: { id: 'title', type: 'title', title: [] } }
      return plantPage(told ?? { id, parent: { data_source_id: 'its' }, properties })
    }
    if (part === 'move') return plantTitled(id, titleOf(titleIn(answer)))
    const uploads = JSON.stringify(body).matchAll(/"file_upload":\{"id":"([^"]+)"/g)
    for (const [, uploadId = ''] of uploads) await plantUpload(uploadId)
    await plantPage(answer, body)
    // The pages that the request relates are there, too.
    await valuesOf(answer.properties as Record<string, Json>)
  }

  const plantForDataSources: Plant = async ({ name, body = {}, answer }, id, part) => {
    if (part === 'query') {
      const asked = paged.includes(name)
        ? cases.filter((other) => paged.includes(other.name))
        : cases.filter((other) => other.name === name)
      const inOrder = asked.toSorted((a, b) => paged.indexOf(a.name) - paged.indexOf(b.name))
      const rows = inOrder.flatMap(({ answer: { results } }) => results as Json[])
      for (const row of rows.toReversed()) await plantPage(row, {}, rows)
    } else if (id !== '') await plantSource(answer)
    await plantNamedIn(body)
  }

  const plantForDatabases: Plant = async ({ body = {}, answer }, id) => {
    await plantNamedIn(body)
    if (id === '') return
    const [source] = (answer.data_sources ?? []) as Json[]
    const { title, icon, is_inline, properties } = answer
    const more = (await sendable({ title, icon, is_inline })) as object
    const schema = properties ? await schemaOf(properties) : { Name: { title: {} } }
    await plantDatabase(id, source && String(source.id), '', schema, more)
  }

  /** The databases and data sources that a schema or a parent names. */
  const plantNamedIn = async (body: Json): Promise<void> => {
    const named = JSON.stringify(body).matchAll(/"(?:data_source|database)_id":"([^"]+)"/g)
    for (const [, target = ''] of named) {
      const told = cases.find(
        ({ name, answer: { id, parent } }) =>
          /^retrieve_data_source_(data_source|parent)$/.test(name) &&
          isJson(parent) &&
          [id, parent.database_id].some((known) => plain(known) === plain(target)),
      )?.answer
      const { database_id = target } = (told?.parent ?? {}) as { database_id?: string }
      await plantNeighbour(String(told?.id ?? target), database_id, told?.is_inline === true)
    }
  }

  const plantForSearch: Plant = async ({ answer }) => {
    for (const told of answer.results as Json[]) await plantSource(told)
  }

  const plants: Readonly<Record<string, Plant>> = {
    blocks: plantForBlocks,
    comments: plantForComments,
    pages: plantForPages,
    data_sources: plantForDataSources,
    databases: plantForDatabases,
    search: plantForSearch,
  }

  /** Makes what the path and the body of a request name. */
  const plantFor = async (one: Case): Promise<void> => {
    const { path, body, answer } = one
    const [, , resource = '', id = '', part = ''] = path.replace(/\?.*/, '').split('/')
    const place = (body?.parent ?? {}) as Record<string, string>
    ids.learn(PERSON, await person())
    if (place.page_id) await plantTitled(place.page_id)
    if (place.data_source_id) await plantRowsPlace(place.data_source_id, answer)
    if (answer.object !== 'error' && ids.find(id) === undefined)
      await plants[resource]?.(one, id, part)
  }

  const plantRowsPlace = async (id: string, row: Json): Promise<void> => {
    if (ids.find(id) !== undefined) return
    const told = toldOf(id, 'data_source')
    if (told) await plantSource(told)
    else await plantPlaceOf(row)
  }

  const titleIn = ({ properties }: Json): unknown =>
    Object.values(properties as Record<string, Json>).find(({ type }) => type === 'title')?.title

  /** What happened between two recordings, by hand or by itself. */
  const meanwhile = async ({ name, path }: Case): Promise<void> => {
    const [, , , id = ''] = path.split('/')
    if (name === 'markdown_page_by_insert_after_todo') {
      await append(ids.find(id) ?? '', { paragraph: { rich_text: [] } })
    }
    if (name === 'retrieve_a_file_upload') await importAll()
  }

  const bodyOf = ({ body }: Case): object | undefined => {
    if (!body) return undefined
    const { start_cursor, external_url } = body as Record<string, string>
    return {
      ...ids.adapt(body),
      ...(start_cursor && { start_cursor: ids.find(`cursor ${start_cursor}`) }),
      ...(external_url && { external_url: url }),
    }
  }

  const requestOf = async (one: Case): Promise<Request> => {
    await plantFor(one)
    await meanwhile(one)
    // A database that tells its properties is one of the version before.
    const isOld = one.answer.object === 'database' && 'properties' in one.answer
    const version = isOld ? '2022-06-28' : one.version
    const path = ids.address(one.path.replace(/\/$/, ''))
    if (path.endsWith('/send')) return { version, method: 'POST', path, body: bytesOf(one) }
    const body = bodyOf(one)
    return { version, method: methodOf(one), path, ...(body && { body }) }
  }

  return requestOf
}

/** The fixtures of the recorded client name a wrong method for some. */
const methodOf = ({ name, method, path }: Case): string => {
  if (path.endsWith('/complete')) return 'POST'
  return method === 'POST' && name.startsWith('update_') ? 'PATCH' : method
}

/** Pages of one query, in order. */
const paged = ['limit', 'next', 'last'].map((part) => `query_data_source_${part}_2`)

const PERSON = '2200a911-6a96-44bb-bd38-6bfb1e01b9f6'
