import type { FilterRequest, SortRequest } from '../contract/objects/query.js'
import type { ViewType } from '../contract/objects/view.js'
import type { Edit } from './content.js'

type Json = Readonly<Record<string, unknown>>

/** What a view shows; properties go by their ids. */
export type ViewDefinition = {
  readonly filter?: FilterRequest
  readonly sorts?: readonly SortRequest[]
  /** Conditions by the ids of their properties. */
  readonly quickFilters?: Readonly<Record<string, Json>>
  readonly configuration?: Json
}

/** A way to look at a data source, in a database. */
export type View = {
  readonly viewId: string
  readonly databaseId: string
  readonly dataSourceId: string
  readonly name: string
  readonly type: ViewType
  readonly definition: ViewDefinition
  readonly position: number
  readonly createdAt: number
  readonly createdBy: string
  readonly editedAt: number
  readonly editedBy: string
}

/** Rows that a view showed when it was asked. */
export type ViewQuery = {
  readonly queryId: string
  readonly workspaceId: string
  readonly viewId: string
  readonly botId: string
  readonly expiresAt: number
  readonly pageIds: readonly string[]
}

export type ViewStore = {
  find(workspaceId: string, viewId: string): Promise<View | undefined>
  /** Views of a database or over a data source, in their order. */
  list(
    workspaceId: string,
    of: { readonly databaseId: string } | { readonly dataSourceId: string },
  ): Promise<View[]>
  create(
    workspaceId: string,
    view: Omit<View, 'createdAt' | 'createdBy' | 'editedAt' | 'editedBy'>,
    edit: Edit,
  ): Promise<boolean>
  /** Puts the views of a database at even distances, in the order that they have. */
  spread(workspaceId: string, databaseId: string): Promise<void>
  /** Changes a view, if it is still as it was read. */
  update(
    workspaceId: string,
    found: View,
    next: Pick<View, 'name' | 'definition'>,
    edit: Edit,
  ): Promise<boolean>
  /** Which change of the views of a database was the last. */
  findVersion(workspaceId: string, databaseId: string): Promise<number | undefined>
  /** Removes a view for good, if no other of its database has been removed since. */
  remove(workspaceId: string, view: View, version: number): Promise<boolean>
  /** Keeps what a view showed, and lets go of what has expired. */
  keepQuery(query: ViewQuery, now: number): Promise<void>
  findQuery(queryId: string): Promise<ViewQuery | undefined>
  removeQuery(queryId: string): Promise<boolean>
}
