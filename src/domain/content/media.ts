import type { CoverRequest, IconRequest } from '../../contract/objects/media.js'
import { dashed } from '../../lib/uuid.js'

/** A file that lies somewhere else. */
export type Media = { readonly type: 'external'; readonly url: string }

export type Icon =
  | Media
  | { readonly type: 'emoji'; readonly emoji: string }
  | { readonly type: 'custom_emoji'; readonly id: string }
  | { readonly type: 'icon'; readonly name: string; readonly color: string }

/** Reads a file that a client named. */
export const mediaFrom = ({ external }: CoverRequest): Media => ({
  type: 'external',
  url: external.url,
})

/** Notion's own icons, by the address of their picture. Contract §6.2. */
const OWN_ICON = /^https:\/\/(?:www\.)?notion\.(?:so|com)\/icons\/([a-z0-9-]+)_([a-z]+)\.svg/

export const iconFrom = (icon: IconRequest | null): Icon | null => {
  if (icon === null) return null
  if ('emoji' in icon) return { type: 'emoji', emoji: icon.emoji }
  if ('custom_emoji' in icon) return { type: 'custom_emoji', id: dashed(icon.custom_emoji.id) }
  if ('icon' in icon)
    return { type: 'icon', name: icon.icon.name, color: icon.icon.color ?? 'gray' }
  const [, name, color] = OWN_ICON.exec(icon.external.url) ?? []
  return name !== undefined && color !== undefined ? { type: 'icon', name, color } : mediaFrom(icon)
}
