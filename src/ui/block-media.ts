import type { Media } from '../domain/content/media.js'
import { attributes, type Html, html } from '../lib/html.js'
import { linkGlyph } from './glyphs.js'
import { ownFile, pictureAddress } from './page-icon.js'
import { copyButton, webAddress } from './parts.js'

type Caption = readonly Html[]

const withCaption = (content: Html, caption: Caption): Html =>
  html`<figure>${content}${caption.length > 0 && html`<figcaption>${caption}</figcaption>`}</figure>`

const card = (kind: string, title: string, address: string, href: string | undefined): Html => {
  const text = html`<span class="media-kind">${linkGlyph}${kind}</span><strong><bdi>${title}</bdi></strong><span class="media-address">${address}</span>`
  return href === undefined
    ? html`<div class="media-card">${text}</div>`
    : html`<a class="media-card"${attributes({ href, rel: 'noopener' })}>${text}</a>`
}

/** The address of a file; uploaded files have been given one of this server's. */
export const placeOf = (media: Media | undefined): string =>
  media?.type === 'external' ? media.url : ''

const BASE = 'http://localhost'

const lastPartOf = (url: string): string => {
  if (!URL.canParse(url, BASE)) return ''
  const part = new URL(url, BASE).pathname.split('/').at(-1) ?? ''
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const hostOf = (href: string): string =>
  ownFile(href) === undefined ? new URL(href).host : 'This workspace'

/** What stands somewhere else on the web: a link, if a browser may be sent there. */
export function addressCard(kind: string, url: string, caption: Caption): Html {
  const href = webAddress(url)
  const title = href === undefined ? 'No web address' : hostOf(href)
  return withCaption(card(kind, title, url, href), caption)
}

/** A file somewhere else: a link to it. Nothing of others is played in these pages. */
export function fileCard(
  kind: string,
  url: string,
  name: string | undefined,
  caption: Caption,
): Html {
  const href = ownFile(url) ?? webAddress(url)
  const title = name || lastPartOf(href ?? '') || (href ? hostOf(href) : 'No web address')
  return withCaption(card(kind, title, href === undefined ? url : hostOf(href), href), caption)
}

export function pictureBlock(url: string, words: string, caption: Caption): Html {
  const src = pictureAddress(url)
  if (src === undefined) return fileCard('Image', url, undefined, caption)
  const alt = words || lastPartOf(src) || 'Image'
  return withCaption(
    html`<img class="picture"${attributes({ src, alt, loading: 'lazy', decoding: 'async', referrerpolicy: 'no-referrer' })}>`,
    caption,
  )
}

export function codeBlock(language: string, text: Caption, caption: Caption): Html {
  return withCaption(
    html`<div class="sample code-block">
<div class="sample-head"><span>${language || 'plain text'}</span>${copyButton('code')}</div>
<pre><code data-copy-text>${text}</code></pre>
</div>`,
    caption,
  )
}
