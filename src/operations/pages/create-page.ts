import { ApiError } from '../../contract/errors.js'
import type { BlockRequest } from '../../contract/objects/blocks.js'
import type { ValueRequest } from '../../contract/objects/properties.js'
import type { RichTextItemRequest } from '../../contract/objects/rich-text.js'
import { type Draft, draftsFrom } from '../../domain/content/block.js'
import { refusalBelow, refusalOf } from '../../domain/content/block-refusal.js'
import { type Files, iconFrom, mediaFrom } from '../../domain/content/media.js'
import type { Page } from '../../domain/content/page.js'
import { positionsBetween } from '../../domain/content/positions.js'
import type { RichText } from '../../domain/content/rich-text.js'
import { valuesFrom } from '../../domain/content/written-value.js'
import {
  filesInBlocks,
  filesInCover,
  filesInIcon,
  filesInValues,
} from '../../domain/files/file-use.js'
import { readBlocks } from '../../domain/markdown/read-blocks.js'
import { dashed } from '../../lib/uuid.js'
import type { Edit, FoundBlock, NewBlock, PlacedBlock } from '../../ports/content.js'
import { accept } from '../async-tasks/task.js'
import { contend } from '../contend.js'
import { answerPage } from '../content/answer.js'
import { beginCopy } from '../content/copy-template.js'
import { newBlockId, refuseTooMany, rowsOf } from '../content/insert-blocks.js'
import { mintingOf } from '../content/minting.js'
import { outside, type RowPlace } from '../content/present.js'
import { linkChangesOf } from '../content/relating.js'
import { copyInto, findTemplate, givenBy, type Template } from '../content/templates.js'
import { refuseAtTop } from '../content/top.js'
import { editOf, getVisibleBlock, notFound, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDatabase, getVisibleDataSource, withoutSources } from '../databases/find.js'
import type { Call } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import { requestsFrom } from '../markdown/requests.js'
import type { Bearer, Operation } from '../operation.js'

/**
 * Makes a page below another, a row of a data source, or a private page at the top of the workspace, with up to 1,000
 * blocks in it, or as a template has it: what that says is there at once, its blocks come right afterwards. Errors: `object_not_found`, `validation_error`. Notion: reference/post-page.
 */
export const createPage: Operation<'createPage'> = async (call, bearer, { query, body }) => {
  const parent = await parentFor(call, bearer, body.parent ?? { workspace: true })
  refuseContentBeside(body)
  const place = 'block' in parent ? { blockId: parent.block?.blockId } : parent
  const template = await findTemplate(call, bearer, body.template, place)
  const { children, title } = contentOf(body)
  const files = await attachFiles(call, bearer, [
    ...filesInIcon(body.icon),
    ...filesInCover(body.cover),
    ...filesInBlocks(children),
    ...filesInValues(body.properties),
  ])
  const drafts = draftsFrom(children, files)
  refuseTooMany(drafts, body.markdown === undefined ? undefined : 'the markdown')
  const refuse = body.markdown === undefined ? refusalOf : refusalBelow
  const refusal = refuse({ type: 'child_page', body: {} }, drafts)
  if (refusal !== undefined) throw new ApiError('validation_error', refusal)
  const making = {
    shown: {
      icon:
        body.icon === undefined ? (template?.block.page.icon ?? null) : iconFrom(body.icon, files),
      cover:
        body.cover === undefined
          ? (template?.block.page.cover ?? null)
          : body.cover && mediaFrom(body.cover, files),
      isLocked: false,
    },
    template,
    properties: { ...(title && { title: { title } }), ...body.properties },
    drafts,
    files,
  }
  const { block, follows, copyId } = await ('dataSourceId' in parent
    ? createRow(call, bearer, parent.dataSourceId, making)
    : createBelow(call, bearer, parent.block, body.position, making))
  if (copyId !== undefined) await beginCopy(call, copyId)
  const answer = await answerPage(call, bearer, block, query.filter_properties, follows)
  if (!body.allow_async || body.markdown === undefined) return answer
  return accept(call, bearer, 'POST /v1/pages', answer)
}

