import { ApiError } from '../../contract/errors.js'
import { dashed } from '../../lib/uuid.js'
import type { Operation } from '../operation.js'
import { presentUser } from './present.js'

/** A member, guest or bot of the token's workspace. Errors: `object_not_found`. Notion: reference/get-user. */
export const getUser: Operation<'getUser'> = async (
  { store, settings },
  { grant, party },
  { params },
) => {
  const id = dashed(params.user_id)
  const user = await store.workspaces.findUser(party.workspaceId, id)
  if (!user) {
    throw new ApiError(
      'object_not_found',
      `Could not find user with ID: ${id}. Make sure your integration has capabilities to read user information. With those capabilities, only members and guests in the integration's workspace are visible.`,
      { integration_id: grant.botId },
    )
  }
  return presentUser(user, party.capabilities, settings.files)
}
