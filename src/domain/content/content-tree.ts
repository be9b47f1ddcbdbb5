import type { Block } from './block.js'
import type { Page } from './page.js'
import type { RichText } from './rich-text.js'

/** A block with what stands below it, as far as it is shown at once. */
export type ContentNode = {
  readonly block: Pick<Block, 'blockId' | 'type' | 'body'>
  /** The page that it is, if it is one. */
  readonly page: Page | null
  readonly children: readonly ContentNode[]
  /** Among numbered items: which one in its list, from 1. */
  readonly ordinal: number | undefined
  /** Its children start in the middle: those before were shown earlier. */
  readonly isContinued: boolean
  /** Something stands below it that is nested too deeply to be shown here. */
  readonly isTooDeep: boolean
  /** A copy whose original is gone or not to be seen. */
  readonly isLost: boolean
}

/** One step on the way to where a reading goes on: a block, and its number if it is a numbered item. */
export type Step = { readonly blockId: string; readonly ordinal: number | undefined }

const STEP = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?:-(\d{1,7}))?$/

/** `<id>-<number>.<id>…` from the top down: it survives changes to the page better than a count would. */
export const spellCursor = (steps: readonly Step[]): string =>
  steps
    .map(({ blockId, ordinal }) => {
      const id = blockId.replaceAll('-', '')
      return ordinal === undefined ? id : `${id}-${ordinal}`
    })
    .join('.')

/** Reads what {@link spellCursor} wrote; anything else starts at the top. */
export const parseCursor = (text: string): Step[] => {
  const found = text.split('.').map((step) => STEP.exec(step))
  if (found.includes(null)) return []
  return found.map((match) => {
    const [, a, b, c, d, e, ordinal] = match ?? []
    const blockId = [a, b, c, d, e].join('-')
    return { blockId, ordinal: ordinal === undefined ? undefined : Number(ordinal) }
  })
}

/** The blocks of a tree in the order in which they are read. */
export const nodesIn = (tree: readonly ContentNode[]): ContentNode[] =>
  tree.flatMap((node) => [node, ...nodesIn(node.children)])

/** How deep a heading stands in a table of contents, from 1; undefined: it is none. */
export const headingLevelOf = ({ block }: ContentNode): number | undefined => {
  const [, level] = /^heading_([1-4])$/.exec(block.type) ?? []
  return level === undefined ? undefined : Number(level)
}

/** Every text of a tree, for what it mentions. */
export const textsIn = (tree: readonly ContentNode[]): RichText[] =>
  nodesIn(tree).flatMap(({ block: { body }, page }) => [
    ...(body.rich_text ?? []),
    ...(body.caption ?? []),
    ...(body.cells?.flat() ?? []),
    ...(page?.title ?? []),
  ])
