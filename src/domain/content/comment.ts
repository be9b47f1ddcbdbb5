import type { DisplayNameRequest } from '../../contract/objects/comment.js'
import { sha256 } from '../../lib/digest.js'
import { uuidFrom } from '../../lib/uuid.js'
import type { AttachmentCategory } from '../files/file-use.js'
import type { Bot } from '../workspaces/workspace.js'
import type { StoredFile } from './media.js'
import type { RichText } from './rich-text.js'

/** The name that a comment was written under. */
export type DisplayName = {
  readonly type: 'integration' | 'user' | 'custom'
  readonly name: string | null
}

/** A file on a comment, and what kind of file it is. */
export type Attachment = { readonly category: AttachmentCategory; readonly file: StoredFile }

export type Comment = {
  readonly commentId: string
  /** The page or block. */
  readonly parentId: string
  readonly discussionId: string
  readonly richText: readonly RichText[]
  readonly displayName: DisplayName
  readonly attachments: readonly Attachment[]
  /** Milliseconds. */
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
}

/** All comments on a page as a whole are one discussion, whoever is first: its id follows from the page's. */
export const discussionOfPage = (pageId: string): string =>
  uuidFrom(Buffer.from(sha256(`discussion of page ${pageId}`), 'base64url'), 8)

/** A bot without a person behind it has no user's name to write under. */
export const displayNameFrom = (
  request: DisplayNameRequest | undefined,
  { name, owner }: Pick<Bot, 'name' | 'owner'>,
): DisplayName => {
  switch (request?.type) {
    case 'custom':
      return { type: 'custom', name: request.custom.name }
    case 'user':
      return { type: 'user', name: owner?.name ?? null }
    default:
      return { type: 'integration', name }
  }
}
