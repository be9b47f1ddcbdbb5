import type { CustomEmoji } from '../domain/content/custom-emoji.js'

export type CustomEmojiStore = {
  /** The custom emojis of a workspace, or those of one name, in order, from one on. Undefined: that one is none. */
  list(
    workspaceId: string,
    limit: number,
    search: { readonly name?: string | undefined; readonly from?: string | undefined },
  ): Promise<CustomEmoji[] | undefined>
  /** Those among the given that the workspace has. */
  findMany(workspaceId: string, ids: readonly string[]): Promise<CustomEmoji[]>
}
