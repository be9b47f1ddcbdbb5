import { type BlockRequest, type BlockType, kindOf } from '../../contract/objects/blocks.js'
import type { attachmentCategories } from '../../contract/objects/comment.js'
import type { CoverRequest, IconRequest, MediaRequest } from '../../contract/objects/media.js'
import { isValueOf, type ValueRequest } from '../../contract/objects/properties.js'
import { typeIn } from '../content/block.js'
import { fileNameIn } from '../content/media.js'

/** Where a request puts a file. */
export type FilePlace = 'image' | 'video' | 'audio' | 'pdf' | 'file' | 'embed' | 'icon' | 'cover'

/** An uploaded file that a request names, and where it puts it. */
export type FileUse = { readonly name: string; readonly place: FilePlace }

const useOf = (request: MediaRequest, place: FilePlace): FileUse[] => {
  const name = fileNameIn(request)
  return name === undefined ? [] : [{ name, place }]
}

/** The files of blocks and of those below them. */
export const filesInBlocks = (requests: readonly BlockRequest[]): FileUse[] =>
  requests.flatMap((request) => {
    const type = typeIn(request)
    if (type === undefined) return []
    const body = request[type] as Readonly<Record<string, unknown>>
    const children = (body.children ?? []) as BlockRequest[]
    return [...filesInBody(type, body), ...filesInBlocks(children)]
  })

/** The files that a request says of one block. */
export const filesInBody = (
  type: BlockType,
  body: Readonly<Record<string, unknown>>,
): FileUse[] => {
  const icon = filesInIcon(body.icon as IconRequest | null | undefined)
  return kindOf(type).file === undefined
    ? icon
    : [...icon, ...useOf(body as MediaRequest, type as FilePlace)]
}

export const filesInIcon = (icon: IconRequest | null | undefined): FileUse[] =>
  icon && 'file_upload' in icon ? useOf(icon, 'icon') : []

export const filesInCover = (cover: CoverRequest | null | undefined): FileUse[] =>
  cover ? useOf(cover, 'cover') : []

/** The files of values of properties. */
export const filesInValues = (
  values: Readonly<Record<string, ValueRequest>> | undefined,
): FileUse[] =>
  Object.values(values ?? {}).flatMap((value) => {
    const files = isValueOf('files', value)
      ? value
      : (value as { readonly files?: unknown } | null)?.files
    return Array.isArray(files)
      ? (files as MediaRequest[]).flatMap((file) => useOf(file, 'file'))
      : []
  })

export type AttachmentCategory = (typeof attachmentCategories)[number]

/** What kind of file a type is. */
export const categoryOf = (contentType: string): AttachmentCategory => {
  const [family = ''] = contentType.split('/', 1)
  if (family === 'audio' || family === 'image' || family === 'video') return family
  if (contentType === 'application/mp4') return 'video'
  return contentType === 'application/pdf' ? 'pdf' : 'productivity'
}

/** May a file of a type stand there? Notion: guides/data-apis/working-with-files-and-media. */
export const fits = (contentType: string, place: FilePlace): boolean => {
  if (place === 'file') return true
  if (place === 'embed') return contentType === 'text/html'
  const wanted = place === 'icon' || place === 'cover' ? 'image' : place
  const isAudioToo = wanted === 'audio' && contentType === 'application/mp4'
  return isAudioToo || categoryOf(contentType) === wanted
}
