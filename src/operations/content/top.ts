import { ApiError } from '../../contract/errors.js'
import type { Bearer } from '../operation.js'

/**
 * What stands at the top of the workspace is private to a person, so a bot without one puts nothing there. Errors:
 * `validation_error`, in the words of the service. Contract §4.1.
 */
export const refuseAtTop = ({ bot }: Bearer, kind: 'page' | 'database'): void => {
  if (bot.owner !== null) return
  const provide = kind === 'page' ? '`parent.page_id` or `parent.database_id`' : '`parent.page_id`'
  throw new ApiError(
    'validation_error',
    `Provide a ${provide} parameter to create a ${kind}, or use a public integration with \`insert_content\` capability. Internal integrations aren't owned by a single user, so creating workspace-level private ${kind}s is not supported.`,
  )
}
