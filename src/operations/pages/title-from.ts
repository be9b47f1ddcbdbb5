import { ApiError } from '../../contract/errors.js'
import type { PropertiesRequest } from '../../contract/objects/page.js'
import { type RichText, richTextFrom } from '../../domain/content/rich-text.js'

/**
 * The title that a request gives a page outside of a data source; undefined: it says nothing of it.
 * Errors: `validation_error` for any other property. Contract §4.1.
 */
export const titleFrom = (properties: PropertiesRequest | undefined): RichText[] | undefined => {
  const { title, ...others } = properties ?? {}
  const strange = Object.keys(others)
  if (strange.length > 0) {
    const text = strange.map((name) => `${name} is not a property that exists.`).join(' ')
    throw new ApiError('validation_error', text)
  }
  if (title === undefined) return undefined
  return richTextFrom(Array.isArray(title) ? title : title.title)
}
