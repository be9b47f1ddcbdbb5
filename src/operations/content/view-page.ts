import {
  type ContentNode,
  nodesIn,
  parseCursor,
  spellCursor,
  textsIn,
} from '../../domain/content/content-tree.js'
import type { CustomEmoji } from '../../domain/content/custom-emoji.js'
import { type Page, valuesOf } from '../../domain/content/page.js'
import { mentionedIn } from '../../domain/content/rich-text.js'
import { namedIn, type ShownValue, shownValues } from '../../domain/content/shown-value.js'
import { isShareable } from '../../domain/sharing/access.js'
import type { Workspace } from '../../domain/workspaces/workspace.js'
import type { FoundBlock, PageLabel, Reader } from '../../ports/content.js'
import type { Deps } from '../deps.js'
import { askerOfPerson, stampOf, withComputed } from './computed.js'
import { emojisIn } from './naming.js'
import { openFiles } from './open-files.js'
import { holderOf, type Reading, readTree } from './read-tree.js'

/** How many blocks are shown at once. */
const MAX_BLOCKS = 1000

const nothing: Reading = { tree: [], next: [] }

const NO_PAGE: Page = { title: [], icon: null, cover: null, isLocked: false, row: null }

/** A page as a person sees it, or one block of it with what stands below. */
export type PageView = {
  readonly workspace: Workspace
  readonly pageId: string
  readonly page: Page
  /** What it has as a row of a table, if it is one. */
  readonly properties: readonly ShownValue[]
  /** The block that is shown instead of the whole page. */
  readonly blockId: string | undefined
  /** The pages above, the topmost first. */
  readonly ancestors: readonly PageLabel[]
  readonly tree: readonly ContentNode[]
  readonly inTrash: boolean
  /** They may say who else sees it. */
  readonly isSharer: boolean
  /** It starts where an earlier view ended. */
  readonly isContinued: boolean
  /** Where the next view starts; undefined: there is none. */
  readonly next: string | undefined
  /** Pages that are linked to, by id. */
  readonly labels: ReadonlyMap<string, PageLabel>
  /** People and bots that are mentioned, by id. */
  readonly names: ReadonlyMap<string, string>
  /** Custom emojis that stand in texts, by id. */
  readonly emojis: ReadonlyMap<string, CustomEmoji>
}

/**
 * Part of a page for a person: at most 1,000 blocks, from where `cursor` says. Undefined if there is no such page
 * that is shared with them.
 */
export const viewPage = async (
  deps: Deps,
  userId: string,
  id: string,
  cursor: string,
): Promise<PageView | undefined> => {
  const { content } = deps.store
  const found = await findForPerson(deps, userId, id)
  if (!found) return undefined
  const { workspace, reader, block } = found
  const sight = { asker: reader, find: (one: string) => content.findBlockForReader(reader, one) }
  const from = parseCursor(cursor)
  const isPage = block.page !== null && block.type === 'child_page'
  const holder = isPage ? block.blockId : await holderOf(sight, block)
  const isLost = holder === 'lost'
  const [{ tree: below, next }, home, ancestors, properties, access] = await Promise.all([
    isLost || holder === undefined ? nothing : readTree(deps, sight, holder, from, MAX_BLOCKS),
    isPage || block.pageId === null ? block : content.findBlockForReader(reader, block.pageId),
    content.listAncestorsForReader(reader, block.blockId),
    isPage ? propertiesOf(deps, reader, block) : [],
    deps.store.sharing.findAccess(reader, block.blockId),
  ])
  const tree = isPage ? below : [{ ...rootOf(block, below, from.length > 0), isLost }]
  const page = home?.page ?? NO_PAGE
  const named = namedIn(properties)
  const mentioned = mentionedIn([...page.title, ...textsIn(tree), ...named.texts])
  const linked = nodesIn(tree).flatMap(({ block: { body } }) => (body.link ? [body.link.id] : []))
  const [labels, names, emojis] = await Promise.all([
    content.listLabels(reader, [...new Set([...mentioned.places, ...linked, ...named.pages])]),
    content.listNames(workspace.workspaceId, [...new Set([...mentioned.users, ...named.users])]),
    emojisIn({ ...deps, origin: '' }, workspace.workspaceId, mentioned.emojis, [
      page.icon,
      ...ancestors.map(({ icon }) => icon),
      ...nodesIn(tree).flatMap(({ block, page: own }) => [block.body.icon, own?.icon]),
    ]),
  ])
  const { openPage, openLabel, openNode } = openFiles(deps, emojis)
  return {
    workspace,
    pageId: home?.blockId ?? block.blockId,
    page: openPage(page),
    properties,
    blockId: isPage ? undefined : block.blockId,
    ancestors: (isPage ? ancestors : ancestors.slice(0, -1)).map(openLabel),
    tree: tree.map(openNode),
    inTrash: block.inTrash,
    isSharer: isPage && access === 'full_access' && isShareable(block),
    isContinued: from.length > 0,
    next: next.length > 0 ? spellCursor(next) : undefined,
    labels: new Map(labels.map((label) => [label.id, openLabel(label)])),
    names,
    emojis,
  }
}

/** The values of a row, those that are computed among them. */
const propertiesOf = async (
  deps: Deps,
  reader: Reader,
  block: FoundBlock,
): Promise<readonly ShownValue[]> => {
  if (block.parentType !== 'data_source') return []
  const found = await deps.store.databases.findSchema(reader.workspaceId, block.parentId)
  if (!found) return []
  const { schema } = found
  const asker = askerOfPerson(deps, reader)
  const [row = block] = await withComputed(deps, asker, block.parentId, schema, [block])
  const values = row.page ? valuesOf(row.page) : {}
  const { addressOf } = openFiles(deps)
  return shownValues(schema, values, stampOf(block), deps.clock(), addressOf)
}

type Found = {
  readonly workspace: Workspace
  readonly reader: Reader
  readonly block: FoundBlock
}

/** An id may exist in several workspaces; the first of the person's own counts. */
export const findForPerson = async (
  { store }: Pick<Deps, 'store'>,
  userId: string,
  blockId: string,
): Promise<Found | undefined> => {
  for (const workspace of await store.workspaces.listOfUser(userId)) {
    const reader = { workspaceId: workspace.workspaceId, userId }
    const block = await store.content.findBlockForReader(reader, blockId)
    if (block) return { workspace, reader, block }
  }
  return undefined
}

const rootOf = (
  block: FoundBlock,
  children: readonly ContentNode[],
  isContinued: boolean,
): ContentNode => ({
  block,
  page: block.page,
  children,
  ordinal: undefined,
  isContinued,
  isTooDeep: false,
  isLost: false,
})
