import { type Ids, isJson, type Json } from '../support/recordings.js'
import type { Case } from './recorded-stories.js'

type Ask = (version: string, method: string, path: string, body?: object) => Promise<Json>

type Request = {
  readonly version: string
  readonly method: string
  readonly path: string
  readonly body?: object
}

/** Where a file is fetched from, and what fetches it. */
export type Elsewhere = { readonly url: string; importAll(): Promise<void> }

type Plant = (one: Case, id: string, part: string) => Promise<void>

const GROUND = { type: 'page_id', page_id: '00000000-0000-4000-8000-000000000001' }

/** Values that nobody writes: they come by themselves. */
const computed = new Set([
  ...['created_time', 'created_by', 'last_edited_time', 'last_edited_by'],
  ...['unique_id', 'rollup', 'formula', 'button'],
])

/** Makes what a recorded request speaks of, as the recorded answers tell it. */
export const planting = (
  ids: Ids,
  ask: Ask,
  cases: readonly Case[],
  { url, importAll }: Elsewhere,
) => {
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

  const titled = (title: string) => ({ title: [{ text: { content: title } }] })

  const plantTitled = async (id: string, title = 'A page'): Promise<void> => {
    if (ids.find(id) !== undefined) return
    const body = { parent: GROUND, properties: { title: titled(title) } }
    ids.learn(id, String((await make('POST', '/v1/pages', body)).id))
  }

  const titleOf = (text: unknown): string =>
    ((text ?? []) as Json[]).map(({ plain_text }) => plain_text).join('')

  /** A data source that others relate to: it has what rollups look at. */
  const plantNeighbour = async (
    id: string,
    databaseId: string,
    is_inline = false,
  ): Promise<string> => {
    const schema = { Name: { title: {} }, Tags: { multi_select: {} }, NumberTitle: { number: {} } }
    await plantDatabase(databaseId, id, 'Neighbour', schema, { is_inline })
    return ids.find(id) ?? ''
  }

  /** How a request describes a property as a data source tells it, or as its value lets guess. */
  const configOf = async (type: string, told: unknown): Promise<object> => {
    const config = (isJson(told) ? told : {}) as Json & { dual_property?: Json }
    switch (type) {
      case 'select':
      case 'status':
      case 'multi_select': {
        const options = (config.options ?? [told].flat().filter(isJson)) as Json[]
        const byName = new Map(options.map(({ name, color }) => [name, { name, color }]))
        return { options: [...byName.values()] }
      }
      case 'relation': {
        const id = String(config.data_source_id ?? RELATED)
        const target = await plantNeighbour(id, String(config.database_id ?? RELATED_DATABASE))
        const { dual_property: dual } = config
        const ends = dual
          ? { dual_property: { synced_property_name: dual.synced_property_name } }
          : { single_property: {} }
        return { data_source_id: target, ...ends }
      }
      case 'rollup':
        return {
          function: config.function,
          relation_property_name: config.relation_property_name ?? 'RelationTitle',
          rollup_property_name: config.rollup_property_name ?? 'Tags',
        }
      case 'formula':
        return { expression: config.expression ?? 'now()' }
      case 'number':
        return { ...(config.format !== undefined && { format: config.format }) }
      case 'unique_id':
        return { prefix: config.prefix ?? null }
      default:
        return {}
    }
  }

  /** A schema of the recorded properties, or for the recorded values. */
  const schemaOf = async (properties: unknown, rows: readonly Json[] = []): Promise<Json> => {
    const schema: Json = {}
    for (const [name, { type, ...rest }] of Object.entries(properties as Record<string, Json>)) {
      const told = rest[String(type)]
      const values = rows.map(
        (row) => (row.properties as Record<string, Json>)[name]?.[String(type)],
      )
      const isOption = ['select', 'status'].includes(String(type)) && rows.length > 0
      schema[name] = { [String(type)]: await configOf(String(type), isOption ? values : told) }
    }
    return schema
  }

  const learnProperties = (recorded: unknown, ours: unknown): void => {
    const made = ours as Record<string, Json>
    for (const [name, { id }] of Object.entries(recorded as Record<string, Json>)) {
      ids.learn(String(id), decodeURIComponent(String(made[name]?.id)))
    }
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

  /** A data source as it was told, with its database. */
  const plantSource = async (told: Json): Promise<void> => {
    if (ids.find(String(told.id)) !== undefined) return
    const { database_id } = told.parent as { database_id: string }
    const title = (await sendable(told.title)) as Json[]
    const icon = await sendable(told.icon)
    const { is_inline } = told
    await plantDatabase(
      database_id,
      String(told.id),
      titleOf(told.title),
      await schemaOf(told.properties),
      { title, icon, is_inline },
    )
    const made = await make('GET', `/v1/data_sources/${ids.find(String(told.id))}`)
    learnProperties(told.properties, made.properties)
  }

  /** Where a row stands: the data source as it was told, or one that has the properties of the row. */
  const plantPlaceOf = async (row: Json, rows: readonly Json[] = [row]): Promise<object> => {
    const place = row.parent as Record<string, string>
    const source = place.data_source_id ?? `source-of-${place.database_id}`
    const database = place.database_id ?? `database-of-${place.data_source_id}`
    const title = titleOf(toldOf(source, 'data_source')?.title)
    await plantDatabase(database, source, title, await schemaOf(row.properties, rows))
    const id = ids.find(source)
    const { properties } = await make('GET', `/v1/data_sources/${id}`)
    learnProperties(row.properties, properties)
    return { type: 'data_source_id', data_source_id: id }
  }

  /** All pages of a relation: a page tells the first 25 only. */
  const relatedBy = (property: Json): Json[] => {
    const items = cases.find(
      ({ answer }) => (answer.property_item as Json | undefined)?.id === property.id,
    )?.answer.results as Json[] | undefined
    return (
      property.has_more && items ? items.map(({ relation }) => relation) : property.relation
    ) as Json[]
  }

  /** The values of a page as a request gives them; related pages have what its rollup found there. */
  const valuesOf = async (properties: Record<string, Json>): Promise<Json> => {
    const rollup = Object.values(properties).find(({ type }) => type === 'rollup')?.rollup as
      | { array?: Json[] }
      | undefined
    const values: Json = {}
    for (const [name, property] of Object.entries(properties)) {
      const type = String(property.type)
      if (computed.has(type)) continue
      if (type === 'relation') {
        const pages = relatedBy(property)
        for (const [n, { id }] of pages.entries()) {
          if (ids.find(String(id)) !== undefined) continue
          const tags = rollup?.array?.[n]?.multi_select
          const { id: ours } = await make('POST', '/v1/pages', {
            parent: { data_source_id: ids.find(RELATED) },
            properties: {
              Name: titled('Related'),
              ...(tags !== undefined && { Tags: { multi_select: optionsOf(tags, true) } }),
            },
          })
          ids.learn(String(id), String(ours))
        }
        values[name] = { relation: ids.adapt(pages) }
      } else if (type === 'select' || type === 'status') {
        const [option] = optionsOf(property[type])
        values[name] = { [type]: option ?? null }
      } else if (type === 'multi_select') {
        values[name] = { [type]: optionsOf(property[type]) }
      } else if (type === 'verification') {
        const { date } = property.verification as Json
        values[name] = { verification: { state: 'verified', date } }
      } else {
        values[name] = { [type]: await sendable(property[type]) }
      }
    }
    return values
  }

  /** Options by name; one that is new brings its colour. */
  const optionsOf = (told: unknown, isNew = false): object[] =>
    [told]
      .flat()
      .filter(isJson)
      .map(({ name, color }) => (isNew ? { name, color } : { name }))

  /** A page as it was told, without what a request is going to write. */
  const plantPage = async (
    told: Json,
    { properties = {}, ...without }: Json = {},
    rows: readonly Json[] = [told],
  ): Promise<void> => {
    if (ids.find(String(told.id)) !== undefined) return
    const { parent, properties: values } = told as {
      parent: Json
      properties: Record<string, Json>
    }
    const isRow = 'data_source_id' in parent || 'database_id' in parent
    const place = isRow ? await plantPlaceOf(told, rows) : GROUND
    const kept = Object.entries(values).filter(([name]) => !Object.hasOwn(properties as Json, name))
    const { icon, cover } = (await sendable({ icon: told.icon, cover: told.cover })) as Json
    const page = await make('POST', '/v1/pages', {
      parent: place,
      properties: await valuesOf(Object.fromEntries(kept)),
      ...(!('icon' in without) && { icon }),
      ...(!('cover' in without) && { cover }),
    })
    ids.learn(String(told.id), String(page.id))
    learnProperties(values, page.properties)
  }

  /** What a block needs below it. */
  const childrenOf = (type: string, body: Json): object[] => {
    const below = { paragraph: { rich_text: [{ text: { content: 'below' } }] } }
    if (type === 'table') {
      return [{ table_row: { cells: Array.from({ length: Number(body.table_width) }, () => []) } }]
    }
    if (type === 'column_list') return [columnOf({}), columnOf({})]
    return [below]
  }

  const columnOf = (body: Json) => ({ column: { ...body, children: childrenOf('column', body) } })

  const append = async (parent: string, child: object): Promise<string> => {
    const path = `/v1/blocks/${parent}/children`
    const { results } = await make('PATCH', path, { children: [child] })
    return String((results as Json[])[0]?.id)
  }

  const firstChildIn = async (id: string): Promise<string> => {
    const { results } = await make('GET', `/v1/blocks/${id}/children`)
    return String((results as Json[])[0]?.id)
  }

  /** Makes a block, and around it what it cannot be without. */
  const grow = async (parent: string, told: Json): Promise<string> => {
    const type = String(told.type)
    const body = (await sendable(told[type])) as Json
    const place = { type: 'page_id', page_id: parent }
    switch (type) {
      case 'child_page': {
        const properties = { title: titled(String(body.title)) }
        return String((await make('POST', '/v1/pages', { parent: place, properties })).id)
      }
      case 'child_database': {
        const title = [{ text: { content: body.title } }]
        return String((await make('POST', '/v1/databases', { parent: place, title })).id)
      }
      case 'column': {
        const children = [columnOf(body), columnOf({})]
        return firstChildIn(await append(parent, { column_list: { children } }))
      }
      case 'table_row': {
        const table_width = (body.cells as unknown[]).length
        const table = { table_width, children: [{ table_row: body }] }
        return firstChildIn(await append(parent, { table }))
      }
      case 'synced_block':
        if (isJson(told.synced_block) && isJson(told.synced_block.synced_from)) {
          const original = String(told.synced_block.synced_from.block_id)
          if (ids.find(original) === undefined) {
            const synced_block = { synced_from: null, children: childrenOf(type, body) }
            ids.learn(original, await append(parent, { synced_block }))
          }
          return append(parent, { synced_block: ids.adapt(told.synced_block) })
        }
    }
    const below = told.has_children ? { children: childrenOf(type, body) } : {}
    return append(parent, { [type]: { ...body, ...below } })
  }

  const plantBlock = async (told: Json, parent = GROUND.page_id): Promise<void> => {
    const { block_id } = told.parent as { block_id?: string }
    const within = block_id !== undefined && !['column', 'table_row'].includes(String(told.type))
    const place = within ? await plantToggle(block_id) : parent
    ids.learn(String(told.id), await grow(place, told))
  }

  /** Where blocks stand that stand in a block. */
  const plantToggle = async (id: string): Promise<string> => {
    if (ids.find(id) === undefined) {
      ids.learn(id, await append(GROUND.page_id, { toggle: { rich_text: [] } }))
    }
    return ids.find(id) ?? ''
  }

  /** A block or a page with the recorded children. */
  const plantParent = async (id: string, children: Json[]): Promise<void> => {
    const [first] = children
    if (first?.type === 'table_row') {
      const rows = (await sendable(children)) as (Json & { table_row: { cells: unknown[] } })[]
      const table_width = rows[0]?.table_row.cells.length
      const table = { table_width, children: rows.map(({ table_row }) => ({ table_row })) }
      ids.learn(id, await append(GROUND.page_id, { table }))
    } else if (first?.type === 'column') {
      const columns = children.map(({ column }) => columnOf(column as Json))
      ids.learn(id, await append(GROUND.page_id, { column_list: { children: columns } }))
    } else {
      const isInBlock = isJson(first?.parent) && 'block_id' in first.parent
      if (!isInBlock) await plantTitled(id, 'Blocks')
      for (const child of children) await plantBlock(child, ids.find(id))
    }
  }

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

  return { requestOf }
}

/** The fixtures of the recorded client name a wrong method for some. */
const methodOf = ({ name, method, path }: Case): string => {
  if (path.endsWith('/complete')) return 'POST'
  return method === 'POST' && name.startsWith('update_') ? 'PATCH' : method
}

const plain = (id: unknown): string => String(id).replaceAll('-', '')

/** Pages of one query, in order. */
const paged = ['limit', 'next', 'last'].map((part) => `query_data_source_${part}_2`)

const RELATED = 'f0a1bf33-7ff0-4d24-b5b6-efb3ea006b15'
const RELATED_DATABASE = '1d6b1040-a9fb-48d9-9a3d-041429816e9f'
const PERSON = '2200a911-6a96-44bb-bd38-6bfb1e01b9f6'
