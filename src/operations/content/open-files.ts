import type { BlockBody } from '../../domain/content/block.js'
import type { ContentNode } from '../../domain/content/content-tree.js'
import type { Icon, Media } from '../../domain/content/media.js'
import type { Page } from '../../domain/content/page.js'
import type { PageLabel } from '../../ports/content.js'
import type { Deps } from '../deps.js'
import { fileLinks } from './naming.js'

/** Puts the address of the next hour in the place of each uploaded file, for a page of this server. */
export const openFiles = (deps: Pick<Deps, 'clock' | 'settings'>) => {
  const link = fileLinks({ ...deps, origin: '' })
  const addressOf = (file: Media): string => (file.type === 'file' ? link(file).url : file.url)
  const openMedia = (file: Media): Media => ({ type: 'external', url: addressOf(file) })
  const openIcon = (icon: Icon | null): Icon | null =>
    icon?.type === 'file' ? openMedia(icon) : icon
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
