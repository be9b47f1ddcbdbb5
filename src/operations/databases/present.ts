import type { DatabaseAnswer, DataSourceAnswer } from '../../contract/objects/database.js'
import { minuteOf } from '../../domain/content/minute.js'
import { addressOf } from '../../domain/content/page.js'
import { presentSchema } from '../../domain/content/presented-schema.js'
import { plainTextOf, presentMedia, presentRichText } from '../../domain/content/rich-text.js'
import type { FoundDatabase, FoundDataSource } from '../../ports/databases.js'
import { mayRead, type Reference } from '../content/answer.js'
import { namesIn } from '../content/naming.js'
import { parentOf, presentIcon, userReference } from '../content/present.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { neighboursOf } from './settle.js'

/** Databases tell their times to the millisecond, with the offset spelled out. Contract §1. */
export const momentOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('Z', '+00:00')

/** A database as far as the token may read it. */
export const answerDatabase = async (
  call: Call,
  bearer: Bearer,
  found: FoundDatabase,
): Promise<DatabaseAnswer | Reference<'database'>> => {
  const { databaseId: id, title, description, cover, inTrash } = found
  if (!mayRead(bearer)) return { object: 'database', id }
  const named = await namesIn(call, bearer, [...title, ...description], [], [found.icon])
  return {
    object: 'database',
    id,
    title: presentRichText(title, named),
    description: presentRichText(description, named),
    parent: parentOf(found),
    is_inline: found.isInline,
    in_trash: inTrash,
    is_locked: found.isLocked,
    created_time: momentOf(found.createdAt),
    last_edited_time: momentOf(found.editedAt),
    data_sources: found.dataSources.map(({ id: source, name }) => ({
      id: source,
      name: name || plainTextOf(title),
    })),
    icon: presentIcon(found.icon, named),
    cover: cover && presentMedia(cover, named),
    url: addressOf(call.origin, id, ''),
    public_url: null,
    archived: inTrash,
  }
}

/** A data source as far as the token may read it. */
export const answerDataSource = async (
  call: Call,
  bearer: Bearer,
  found: FoundDataSource,
): Promise<DataSourceAnswer | Reference<'data_source'>> => {
  const { dataSourceId: id, title, database, inTrash } = found
  if (!mayRead(bearer)) return { object: 'data_source', id }
  const [named, neighbours] = await Promise.all([
    namesIn(call, bearer, [...title, ...database.description], [], [found.icon]),
    neighboursOf(call, bearer, [found.schema]),
  ])
  return {
    object: 'data_source',
    id,
    cover: database.cover && presentMedia(database.cover, named),
    icon: presentIcon(found.icon, named),
    created_time: minuteOf(found.createdAt),
    created_by: userReference(found.createdBy),
    last_edited_by: userReference(found.editedBy),
    last_edited_time: minuteOf(found.editedAt),
    title: presentRichText(title, named),
    description: presentRichText(database.description, named),
    is_inline: database.isInline,
    properties: presentSchema(found.schema, neighbours),
    parent: { type: 'database_id', database_id: database.databaseId },
    database_parent: parentOf(database),
    url: addressOf(call.origin, database.databaseId, ''),
    public_url: null,
    in_trash: inTrash,
    archived: inTrash,
  }
}
