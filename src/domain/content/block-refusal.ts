import { type BlockType, kindOf } from '../../contract/objects/blocks.js'
import type { Block, BlockBody, Draft } from './block.js'

/** Why blocks that a client sent may not be written below a block. Undefined: they may. */
export const refusalOf = (
  parent: Pick<Block, 'type' | 'body'>,
  drafts: readonly Draft[],
): string | undefined => refusalBelow(parent, drafts) ?? failed(faultsBelow(parent, drafts))

/** Why a block that stands somewhere may not change to this body. Undefined: it may. */
export const refusalOfChange = (
  parent: Pick<Block, 'type' | 'body'> | undefined,
  type: BlockType,
  body: BlockBody,
): string | undefined => failed(faultsIn(parent, type, body))

/** As the service tells what no shape of a request tells: a line for each fault (observed). */
const failed = (faults: readonly string[]): string | undefined =>
  faults.length === 0
    ? undefined
    : `Content creation Failed. Fix the following: \n${faults.join('\n')}`

const faultsBelow = (parent: Pick<Block, 'type' | 'body'>, drafts: readonly Draft[]): string[] =>
  drafts.flatMap((draft) => [
    ...faultsIn(parent, draft.type, draft.body),
    ...faultsBelow(draft, draft.children),
  ])

const faultsIn = (
  parent: Pick<Block, 'type' | 'body'> | undefined,
  type: BlockType,
  { rich_text = [], caption = [], cells, file }: BlockBody,
): string[] => {
  const texts = [...rich_text, ...caption, ...(cells ?? []).flat()]
  const loose = texts.filter(
    (text) => text.type === 'text' && text.link !== null && leadsNowhere(text.link),
  )
  const isUneven = parent?.type === 'table' && cells?.length !== parent.body.table_width
  const isLooseFile = file?.type === 'external' && !URL.canParse(file.url)
  return [
    ...loose.map(() => 'Invalid URL for link.'),
    ...(isUneven
      ? ['Number of cells in table row must match the table width of the parent table']
      : []),
    ...(isLooseFile ? [`Invalid ${type} url.`] : []),
  ]
}

/** A page or block of the workspace, as links within it were written before they had a host. */
const WITHIN = /^\/[0-9a-f]{32}/i

const leadsNowhere = (url: string): boolean => !URL.canParse(url) && !WITHIN.test(url)

/** Why these may not stand below that block; undefined: they may. */
export const refusalBelow = (
  parent: Pick<Block, 'type' | 'body'>,
  drafts: readonly Draft[],
): string | undefined => {
  const { children } = kindOf(parent.type)
  const { is_toggleable, synced_from } = parent.body
  const isClosed =
    children === 'none' || (children === 'if toggleable' && !is_toggleable) || Boolean(synced_from)
  if (isClosed) return 'Block does not support children.'
  for (const [index, { type }] of drafts.entries()) {
    const place = `body failed validation: body.children[${index}]`
    if (children === 'any' || children === 'if toggleable') {
      if (type === 'table_row' || type === 'column') {
        return `${place}.${type} should be not present, instead was \`{}\`.`
      }
    } else if (type !== children) {
      return `${place}.${children} should be defined, instead was \`undefined\`.`
    }
  }
  return refusalWithin(drafts)
}

const refusalWithin = (drafts: readonly Draft[]): string | undefined => {
  for (const draft of drafts) {
    if (draft.children.length === 0) continue
    const refusal = refusalBelow(draft, draft.children)
    if (refusal !== undefined) return refusal
  }
  return undefined
}