/** What a page is to be, its files looked up. */
type Making = {
  readonly shown: Omit<Page, 'title' | 'row'>
  readonly properties: Readonly<Record<string, ValueRequest>>
  readonly drafts: readonly Draft[]
  readonly files: Files
  readonly template: Template | undefined
}

/** A page as it was written, and the copy of its template that is under way. */
type Made = {
  readonly block: PlacedBlock
  readonly follows: RowPlace
  readonly copyId: string | undefined
}

/** What a store would tell of a page that has just been written. */
const blockOf = (
  [own, ...content]: readonly [NewBlock, ...NewBlock[]],
  page: Page,
  parentType: string | null,
  { by, at }: Edit,
): PlacedBlock => ({
  blockId: own.blockId,
  parentId: own.parentId,
  type: 'child_page',
  body: own.body,
  position: own.position,
  createdAt: at,
  createdBy: by,
  editedAt: at,
  editedBy: by,
  parentType,
  hasChildren: content.length > 0,
  inTrash: false,
  page,
  isTemplate: false,
})

const createBelow = async (
  call: Call,
  bearer: Bearer,
  parent: FoundBlock | null,
  place: Body['position'],
  { shown, properties, drafts, files, template }: Making,
): Promise<Made> => {
  const writer = editOf(call, bearer)
  const { schema } = outside
  const given = template && (await givenBy(call, bearer, template, undefined, schema))
  const written = valuesFrom(schema, properties, mintingOf(call), writer, files)
  const values = { ...given?.values, ...written.values }
  const page = { ...shown, title: (values.title ?? []) as RichText[], row: null }
  const { workspaceId } = viewerOf(bearer)
  const parentId = parent?.blockId ?? workspaceId
  return contend(async () => {
    const { content } = call.store
    const gap = await content.findGap(workspaceId, parentId, placeOf(place))
    if (!gap) {
      throw new ApiError(
        'validation_error',
        'body.position.after_block should be a child of body.parent.',
      )
    }
    const [position] = positionsBetween(gap.after, gap.before, 1) ?? []
    if (position === undefined) {
      await content.spread(workspaceId, parentId)
      return undefined
    }
    const rows = withContent(call, parentId, position, drafts)
    const pageId = rows[0].blockId
    const edit = editOf(call, bearer)
    const at = { workspaceId, parent, keeper: bearer.bot.owner?.userId }
    const copy = template && (await copyInto(call, bearer, template, pageId, true))
    if (await content.insert(at, rows, [{ ...page, pageId }], edit, copy)) {
      const block = blockOf(rows, page, parent?.type ?? null, edit)
      return { block, follows: outside, copyId: copy?.copyId }
    }
    throw notFound('page', parentId, bearer)
  })
}

/** Of rows made at once each gets the next number, and none loses the options that another named first. */
const createRow = (
  call: Call,
  bearer: Bearer,
  dataSourceId: string,
  { shown, properties, drafts, files, template }: Making,
): Promise<Made> =>
  contend(async () => {
    const found = await getVisibleDataSource(call, bearer, dataSourceId)
    refuseInTrash(found)
    const edit = editOf(call, bearer)
    const given =
      template && (await givenBy(call, bearer, template, found.dataSourceId, found.schema))
    const written = valuesFrom(found.schema, properties, mintingOf(call), edit, files)
    const writing = {
      ...written,
      values: { ...given?.values, ...written.values },
      related: { ...given?.related, ...written.related },
    }
    const { title = [], ...others } = writing.values
    const row = { values: others, number: found.nextNumber }
    const rows = withContent(call, dataSourceId, found.nextNumber, drafts)
    const pageId = rows[0].blockId
    const page = { ...shown, title: title as RichText[], row, pageId }
    const { workspaceId } = viewerOf(bearer)
    const { schema } = writing
    const links = await linkChangesOf(call, bearer, schema, writing, pageId)
    const { databases } = call.store
    const copy = template && (await copyInto(call, bearer, template, pageId, true))
    const adding = [schema, rows, page, edit, links, copy] as const
    const done = await databases.createRow(workspaceId, found, ...adding)
    if (!done) return undefined
    const block = blockOf(rows, page, 'data_source', edit)
    const { databaseId } = found.database
    const follows = { schema, databaseId, keysVersion: found.keysVersion }
    return { block, follows, copyId: copy?.copyId }
  })

