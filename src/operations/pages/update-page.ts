import { keptValue } from '../../domain/content/kept-value.js'
import { iconFrom, mediaFrom } from '../../domain/content/media.js'
import { type Page, titleOf, valuesOf } from '../../domain/content/page.js'
import { type Schema, slotOf } from '../../domain/content/property.js'
import type { RichText } from '../../domain/content/rich-text.js'
import { isEmpty } from '../../domain/content/template.js'
import { valuesFrom, type Writing } from '../../domain/content/written-value.js'
import { filesInCover, filesInIcon, filesInValues } from '../../domain/files/file-use.js'
import { dashed } from '../../lib/uuid.js'
import type { FoundBlock } from '../../ports/content.js'
import { contend } from '../contend.js'
import { answerPage, placeOfRow } from '../content/answer.js'
import { askerOf, withComputed } from '../content/computed.js'
import { beginCopy } from '../content/copy-template.js'
import { mintingOf } from '../content/minting.js'
import { linkChangesOf } from '../content/relating.js'
import { changeAroundTrash } from '../content/set-trash.js'
import { copyInto, findTemplate, givenBy, type Template } from '../content/templates.js'
import { editOf, getVisibleBlock, refuseInTrash, viewerOf } from '../content/viewer.js'
import { getVisibleDataSource } from '../databases/find.js'
import type { Call } from '../deps.js'
import { attachFiles } from '../files/attach-files.js'
import type { Bearer, Operation } from '../operation.js'

/**
 * Changes the properties, the icon, the cover, the lock, the archive mark or the trash of a page; `erase_content` puts all its blocks in the
 * trash, `template` appends those of a template. Errors: `object_not_found`, `validation_error`. Notion: reference/patch-page.
 */
export const updatePage: Operation<'updatePage'> = async (
  call,
  bearer,
  { params, query, body },
) => {
  const { in_trash: inTrash = body.archived } = body
  const id = params.page_id
  await changeAroundTrash(call, bearer, { id, kind: 'page', inTrash }, () =>
    changePage(call, bearer, id, body),
  )
  const page = await getVisibleBlock(call, bearer, id, 'page')
  return answerPage(call, bearer, page, query.filter_properties)
}

const changePage = async (
  call: Call,
  bearer: Bearer,
  pageId: string,
  body: Body,
): Promise<void> => {
  const { workspaceId } = viewerOf(bearer)
  const { content } = call.store
  const uses = [
    ...filesInIcon(body.icon),
    ...filesInCover(body.cover),
    ...filesInValues(body.properties),
  ]
  const { icon, cover, is_locked, is_archived } = body
  const template = await templateFor(call, bearer, pageId, body.template)
  const changes = [icon, cover, is_locked, is_archived, body.properties, template]
  const changesPage = changes.some((one) => one !== undefined)
  await contend(async () => {
    const found = await getVisibleBlock(call, bearer, pageId, 'page')
    const edit = editOf(call, bearer)
    if (found.page && changesPage) {
      refuseInTrash(found)
      const { page } = found
      const files = await attachFiles(call, bearer, uses)
      const given = template && (await giftsFor(call, bearer, template, found))
      const changes = {
        ...given?.shown,
        ...(icon !== undefined && { icon: iconFrom(icon, files) }),
        ...(cover !== undefined && { cover: cover && mediaFrom(cover, files) }),
        ...(is_locked !== undefined && { isLocked: is_locked }),
        ...(is_archived !== undefined && { isArchived: is_archived }),
      }
      const place = await placeOfRow(call, bearer, found)
      const requests = body.properties ?? {}
      const written = valuesFrom(place.schema, requests, mintingOf(call), edit, files)
      const writing = {
        ...written,
        values: { ...given?.values, ...written.values },
        related: { ...given?.related, ...written.related },
      }
      const links = await linkChangesOf(call, bearer, place.schema, writing, found.blockId)
      if (!(await growSchema(call, bearer, found.parentId, writing.schema, place.schema))) {
        return undefined
      }
      const { title = page.title, ...values } = writing.values
      const row = page.row && { ...page.row, values: { ...page.row.values, ...values } }
      const next = { ...page, ...changes, title: title as RichText[], row }
      const keying = { ...place, schema: writing.schema }
      if (!(await content.updatePage(workspaceId, found, next, edit, keying, links))) {
        return undefined
      }
    }
    if (body.erase_content && !template) {
      refuseInTrash(found)
      await content.trashChildren(workspaceId, found.blockId, edit)
    }
    return true
  })
  if (template) {
    const copy = await copyInto(call, bearer, template, dashed(pageId), false)
    await call.store.templates.start(copy, body.erase_content ?? false)
    await beginCopy(call, copy.copyId)
  }
}

type Body = Parameters<Operation<'updatePage'>>[2]['body']

const templateFor = async (
  call: Call,
  bearer: Bearer,
  pageId: string,
  request: Body['template'],
): Promise<Template | undefined> => {
  if (request === undefined) return undefined
  const page = await getVisibleBlock(call, bearer, pageId, 'page')
  refuseInTrash(page)
  const { blockId, parentId, parentType } = page
  const dataSourceId = parentType === 'data_source' ? parentId : undefined
  return findTemplate(call, bearer, request, { blockId, dataSourceId })
}

/** A template fills in what a page does not have yet. */
const giftsFor = async (
  call: Call,
  bearer: Bearer,
  template: Template,
  found: FoundBlock,
): Promise<Pick<Writing, 'values' | 'related'> & { readonly shown: Partial<Page> }> => {
  const { page, parentId } = found
  const { schema } = await placeOfRow(call, bearer, found)
  const given = await givenBy(call, bearer, template, parentId, schema)
  const own = await withComputed(call, askerOf(call, bearer), parentId, schema, [found])
  const values = own[0]?.page ? valuesOf(own[0].page) : {}
  const { icon, cover } = template.block.page
  const lacks = (key: string): boolean => {
    if (key === 'title') return page !== null && titleOf(page) === ''
    const property = schema.find((one) => one.id === key || slotOf(one) === key)
    return property !== undefined && isEmpty(keptValue(property, values))
  }
  return {
    values: Object.fromEntries(Object.entries(given.values).filter(([slot]) => lacks(slot))),
    related: Object.fromEntries(Object.entries(given.related).filter(([id]) => lacks(id))),
    shown: { ...(page?.icon === null && { icon }), ...(page?.cover === null && { cover }) },
  }
}

/** Options that a value names for the first time go into the schema before it. `false`: the schema has changed. */
const growSchema = async (
  call: Call,
  bearer: Bearer,
  dataSourceId: string,
  schema: Schema,
  former: Schema,
): Promise<boolean> => {
  if (schema === former) return true
  const found = await getVisibleDataSource(call, bearer, dataSourceId)
  if (JSON.stringify(found.schema) !== JSON.stringify(former)) return false
  const { workspaceId } = viewerOf(bearer)
  const next = { ...found, schema }
  return call.store.databases.updateDataSource(workspaceId, found, next, editOf(call, bearer))
}
