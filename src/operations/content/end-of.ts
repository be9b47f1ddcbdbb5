import { positionsBetween } from '../../domain/content/positions.js'
import type { Call } from '../deps.js'

/** The place behind everything that stands below a parent. */
export const endOf = async (
  { store }: Call,
  workspaceId: string,
  parentId: string,
): Promise<number> => {
  const gap = await store.content.findGap(workspaceId, parentId, 'end')
  const [position = 0] = positionsBetween(gap?.after, undefined, 1) ?? []
  return position
}
