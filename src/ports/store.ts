import type { Capability } from '../contract/capabilities.js'
import type { BulkSubject, Occasion, RevocationReason } from '../domain/audit/entry.js'
import type { CustomEmoji } from '../domain/content/custom-emoji.js'
import type { Integration } from '../domain/integrations/integration.js'
import type { Grant, GrantParty, IssuedToken } from '../domain/oauth/grant.js'
import type { IssuedCode } from '../domain/oauth/redemption.js'
import type { Access, AccessRule } from '../domain/sharing/access.js'
import type {
  Bot,
  Membership,
  PageTitle,
  Person,
  Workspace,
  WorkspaceUser,
} from '../domain/workspaces/workspace.js'
import type { AsyncTaskStore } from './async-tasks.js'
import type { AuditStore } from './audit.js'
import type { CommentStore } from './comments.js'
import type { ContentStore, Edit, LinkChange, NewBlock, NewPage, Reader } from './content.js'
import type { CustomEmojiStore } from './custom-emojis.js'
import type { DatabaseStore, NewDatabase } from './databases.js'
import type { FileUploadStore } from './file-uploads.js'
import type { HousekeepingStore } from './housekeeping.js'
import type { RelationStore } from './relations.js'
import type { SharingStore } from './sharing.js'
import type { TemplateStore } from './templates.js'
import type { ViewStore } from './views.js'

/**
 * What the server needs from its store. Every write is atomic, and durable when its promise resolves.
 * A write that answers `false` changed nothing: somebody else changed the row first. Read again and decide again.
 */
