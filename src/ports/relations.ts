import type { Page } from '../domain/content/page.js'
import type { Neighbour } from '../domain/content/property.js'
import type { Stamped } from '../domain/content/value.js'
import type { Reader, Viewer } from './content.js'

/** One end of a relation, and the data source that its pages stand in. */
export type RelationEnd = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly dataSourceId: string
}

/** A page that another one is related to. */
export type FoundLink = {
  readonly relationId: string
  readonly end: 'from' | 'to'
  readonly pageId: string
  readonly otherId: string
}

/** A row of a data source without what it holds. */
export type BareRow = {
  readonly dataSourceId: string
  readonly stamped: Stamped
  readonly page: Page
}

export type RelationStore = {
  /** Data sources by their ids, whoever asks. */
  listNeighbours(workspaceId: string, dataSourceIds: readonly string[]): Promise<Neighbour[]>
  /**
   * The pages that these are related to, in order, as far as the bot or the person may see them. Left out are those in
   * the trash and those that have left the data source.
   */
  listLinks(
    asker: Viewer | Reader,
    ends: readonly RelationEnd[],
    pageIds: readonly string[],
  ): Promise<FoundLink[]>
  /** Those of these pages that the bot may see and that are not in the trash, with what they stand in. */
  listRelatable(
    viewer: Viewer,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly parentId: string }[]>
  /** Rows by their ids. */
  listRowsById(workspaceId: string, ids: readonly string[]): Promise<BareRow[]>
}
