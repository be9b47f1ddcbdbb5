import type { Operation } from '../operation.js'
import { getVisibleView } from './find.js'
import { answerView } from './present.js'

/** A view. Errors: `object_not_found`. Notion: reference/retrieve-a-view. */
export const getView: Operation<'getView'> = async (call, bearer, { params }) => {
  const { view } = await getVisibleView(call, bearer, params.view_id)
  return answerView(call, bearer, view)
}
