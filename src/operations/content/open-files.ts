import type { BlockBody } from '../../domain/content/block.js'
import type { ContentNode } from '../../domain/content/content-tree.js'
import type { CustomEmoji } from '../../domain/content/custom-emoji.js'
import type { Icon, Media } from '../../domain/content/media.js'
import type { Page } from '../../domain/content/page.js'
import type { PageLabel } from '../../ports/content.js'
import type { Deps } from '../deps.js'
import { fileLinks } from './naming.js'

/** Puts the address of the next hour in the place of each uploaded file, and that of its picture in the place of a custom emoji, for a page of this server. */
export const openFiles = (
  deps: Pick<Deps, 'clock' | 'settings'>,
  emojis: ReadonlyMap<string, CustomEmoji> = new Map(),
) => {
  const link = fileLinks({ ...deps, origin: '' })
  const addressOf = (file: Media): string => (file.type === 'file' ? link(file).url : file.url)
  const openMedia = (file: Media): Media => ({ type: 'external', url: addressOf(file) })
  const openIcon = (icon: Icon | null): Icon | null => {
    if (icon?.type === 'file') return openMedia(icon)
    if (icon?.type !== 'custom_emoji') return icon
    const emoji = emojis.get(icon.id)
    return emoji ? { type: 'external', url: emoji.url } : null
  }
  const openBody = (body: BlockBody): BlockBody => ({
    ...body,
    ...(body.icon && { icon: openIcon(body.icon) }),
    ...(body.file && { file: openMedia(body.file) }),
  })
  const openPage = <P extends Pick<Page, 'icon' | 'cover'>>(page: P): P => ({
    ...page,
    icon: openIcon(page.icon),
    cover: page.cover && openMedia(page.cover),
  })
  const openLabel = (label: PageLabel): PageLabel => ({ ...label, icon: openIcon(label.icon) })
  const openNode = (node: ContentNode): ContentNode => ({
    ...node,
    block: { ...node.block, body: openBody(node.block.body) },
    page: node.page && openPage(node.page),
    children: node.children.map(openNode),
  })
  return { addressOf, openPage, openLabel, openNode }
}
