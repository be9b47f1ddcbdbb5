import { ApiError } from '../../contract/errors.js'
import { positionsBetween } from '../../domain/content/positions.js'
import { dashed } from '../../lib/uuid.js'
import { contend } from '../contend.js'
import { newBlockId } from '../content/insert-blocks.js'
import { editOf, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDatabase, getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import type { Operation } from '../operation.js'
import { defined } from './define.js'
import { getVisibleView } from './find.js'
import { answerView } from './present.js'

/**
 * Makes a view of a data source in its database, or in another one. Errors: `object_not_found`, `validation_error`.
 * Notion: reference/create-view.
 */
export const createView: Operation<'createView'> = async (call, bearer, { body }) => {
  const { workspaceId } = viewerOf(bearer)
  const { name, type, position: place } = body
  if (type === 'dashboard') {
    throw new ApiError('validation_error', 'Dashboards are not supported.')
  }
  const { databaseId, inTrash } = await getVisibleDatabase(call, bearer, body.database_id)
  refuseInTrash({ inTrash })
  const source = await getVisibleDataSource(call, bearer, body.data_source_id)
  refuseInTrash(source)
  const { dataSourceId, schema } = source
  const definition = defined(schema, type, {}, body)
  const viewId = newBlockId(call)
  await contend(async () => {
    const position = await positionAt(call, workspaceId, databaseId, place)
    if (position === undefined) return undefined
    const view = { viewId, databaseId, dataSourceId, name, type, definition, position }
    return call.store.views.create(workspaceId, view, editOf(call, bearer))
  })
  const { view } = await getVisibleView(call, bearer, viewId)
  return answerView(call, bearer, view)
}

type Place = Parameters<Operation<'createView'>>[2]['body']['position']

/** Undefined: there was no room, and now there is. Errors: `validation_error`. */
const positionAt = async (
  { store }: Call,
  workspaceId: string,
  databaseId: string,
  place: Place = { type: 'end' },
): Promise<number | undefined> => {
  const views = await store.views.list(workspaceId, { databaseId })
  const at = indexOf(views, place)
  const after = views[at - 1]?.position
  const [position] = positionsBetween(after, views[at]?.position, 1) ?? []
  if (position === undefined) await store.views.spread(workspaceId, databaseId)
  return position
}

const indexOf = (
  views: readonly { readonly viewId: string }[],
  place: NonNullable<Place>,
): number => {
  if (place.type !== 'after_view') return place.type === 'start' ? 0 : views.length
  const before = views.findIndex(({ viewId }) => viewId === dashed(place.view_id))
  if (before >= 0) return before + 1
  throw new ApiError(
    'validation_error',
    'body.position.view_id should be a view of body.database_id.',
  )
}