export type Store = {
  readonly grants: GrantStore
  readonly integrations: IntegrationStore
  readonly workspaces: WorkspaceStore
  readonly content: ContentStore
  readonly databases: DatabaseStore
  readonly relations: RelationStore
  readonly sharing: SharingStore
  readonly comments: CommentStore
  readonly templates: TemplateStore
  readonly views: ViewStore
  readonly customEmojis: CustomEmojiStore
  readonly asyncTasks: AsyncTaskStore
  readonly fileUploads: FileUploadStore
  readonly sessions: SessionStore
  readonly installation: InstallationStore
  readonly audit: AuditStore
  readonly housekeeping: HousekeepingStore
  /**
   * Does a work that only one node at a time may do. `false`: another node is at it, and nothing was done. It takes no
   * clock to let go: the claim ends with the work, the node or its connection to the store.
   */
  exclusively(name: string, work: () => Promise<void>): Promise<boolean>
  /** The store's own time in milliseconds since 1970: one for all nodes, however their machines' clocks differ. */
  now(): Promise<number>
  /** Resolves when the store answers; rejects when it cannot. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Digests of a new pair, as the store keeps them. */
export type NewTokens = {
  readonly access: { readonly digest: string; readonly hint: string }
  readonly refresh: { readonly digest: string; readonly hint: string } | undefined
}

/** A token as a client presents it, with the client's own credentials, all as the store keeps them. */
export type ClientClaim = {
  readonly tokenDigest: string
  readonly clientId: string
  readonly secretDigest: string
}

export type NewConsent = {
  readonly grantId: string
  readonly botId: string
  readonly codeDigest: string
  readonly redirectUri: string
  readonly redirectUriGiven: boolean
  readonly codeChallenge: string | null
  /** What the person agreed to: a later change of the integration needs a new consent. */
  readonly capabilities: readonly Capability[]
  readonly pageIds: readonly string[]
  readonly createdAt: number
}

/** A grant as its owner sees it. */
export type Connection = {
  readonly grant: Grant
  readonly party: GrantParty
  readonly integrationIcon: string | null
  readonly workspaceName: string
  readonly pageCount: number
  readonly connectedAt: number
}

/** Where a page of a list ends: the next one starts after it. */
export type Keyset = { readonly at: number; readonly id: string }

/** What is alive of a bulk revocation's subject. */
export type BulkCount = { readonly grants: number; readonly credentials: number }

/**
 * The token life cycle. The grant's row is the fence: every change is one conditional update of it, by version, and
 * whatever else is written with it stands or falls with that update. Of two changes decided upon the same version
 * exactly one wins, on every node.
 */
export type GrantStore = {
  findToken(digest: string): Promise<(IssuedToken & { readonly bot: Bot }) | undefined>
  /** Those that exist, by digest. */
  findTokens(digests: readonly string[]): Promise<ReadonlyMap<string, IssuedToken>>
  /** The token in one step with the client's authentication: only a token of this client, only for its live secret. */
  findTokenOfClient(claim: ClientClaim): Promise<IssuedToken | undefined>
  findCode(digest: string): Promise<(IssuedCode & { readonly bot: Bot }) | undefined>
  /** Records a consent: a grant of generation 0 whose code is not redeemed yet. */
  create(consent: NewConsent, occasion: Occasion): Promise<void>
  /** Takes the code: the grant gets its first pair and its bot the pages of this consent. */
  redeem(grant: Grant, tokens: NewTokens, occasion: Occasion): Promise<boolean>
  /** Replaces the pages that the bot of a live grant sees, each named once. */
  choosePages(grant: Grant, pageIds: readonly string[], occasion: Occasion): Promise<boolean>
  /** Replaces the pair by the next one; the former generation is dead at once. */
  rotate(grant: Grant, tokens: NewTokens, sealedPair: string, occasion: Occasion): Promise<boolean>
  /**
   * Records that the pair of a generation is about to be answered, by one request or several. `false`: the grant ended
   * meanwhile, or went on to another pair.
   */
  handOver(grantId: string, generation: number): Promise<boolean>
  /** Records that a token of the newest pair was used: its predecessor can no longer be replayed. */
  markPairUsed(grant: Grant, now: number): Promise<boolean>
  /** The same because the client asked for it: noted in the trail. */
  endReplay(grant: Grant, occasion: Occasion): Promise<boolean>
  /** Remembers when a grant was last used. Never wins against a life-cycle change. */
  touch(grantId: string, now: number): Promise<void>
  /**
   * Ends a grant, whatever became of it since it was read; `false`: it was dead already. Asked for together with a
   * change that would extend the grant, it goes first.
   */
  revoke(grantId: string, reason: RevocationReason, occasion: Occasion): Promise<boolean>
  /**
   * Revokes in one step what {@link findTokenOfClient} would find, if it may end its grant, was issued after the given
   * times and is not static. `false` says that not all of this held, and not which.
   */
  revokeOfClient(
    claim: ClientClaim,
    issuedAfter: { readonly access: number; readonly refresh: number },
    environments: 'live' | 'all',
    occasion: Occasion,
  ): Promise<boolean>
  /**
   * Ends every grant of a subject at once, however many they are, by one row: those made later live. `false`: there
   * is no such subject. With `endSessions` a user is signed out everywhere in the same commit.
   */
  revokeAllOf(
    subject: BulkSubject,
    reason: RevocationReason,
    occasion: Occasion,
    endSessions?: boolean,
  ): Promise<boolean>
  /** What {@link revokeAllOf} would end now. */
  countAllOf(subject: BulkSubject): Promise<BulkCount>
  /** The newest connections among them. */
  listAllOf(subject: BulkSubject, limit: number): Promise<Connection[]>
  /** The live connections of a person, newest first. */
  listConnections(userId: string, limit: number, after?: Keyset): Promise<Connection[]>
  findConnection(grantId: string): Promise<Connection | undefined>
  /** The static grant of an internal integration in its workspace. */
  findStatic(
    integrationId: string,
  ): Promise<
    { readonly grant: Grant; readonly hint: string; readonly issuedAt: number } | undefined
  >
  createStatic(grantId: string, botId: string, tokens: NewTokens, occasion: Occasion): Promise<void>
}

export type NewBot = {
  readonly botId: string
  readonly integrationId: string
  readonly workspaceId: string
  readonly ownerId: string | null
  readonly createdAt: number
}

/** Whose secret it is. */
export type SecretHolder = Pick<Integration, 'integrationId' | 'name'>

export type IntegrationStore = {
  find(integrationId: string): Promise<Integration | undefined>
  /** Who has a live client secret of these digests. Reads every public integration, if there is a digest at all. */
  findBySecrets(digests: readonly string[]): Promise<ReadonlyMap<string, SecretHolder>>
  /** Those that a person created, oldest first. */
  listCreatedBy(userId: string): Promise<Integration[]>
  create(integration: Integration): Promise<void>
  /** Writes every changeable field, if the version is still the one that was read. */
  update(integration: Integration): Promise<boolean>
  /** Ends the integration: every token of it is dead at once. */
  remove(integration: Integration, occasion: Occasion): Promise<boolean>
  /** The bot of an integration, a workspace and an owner; made when there is none. */
  bot(wanted: NewBot): Promise<Bot>
  findBotOf(
    integrationId: string,
    workspaceId: string,
    ownerId: string,
  ): Promise<string | undefined>
  /** The pages chosen for a bot that is connected now. */
  listPagesOfBot(botId: string): Promise<string[]>
}

export type WorkspaceStore = {
  find(workspaceId: string): Promise<Workspace | undefined>
  findByName(name: string): Promise<Workspace | undefined>
  /** Names may repeat; oldest first. */
  listByName(name: string): Promise<Workspace[]>
  create(workspace: Workspace): Promise<void>
  listOfUser(userId: string): Promise<(Workspace & { readonly role: Membership['role'] })[]>
  /** Members (not guests) and connected bots, in the order they came. `from` is where the page starts. */
  listUsers(
    workspaceId: string,
    limit: number,
    from?: Keyset,
  ): Promise<(WorkspaceUser & { createdAt: number })[]>
  /** A member, guest or connected bot of the workspace. */
  findUser(
    workspaceId: string,
    id: string,
  ): Promise<(WorkspaceUser & { createdAt: number }) | undefined>
  /** Pages and databases, without rows of databases, each with what the person may do with it. */
  listPages(reader: Reader): Promise<(PageTitle & { readonly access: Access })[]>
  findPerson(
    by: { userId: string } | { email: string },
  ): Promise<(Person & { passwordHash: string | null }) | undefined>
  createPerson(
    person: Person,
    passwordHash: string | null,
    membership: Membership,
  ): Promise<boolean>
  /**
   * Gives a person who has no password one, and a place in the workspace unless they have it. `false`: there is nobody of
   * the address without a password.
   */
  givePassword(
    email: string,
    passwordHash: string,
    membership: Omit<Membership, 'userId'>,
  ): Promise<boolean>
}

export type SessionStore = {
  create(digest: string, userId: string, now: number, expiresAt: number): Promise<void>
  /** The person who is signed in, if the session still lives. */
  find(digest: string, now: number): Promise<Person | undefined>
  remove(digest: string): Promise<void>
}

/** Everything that a seed file describes, ready to be written. */
export type SeedRows = {
  readonly workspaces: readonly Workspace[]
  readonly people: readonly (Person & { readonly passwordHash: string | null })[]
  readonly memberships: readonly Membership[]
  readonly integrations: readonly Integration[]
  readonly bots: readonly NewBot[]
  readonly staticGrants: readonly {
    readonly grantId: string
    readonly botId: string
    readonly tokens: NewTokens
    readonly createdAt: number
  }[]
  readonly customEmojis: readonly (CustomEmoji & { readonly workspaceId: string })[]
  /** What each workspace holds, by whom and when it was made. */
  readonly contents: readonly {
    readonly workspaceId: string
    readonly blocks: readonly NewBlock[]
    readonly pages: readonly NewPage[]
    readonly databases: readonly NewDatabase[]
    readonly rules: readonly (AccessRule & { readonly blockId: string })[]
    readonly links: readonly LinkChange[]
    readonly edit: Edit
  }[]
}

export type Environment = 'development' | 'production'

export type InstallationStore = {
  /** Which environment this store was set up for, or undefined on an empty store. */
  find(): Promise<{ readonly environment: Environment; readonly createdAt: number } | undefined>
  /** Sets up an empty store in one step. `false`: it was set up before. */
  create(environment: Environment, rows: SeedRows, now: number): Promise<boolean>
  /** Removes everything. */
  clear(): Promise<void>
}
