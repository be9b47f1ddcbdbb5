import type { Occasion } from '../domain/audit/entry.js'
import type { Access, AccessRule } from '../domain/sharing/access.js'
import type { Membership, Person, Role } from '../domain/workspaces/workspace.js'
import type { Reader } from './content.js'

/** Everything that says who may see a page. */
export type Sharing = {
  /** Of the workspace: it changes with every change of what pages say. */
  readonly version: number
  /** What the page itself says and what stands above it, the page itself first. */
  readonly places: readonly {
    readonly blockId: string
    readonly title: string
    readonly rules: readonly AccessRule[]
  }[]
  /** Everybody in the workspace. */
  readonly people: readonly {
    readonly userId: string
    readonly name: string
    readonly email: string
    readonly role: Role
  }[]
}

/** What a page is to say; level null: nothing any more. */
export type SharingChange = Omit<AccessRule, 'level'> & { readonly level: Access | null }

/** Somebody who comes into a workspace; `person`, if the installation did not know them. */
export type Newcomer = { readonly person: Person | undefined; readonly membership: Membership }

export type SharingStore = {
  /** What somebody may do with a block. */
  findAccess(reader: Reader, blockId: string): Promise<Access>
  /** Whether a page itself says who may see it. */
  hasRules(workspaceId: string, blockId: string): Promise<boolean>
  find(workspaceId: string, blockId: string): Promise<Sharing>
  /** Changes what a page says. `false`: something else was changed since it was read. */
  change(
    workspaceId: string,
    blockId: string,
    version: number,
    changes: readonly SharingChange[],
    newcomer: Newcomer | undefined,
    occasion: Occasion,
  ): Promise<boolean>
}
