import { ApiError } from '../../contract/errors.js'
import type { BlockRequest } from '../../contract/objects/blocks.js'
import type { ReadBlock } from '../../domain/markdown/read-blocks.js'

/** The blocks that markdown asks for. Errors: `validation_error` for one that it cannot make. */
export const requestsFrom = (blocks: readonly ReadBlock[]): BlockRequest[] =>
  blocks.map(({ request, source }) => {
    if (request !== undefined) return request
    const line = source.trim().slice(0, 200)
    throw new ApiError(
      'validation_error',
      `Markdown cannot make or change what \`${line}\` stands for. Leave it as it is, or use the block endpoints.`,
    )
  })
