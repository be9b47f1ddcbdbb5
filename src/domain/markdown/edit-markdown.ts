import { ApiError } from '../../contract/errors.js'

/** A change of the markdown of a page, as a client asks for it. Notion: reference/update-page-markdown. */
export type MarkdownChange =
  | {
      readonly type: 'insert_content'
      readonly insert_content: {
        readonly content: string
        readonly after?: string
        readonly position?: { readonly type: 'start' | 'end' }
      }
    }
  | {
      readonly type: 'replace_content_range'
      readonly replace_content_range: { readonly content: string; readonly content_range: string }
    }
  | {
      readonly type: 'update_content'
      readonly update_content: {
        readonly content_updates: readonly {
          readonly old_str: string
          readonly new_str: string
          readonly replace_all_matches?: boolean
        }[]
      }
    }
  | { readonly type: 'replace_content'; readonly replace_content: { readonly new_str: string } }

/** The markdown of a page after a change. Errors: `validation_error` for text that is not there, or more than once. */
export const editMarkdown = (markdown: string, change: MarkdownChange): string => {
  switch (change.type) {
    case 'replace_content':
      return change.replace_content.new_str
    case 'update_content':
      return change.update_content.content_updates.reduce(replaced, markdown)
    case 'replace_content_range': {
      const { content, content_range } = change.replace_content_range
      const { from, to } = selected(markdown, content_range, 'content_range')
      return markdown.slice(0, from) + withoutEnd(content) + markdown.slice(to)
    }
    case 'insert_content': {
      const { content, after, position } = change.insert_content
      if (after !== undefined && position !== undefined) {
        throw new ApiError(
          'validation_error',
          `body failed validation: body.insert_content.after should be not present, instead was \`${JSON.stringify(after)}\`.`,
        )
      }
      if (after !== undefined) return insertedAfter(markdown, content, after)
      return position?.type === 'start' ? `${content}\n${markdown}` : `${markdown}\n${content}`
    }
  }
}

const withoutEnd = (text: string): string => {
  let end = text.length
  while (/[\r\n]/.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** How long the markdown of a page may become, in UTF-16 units. */
const MAX_LENGTH = 5_000_000

/** How many ellipses of a selection may be the one between its start and its end. */
const MAX_ELLIPSES = 100

type Update = {
  readonly old_str: string
  readonly new_str: string
  readonly replace_all_matches?: boolean
}

const replaced = (
  markdown: string,
  { old_str, new_str, replace_all_matches = false }: Update,
  index: number,
): string => {
  const parts = markdown.split(old_str)
  const place = `body.update_content.content_updates[${index}].old_str`
  if (parts.length === 1) {
    throw new ApiError('validation_error', `Could not find ${place} in the content of the page.`)
  }
  if (parts.length > 2 && !replace_all_matches) {
    throw new ApiError(
      'validation_error',
      `Found ${place} ${parts.length - 1} times in the content of the page. Make it longer, or set \`replace_all_matches\`.`,
    )
  }
  const length = markdown.length + (parts.length - 1) * (new_str.length - old_str.length)
  if (length > MAX_LENGTH) {
    throw new ApiError('validation_error', `The markdown would be longer than ${MAX_LENGTH}.`)
  }
  return parts.join(new_str)
}

/** Where a selection stands for the first time: text as it is written, or its start and its end. */
const selected = (markdown: string, written: string, field: string) => {
  const text = withoutEnd(written)
  const exact = markdown.indexOf(text)
  if (exact >= 0) return { from: exact, to: exact + text.length }
  for (const dots of [...text.matchAll(/\.{3}|…/g)].slice(0, MAX_ELLIPSES)) {
    const start = text.slice(0, dots.index)
    const end = text.slice(dots.index + dots[0].length)
    const from = markdown.indexOf(start)
    const last = from < 0 ? -1 : markdown.indexOf(end, from + start.length)
    if (last >= 0) return { from, to: last + end.length }
  }
  throw new ApiError(
    'validation_error',
    `Could not find the selection \`${field}\` in the content of the page.`,
  )
}

/** Behind the line on which the selection ends, and what stands below it, as deep as that line. */
const insertedAfter = (markdown: string, content: string, after: string): string => {
  const { to } = selected(markdown, after, 'after')
  const lines = markdown.split('\n')
  let at = markdown.slice(0, to).split('\n').length - 1
  const blank = /^\t*/.exec(lines[at] ?? '')?.[0] ?? ''
  const isInside = (line: string | undefined) =>
    line !== undefined && (line === '' || line.startsWith(`${blank}\t`) || closes(line, blank))
  while (isInside(lines[at + 1])) at += 1
  const added = withoutEnd(content)
    .split(/\r\n?|\n/)
    .map((line) => (line === '' ? '' : blank + line))
  return [...lines.slice(0, at + 1), ...added, ...lines.slice(at + 1)].join('\n')
}

/** The end of a tag that begins on the line itself or after it. */
const closes = (line: string, blank: string): boolean =>
  /^<\/(?:callout|columns|details|synced_block|synced_block_reference|table)>/.test(
    line.slice(blank.length),
  ) && line.startsWith(blank)
