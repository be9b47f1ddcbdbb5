import type { RichText } from '../domain/content/rich-text.js'
import { type Html, html } from '../lib/html.js'
import { commentGlyph } from './glyphs.js'
import { name } from './parts.js'
import { type Names, richText } from './rich-text.js'
import { timeElement } from './time.js'

export type CommentShown = {
  readonly discussionId: string
  readonly author: string
  readonly at: string
  readonly isEdited: boolean
  readonly texts: readonly RichText[]
  /** The block that it is on, in words; undefined: the page as a whole. */
  readonly quoted: string | undefined
}

const comment = (
  { author, at, isEdited, texts }: CommentShown,
  names: Names,
): Html => html`<li class="comment">
<p class="comment-head"><strong>${name(author)}</strong> <span class="muted">${timeElement(at)}${isEdited && ' · edited'}</span></p>
<p class="line">${richText(texts, names)}</p>
</li>`

/** What was said of a page, discussion by discussion. */
export function commentsOf(comments: readonly CommentShown[], names: Names): Html | undefined {
  if (comments.length === 0) return undefined
  const discussions = new Map<string, CommentShown[]>()
  for (const one of comments) {
    const found = discussions.get(one.discussionId)
    if (found) found.push(one)
    else discussions.set(one.discussionId, [one])
  }
  const shown = [...discussions.values()].map((found) => {
    const quoted = found[0]?.quoted
    return html`<li class="discussion">${quoted !== undefined && html`<p class="comment-quote">${quoted || 'A block'}</p>`}<ol>${found.map((one) => comment(one, names))}</ol></li>`
  })
  return html`<section class="comments" aria-labelledby="comments-title">
<h2 id="comments-title">${commentGlyph} Comments <span class="muted">${comments.length}</span></h2>
<ol>${shown}</ol>
</section>`
}
