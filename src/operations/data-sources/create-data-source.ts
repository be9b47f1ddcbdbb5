import { iconFrom } from '../../domain/content/media.js'
import { schemaFrom } from '../../domain/content/property.js'
import { plainTextOf, richTextFrom } from '../../domain/content/rich-text.js'
import { contend } from '../contend.js'
import { endOf } from '../content/end-of.js'
import { mintingOf } from '../content/minting.js'
import { editOf, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDatabase, getVisibleDataSource } from '../databases/find.js'
import { answerDataSource } from '../databases/present.js'
import { settleSchema } from '../databases/settle.js'
import { newId } from '../deps.js'
import type { Operation } from '../operation.js'

/** Adds a data source to a database. Errors: `object_not_found`, `validation_error`. Notion: reference/create-a-data-source. */
export const createDataSource: Operation<'createDataSource'> = async (call, bearer, { body }) => {
  const { databases } = call.store
  const { workspaceId } = viewerOf(bearer)
  const planned = schemaFrom(body.properties, mintingOf(call))
  const database = await getVisibleDatabase(call, bearer, body.parent.database_id)
  refuseInTrash(database)
  const position = await endOf(call, workspaceId, database.databaseId)
  const dataSourceId = newId(call)
  const title = richTextFrom(body.title ?? [])
  const icon = body.icon ? iconFrom(body.icon) : null
  const self = { dataSourceId, title: plainTextOf(title) }
  await contend(async () => {
    const { schema, beyond } = await settleSchema(call, bearer, self, [], planned, body.properties)
    const made = { dataSourceId, position, title, icon, schema }
    const edit = editOf(call, bearer)
    if (await databases.createDataSource(workspaceId, database, made, edit, beyond)) return true
    refuseInTrash(await getVisibleDatabase(call, bearer, database.databaseId))
    return undefined
  })
  return answerDataSource(call, bearer, await getVisibleDataSource(call, bearer, dataSourceId))
}
