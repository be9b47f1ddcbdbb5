import { ApiError } from '../../contract/errors.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { type RichText, richTextFrom } from '../../domain/content/rich-text.js'
import { readLines } from '../../domain/markdown/read-text.js'

/** What a comment says: rich text or markdown, one of both. Errors: `validation_error`. */
export const textFrom = ({
  rich_text,
  markdown,
}: {
  readonly rich_text?: readonly RichTextItemRequest[]
  readonly markdown?: string
}): RichText[] => {
  if (markdown === undefined && rich_text !== undefined) return richTextFrom(rich_text)
  if (markdown !== undefined && rich_text === undefined) return richTextFrom(readLines(markdown))
  throw new ApiError(
    'validation_error',
    rich_text === undefined
      ? 'body failed validation: body.rich_text should be defined, instead was `undefined`.'
      : `body failed validation: body.markdown should be not present, instead was \`${JSON.stringify(markdown)}\`.`,
  )
}
