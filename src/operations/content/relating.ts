import { ApiError } from '../../contract/errors.js'
import type { Schema } from '../../domain/content/property.js'
import type { Writing } from '../../domain/content/written-value.js'
import type { LinkChange } from '../../ports/content.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { notFound, viewerOf } from './viewer.js'

/**
 * What a writing changes in relations of a page. Errors: `object_not_found` for a page that is not shared or in the
 * trash, `validation_error` for one that is not in the related data source.
 */
export const linkChangesOf = async (
  { store }: Call,
  bearer: Bearer,
  schema: Schema,
  { related }: Pick<Writing, 'related'>,
  pageId: string,
): Promise<LinkChange[]> => {
  const ids = [...new Set(Object.values(related).flat())]
  const found = await store.relations.listRelatable(viewerOf(bearer), ids)
  const homes = new Map(found.map(({ id, parentId }) => [id, parentId]))
  return Object.entries(related).flatMap(([propertyId, others]) => {
    const property = schema.find(({ id }) => id === propertyId)
    if (!property?.relation) return []
    const { relationId, end, dataSourceId } = property.relation
    for (const id of others) {
      const home = homes.get(id)
      if (home === undefined) throw notFound('page', id, bearer)
      if (home === dataSourceId) continue
      throw new ApiError(
        'validation_error',
        `Page with ID ${id} is not in the data source with ID ${dataSourceId}, which ${property.name} relates to.`,
      )
    }
    return [{ relationId, end, pageId, others }]
  })
}