/** The block of a page and those in it. */
const withContent = (
  call: Call,
  parentId: string,
  position: number,
  drafts: readonly Draft[],
): [NewBlock, ...NewBlock[]] => {
  const blockId = newBlockId(call)
  const own = { blockId, parentId, type: 'child_page' as const, body: {}, position }
  const places = positionsBetween(undefined, undefined, drafts.length) ?? []
  return [own, ...rowsOf(call, blockId, drafts, places)]
}

type Body = Parameters<Operation<'createPage'>>[2]['body']

/** A template brings the content along. Errors: `validation_error`. */
const refuseContentBeside = ({ template, ...body }: Body): void => {
  if (template === undefined || template.type === 'none') return
  for (const key of ['children', 'content', 'markdown'] as const) {
    if (isNothing(body[key])) continue
    throw new ApiError(
      'validation_error',
      `body failed validation: body.${key} should be not present, because body.template is given.`,
    )
  }
}

/** An empty list of blocks is none: some clients always send one (observed). */
const isNothing = (content: readonly BlockRequest[] | string | undefined): boolean =>
  content === undefined || (Array.isArray(content) && content.length === 0)

type Content = {
  readonly children: readonly BlockRequest[]
  /** What the first heading of markdown says: the title, if the page is given none. */
  readonly title?: RichTextItemRequest[]
}

const contentOf = ({ children, content, markdown, properties = {} }: Body): Content => {
  if (markdown === undefined) return { children: children ?? content ?? [] }
  if (!isNothing(children) || !isNothing(content)) {
    throw new ApiError(
      'validation_error',
      `body failed validation: body.markdown should be not present, instead was \`${JSON.stringify(markdown)}\`.`,
    )
  }
  const blocks = requestsFrom(readBlocks(markdown))
  const isTitled = Object.entries(properties).some(
    ([name, value]) => name === 'title' || 'title' in Object(value),
  )
  const at = isTitled ? -1 : blocks.findIndex((block) => 'heading_1' in block)
  const heading = blocks[at]?.heading_1 as TitleHeading | undefined
  if (heading === undefined) return { children: blocks }
  const below = heading.children ?? []
  return { children: blocks.toSpliced(at, 1, ...below), title: heading.rich_text }
}

type TitleHeading = {
  readonly rich_text: RichTextItemRequest[]
  readonly children?: readonly BlockRequest[]
}

/** A block, null for the top of the workspace, which only a bot with a person behind it may write; or a data source. */
const parentFor = async (
  call: Call,
  bearer: Bearer,
  parent: NonNullable<Body['parent']>,
): Promise<{ block: FoundBlock | null } | { dataSourceId: string }> => {
  if ('page_id' in parent) {
    const found = await getVisibleBlock(call, bearer, parent.page_id, 'page')
    refuseInTrash(found)
    return { block: found }
  }
  if ('data_source_id' in parent) return { dataSourceId: dashed(parent.data_source_id) }
  if ('database_id' in parent) {
    const { databaseId, dataSources } = await getVisibleDatabase(call, bearer, parent.database_id)
    const [only, ...others] = dataSources
    if (only && others.length === 0) return { dataSourceId: only.id }
    if (!only) throw withoutSources(databaseId)
    throw new ApiError(
      'validation_error',
      `Database with ID ${databaseId} has ${dataSources.length} data sources. Provide a \`parent.data_source_id\`.`,
    )
  }
  refuseAtTop(bearer, 'page')
  return { block: null }
}

const placeOf = (position: Body['position']): string => {
  if (position === undefined) return 'end'
  if (position.type === 'after_block') return dashed(position.after_block.id)
  return position.type === 'page_start' ? 'start' : 'end'
}
