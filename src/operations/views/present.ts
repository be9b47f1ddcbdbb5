import type { ViewAnswer } from '../../contract/objects/view.js'
import { addressOf } from '../../domain/content/page.js'
import type { View } from '../../ports/views.js'
import { mayRead } from '../content/answer.js'
import { userReference } from '../content/present.js'
import { momentOf } from '../databases/present.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'

/** What a view is told by when there is no more to tell. */
export const referTo = ({ viewId: id, databaseId, type }: View) => ({
  object: 'view' as const,
  id,
  parent: { type: 'database_id' as const, database_id: databaseId },
  type,
})

/** A view as far as the token may read it. */
export const answerView = (
  { origin }: Call,
  bearer: Bearer,
  view: View,
): ViewAnswer | ReturnType<typeof referTo> => {
  if (!mayRead(bearer)) return referTo(view)
  const { viewId: id, databaseId, type, definition } = view
  const { filter, sorts, quickFilters, configuration } = definition
  return {
    object: 'view',
    id,
    parent: { type: 'database_id', database_id: databaseId },
    data_source_id: view.dataSourceId,
    name: view.name,
    type,
    created_time: momentOf(view.createdAt),
    created_by: userReference(view.createdBy),
    last_edited_time: momentOf(view.editedAt),
    last_edited_by: userReference(view.editedBy),
    url: `${addressOf(origin, databaseId, '')}?v=${id.replaceAll('-', '')}`,
    filter: filter ?? null,
    sorts: sorts ? [...sorts] : null,
    quick_filters: quickFilters ?? null,
    configuration: configuration ?? { type },
  }
}
