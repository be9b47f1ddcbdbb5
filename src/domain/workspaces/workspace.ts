/** `owner` and `member` see the workspace and are listed; a `guest` is not listed. */
export type Role = 'owner' | 'member' | 'guest'

export type Workspace = {
  readonly workspaceId: string
  readonly name: string
  /** An emoji or a URL. */
  readonly icon: string | null
  readonly createdAt: number
}

export type Membership = {
  readonly workspaceId: string
  readonly userId: string
  readonly role: Role
  readonly createdAt: number
}

/** A person. */
export type Person = {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly avatarUrl: string | null
  readonly createdAt: number
}

/** One integration in one workspace, installed by one person or (owner null) by the workspace itself. */
export type Bot = {
  readonly botId: string
  readonly integrationId: string
  readonly workspaceId: string
  readonly owner: Person | null
  readonly name: string
  readonly icon: string | null
  readonly workspaceName: string
  readonly workspaceIcon: string | null
}

/** Somebody whom `GET /v1/users` shows. */
export type WorkspaceUser =
  | { readonly type: 'person'; readonly id: string; readonly person: Person }
  | { readonly type: 'bot'; readonly id: string; readonly bot: Bot }

/** A page or database as far as the page picker needs it; rows of databases are left out. */
export type PageTitle = {
  readonly pageId: string
  readonly kind: 'page' | 'database'
  readonly parentId: string | null
  readonly title: string
  readonly icon: string | null
}
