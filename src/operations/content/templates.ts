import { ApiError } from '../../contract/errors.js'
import type { Page } from '../../domain/content/page.js'
import { SIBLING_STEP } from '../../domain/content/positions.js'
import type { Schema } from '../../domain/content/property.js'
import type { RichText } from '../../domain/content/rich-text.js'
import { filledText, filledValues, type Occasion } from '../../domain/content/template.js'
import type { Writing } from '../../domain/content/written-value.js'
import { dashed } from '../../lib/uuid.js'
import type { FoundBlock, TemplateCopy } from '../../ports/content.js'
import type { RelationEnd } from '../../ports/relations.js'
import { getVisibleDataSource } from '../databases/find.js'
import { type Call, newId } from '../deps.js'
import type { Bearer } from '../operation.js'
import { editOf, viewerOf } from './viewer.js'

/** What a request says of a template. */
type TemplateRequest =
  | { readonly type: 'none' }
  | { readonly type: 'default'; readonly timezone?: string }
  | { readonly type: 'template_id'; readonly template_id: string; readonly timezone?: string }

/** A page that another one begins as. */
export type Template = {
  readonly block: FoundBlock & { readonly page: Page }
  readonly occasion: Occasion
}

/** The data source that a page is to stand in, or the block below which it is, or itself. */
type TemplatePlace = {
  readonly dataSourceId?: string | undefined
  readonly blockId?: string | undefined
}

const invalid = (text: string): ApiError => new ApiError('validation_error', text)

/**
 * The template that a request names, for a page in a place. Undefined: none. Errors:
 * `validation_error` for one that is not there, not shared or in the trash, and where there is no default.
 */
export const findTemplate = async (
  call: Call,
  bearer: Bearer,
  request: TemplateRequest | undefined,
  place: TemplatePlace,
): Promise<Template | undefined> => {
  if (request === undefined || request.type === 'none') return undefined
  const { store } = call
  const viewer = viewerOf(bearer)
  const id =
    request.type === 'template_id'
      ? dashed(request.template_id)
      : await defaultIn(call, bearer, place)
  const block = await store.content.findBlock(viewer, id)
  if (!block?.page || block.inTrash) {
    throw invalid(
      `Could not find template with ID: ${id}. Make sure the template is shared with your integration "${bearer.bot.name}".`,
    )
  }
  const inside = place.blockId ?? place.dataSourceId
  const above = inside ? await store.content.listAncestors(viewer.workspaceId, inside) : []
  if (block.blockId === inside || above.some((one) => one.id === block.blockId)) {
    throw invalid('A page cannot be the template of itself or of what stands below it.')
  }
  const { owner } = bearer.bot
  const occasion = {
    me: owner?.userId ?? viewer.botId,
    at: call.clock(),
    timeZone: request.timezone ?? 'UTC',
  }
  return { block: { ...block, page: block.page }, occasion }
}

const defaultIn = async (
  call: Call,
  bearer: Bearer,
  { dataSourceId }: TemplatePlace,
): Promise<string> => {
  if (dataSourceId === undefined) {
    throw invalid('Only a page of a data source can begin as its default template.')
  }
  const found = await getVisibleDataSource(call, bearer, dataSourceId)
  if (found.defaultTemplateId !== null) {
    const block = await call.store.content.findBlock(viewerOf(bearer), found.defaultTemplateId)
    if (block && !block.inTrash) return found.defaultTemplateId
  }
  throw invalid(`The data source with ID ${found.dataSourceId} has no default template.`)
}

/** What a template gives to a page of a data source, or of none: its values if they follow the same schema. */
export const givenBy = async (
  { store }: Call,
  bearer: Bearer,
  { block, occasion }: Template,
  dataSourceId: string | undefined,
  schema: Schema,
): Promise<Pick<Writing, 'values' | 'related'>> => {
  const { page, blockId, parentId } = block
  const title: RichText[] = filledText(page.title, occasion)
  if (parentId !== dataSourceId) return { values: { title }, related: {} }
  const ends = schema.flatMap(({ id, relation }) => (relation ? [{ ...relation, id }] : []))
  const links = await store.relations.listLinks(viewerOf(bearer), ends as RelationEnd[], [blockId])
  const related = ends.map(({ id, relationId, end }) => [
    id,
    links
      .filter((one) => one.relationId === relationId && one.end === end)
      .map((one) => one.otherId),
  ])
  return {
    values: { ...filledValues(schema, page, occasion), title },
    related: Object.fromEntries(related),
  }
}

/** The content of a template for a new page, or for the end of one that has some already. */
export const copyInto = async (
  call: Call,
  bearer: Bearer,
  { block, occasion }: Template,
  pageId: string,
  isNew: boolean,
): Promise<TemplateCopy> => {
  const { content } = call.store
  const { workspaceId } = viewerOf(bearer)
  const { me, timeZone } = occasion
  const copy = {
    copyId: newId(call),
    workspaceId,
    pageId,
    me,
    timeZone,
    edit: editOf(call, bearer),
    left: [{ of: block.blockId, into: pageId }],
  }
  if (isNew) return { ...copy, shift: 0 }
  const [here, there] = await Promise.all([
    content.findGap(workspaceId, pageId, 'end'),
    content.findGap(workspaceId, block.blockId, 'start'),
  ])
  return { ...copy, shift: (here?.after ?? 0) - (there?.before ?? 0) + SIBLING_STEP }
}
