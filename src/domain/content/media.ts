import type { IconRequest, MediaRequest } from '../../contract/objects/media.js'
import { dashed } from '../../lib/uuid.js'

/** A file that lies somewhere else. */
export type ExternalFile = { readonly type: 'external'; readonly url: string }

/** A file that was uploaded. */
export type StoredFile = {
  readonly type: 'file'
  readonly fileUploadId: string
  readonly name: string
}

export type Media = ExternalFile | StoredFile

export type Icon =
  | Media
  | { readonly type: 'emoji'; readonly emoji: string }
  | { readonly type: 'custom_emoji'; readonly id: string }
  | { readonly type: 'icon'; readonly name: string; readonly color: string }

/** The uploaded files that a request names, by the id of the upload or by the address that was shown. */
export type Files = ReadonlyMap<string, StoredFile>

export const noFiles: Files = new Map()

/** What names an uploaded file in a request; undefined: it lies somewhere else. */
export const fileNameIn = (request: MediaRequest): string | undefined => {
  if ('file_upload' in request) return dashed(request.file_upload.id)
  return 'file' in request ? request.file.url : undefined
}

/** Reads a file that a client named; those that were uploaded have been looked up. */
export const mediaFrom = (request: MediaRequest, files: Files): Media => {
  if ('external' in request) return { type: 'external', url: request.external.url }
  const file = files.get(fileNameIn(request) ?? '')
  if (!file) throw new Error('The file of a request was not looked up.')
  return file
}

/** Notion's own icons, by the address of their picture. Contract §6.2. */
const OWN_ICON = /^https:\/\/(?:www\.)?notion\.(?:so|com)\/icons\/([a-z0-9-]+)_([a-z]+)\.svg/

export const iconFrom = (icon: IconRequest | null, files: Files): Icon | null => {
  if (icon === null) return null
  if ('emoji' in icon) return { type: 'emoji', emoji: icon.emoji }
  if ('custom_emoji' in icon) return { type: 'custom_emoji', id: dashed(icon.custom_emoji.id) }
  if ('icon' in icon)
    return { type: 'icon', name: icon.icon.name, color: icon.icon.color ?? 'gray' }
  const media = mediaFrom(icon, files)
  if (media.type === 'file') return media
  const [, name, color] = OWN_ICON.exec(media.url) ?? []
  return name !== undefined && color !== undefined ? { type: 'icon', name, color } : media
}
