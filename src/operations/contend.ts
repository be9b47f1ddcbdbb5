import { ApiError } from '../contract/errors.js'

/** Each lost round means that another request won one, so many rounds only happen under a very hot grant. */
const MAX_ROUNDS = 100

/**
 * Reads, decides and writes until the write wins or the decision is final. `round` answers undefined when its
 * conditional write lost to another change.
 */
export const contend = async <T>(round: () => Promise<T | undefined>): Promise<T> => {
  for (let i = 0; i < MAX_ROUNDS; i++) {
    const settled = await round()
    if (settled !== undefined) return settled
  }
  throw new ApiError('internal_server_error', 'Too many concurrent changes. Please try again.')
}
