import { isJson, type Json } from '../support/recordings.js'
import { GROUND, type Ground, titled, titleOf } from './recorded-ground.js'

/** Values that nobody writes: they come by themselves. */
const computed = new Set([
  ...['created_time', 'created_by', 'last_edited_time', 'last_edited_by'],
  ...['unique_id', 'rollup', 'formula', 'button'],
])

/** Where related pages stand unless a relation says it. */
const RELATED = 'f0a1bf33-7ff0-4d24-b5b6-efb3ea006b15'
const RELATED_DATABASE = '1d6b1040-a9fb-48d9-9a3d-041429816e9f'

export type Tables = ReturnType<typeof tablesOn>

/** Makes data sources and rows as they were told. */
export const tablesOn = (ground: Ground) => {
  const { ids, cases, make, toldOf, sendable, plantDatabase } = ground
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

  return { schemaOf, plantNeighbour, plantSource, plantPlaceOf, valuesOf, plantPage }
}
