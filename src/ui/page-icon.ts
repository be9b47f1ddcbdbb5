import type { Icon } from '../domain/content/media.js'
import { type Html, html } from '../lib/html.js'
import { pageGlyph } from './glyphs.js'
import { isEmoji } from './parts.js'

/** The pictures of the demo are assets of every server, whatever its address is. */
const OWN_PICTURE =
  /^(?:http:\/\/(?:localhost|127\.0\.0\.1):\d+)?(\/assets\/(?:mosaic|tile|spark)\.svg)$/

/** Pictures of others are loaded over https only: the pages' policy allows no other, and tells nobody where they stand. */
export const pictureAddress = (url: string | undefined): string | undefined => {
  if (url === undefined) return undefined
  const [, own] = OWN_PICTURE.exec(url) ?? []
  return own ?? ownFile(url) ?? (/^https:\/\//i.test(url) && URL.canParse(url) ? url : undefined)
}

/** An uploaded file, by its address on this server. */
export const ownFile = (url: string): string | undefined =>
  /^\/files\/[0-9a-f-]{36}\/[^/]*$/.test(url) ? url : undefined

const picture = (url: string): Html =>
  html`<img class="icon-picture" src="${url}" alt="" loading="lazy" referrerpolicy="no-referrer">`

/** The icon of a page or callout; undefined where there is none to show. */
export function iconPicture(icon: Icon | null): Html | undefined {
  if (icon?.type === 'emoji') return isEmoji(icon.emoji) ? html`${icon.emoji}` : undefined
  const address = icon?.type === 'external' ? pictureAddress(icon.url) : undefined
  return address === undefined ? undefined : picture(address)
}

/** What stands before the title of a page wherever it is named. */
export function pageIcon(icon: Icon | null): Html {
  return html`<span class="page-icon" aria-hidden="true">${iconPicture(icon) ?? pageGlyph}</span>`
}
