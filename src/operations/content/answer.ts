import type { BlockAnswer } from '../../contract/objects/blocks.js'
import type { PageAnswer } from '../../contract/objects/page.js'
import type { PlacedBlock } from '../../ports/content.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { namesIn } from './naming.js'
import { presentBlock, presentPage, textsOf } from './present.js'

type Reference<Kind extends string> = { object: Kind; id: string }

const mayRead = ({ party }: Bearer): boolean => party.capabilities.includes('read_content')

/** Blocks as far as the token may read them. */
export const answerBlocks = async (
  call: Call,
  bearer: Bearer,
  blocks: readonly PlacedBlock[],
): Promise<(BlockAnswer | Reference<'block'>)[]> => {
  if (!mayRead(bearer)) return blocks.map(({ blockId: id }) => ({ object: 'block', id }))
  const named = await namesIn(call, bearer, blocks.flatMap(textsOf))
  return blocks.map((block) => presentBlock(block, named))
}

export const answerBlock = async (
  call: Call,
  bearer: Bearer,
  block: PlacedBlock,
): Promise<BlockAnswer | Reference<'block'>> => {
  const [answer] = await answerBlocks(call, bearer, [block])
  return answer as BlockAnswer
}

/** A page as far as the token may read it, with all its properties or those of the given ids. */
export const answerPage = async (
  call: Call,
  bearer: Bearer,
  block: PlacedBlock,
  filter?: string | readonly string[],
): Promise<PageAnswer | Reference<'page'>> => {
  if (!mayRead(bearer)) return { object: 'page', id: block.blockId }
  const page = presentPage(block, await namesIn(call, bearer, textsOf(block)), call.origin)
  if (filter === undefined) return page
  const wanted = new Set([filter].flat())
  const properties = Object.entries(page.properties).filter(([, { id }]) => wanted.has(id))
  return { ...page, properties: Object.fromEntries(properties) }
}
