import { type Html, html } from '../lib/html.js'

// Of Markdown, only what API descriptions use inside a sentence.
const INLINE = /`([^`]+)`|\[([^\]]+)\]\(((?:https?:\/\/|\/(?!\/)|#)[^)\s]*)\)|\*\*([^*]+)\*\*/g

export function inlineProse(text: string): readonly (Html | string)[] {
  const parts: (Html | string)[] = []
  let end = 0
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, linkText, href, strong] = match
    parts.push(text.slice(end, match.index))
    if (code !== undefined) parts.push(html`<code>${code}</code>`)
    else if (href !== undefined) parts.push(html`<a href="${href}">${linkText}</a>`)
    else parts.push(html`<strong>${strong}</strong>`)
    end = match.index + whole.length
  }
  return [...parts, text.slice(end)]
}

/** Paragraphs split at blank lines; a run of `- ` lines becomes a list. */
export function prose(text: string): readonly Html[] {
  const blocks = text.split(/\n\s*\n/).filter((block) => block.trim() !== '')
  return blocks.map((block) => {
    const lines = block.trim().split('\n')
    if (lines.every((line) => /^\s*[-*] /.test(line))) {
      return html`<ul class="prose-list">${lines.map((line) => html`<li>${inlineProse(line.replace(/^\s*[-*] /, ''))}</li>`)}</ul>`
    }
    return html`<p>${inlineProse(block.trim())}</p>`
  })
}
