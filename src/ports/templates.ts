import type { CopyStep, NewBlock, NewPage, PlacedBlock, TemplateCopy } from './content.js'

export type TemplateStore = {
  /** Templates of a data source that are not in the trash, in order, from one on. Undefined: that one is none. */
  list(
    workspaceId: string,
    dataSourceId: string,
    limit: number,
    from?: string,
  ): Promise<PlacedBlock[] | undefined>
  /** Notes a copy that is to be made, and puts what stands in the page in the trash if it is to be erased. */
  start(copy: TemplateCopy, erases: boolean): Promise<void>
  findCopy(copyId: string): Promise<TemplateCopy | undefined>
  /** Copies that are not finished, the oldest first. */
  listCopies(limit: number): Promise<TemplateCopy[]>
  /** Writes a part of a copy with what is left after it. `false`: somebody else has written it. */
  advance(
    copy: TemplateCopy,
    left: readonly CopyStep[],
    blocks: readonly NewBlock[],
    pages: readonly NewPage[],
    at: number,
  ): Promise<boolean>
}
