import { ApiError } from '../../contract/errors.js'
import { type Draft, draftsFrom } from '../../domain/content/block.js'
import { type Icon, noFiles } from '../../domain/content/media.js'
import { positionsBetween, SIBLING_STEP } from '../../domain/content/positions.js'
import { type Minting, type Schema, schemaFrom } from '../../domain/content/property.js'
import { weave } from '../../domain/content/relating.js'
import { type RichText, richTextFrom } from '../../domain/content/rich-text.js'
import { settleComputed } from '../../domain/content/settling.js'
import { templatesOf } from '../../domain/content/template.js'
import { valuesFrom, type Writer, type Writing } from '../../domain/content/written-value.js'
import type { Access } from '../../domain/sharing/access.js'
import type { LinkChange, NewBlock, NewPage } from '../../ports/content.js'
import type { NewDatabase } from '../../ports/databases.js'
import { type SeedAccess, type SeedDatabase, SeedError } from './seed-document.js'
import { bytesOf, databasesIn, idOf, idOfPage, idsOfDatabase, type SeedPages } from './seed-ids.js'

type Content = {
  readonly blocks: readonly NewBlock[]
  readonly pages: readonly NewPage[]
  readonly databases: readonly NewDatabase[]
  readonly links: readonly LinkChange[]
  readonly rules: readonly SeedRule[]
}

/** By address: whose ids they are is known to the whole seed. */
type SeedRule = { readonly blockId: string; readonly email: string | null; readonly level: Access }

const rulesOf = (blockId: string, access: SeedAccess | undefined): SeedRule[] => [
  ...(access?.everybody ? [{ blockId, email: null, level: access.everybody }] : []),
  ...(access?.people ?? []).map(({ email, level }) => ({ blockId, email, level })),
]

const together = (parts: readonly Content[]): Content => ({
  blocks: parts.flatMap(({ blocks }) => blocks),
  pages: parts.flatMap(({ pages }) => pages),
  databases: parts.flatMap(({ databases }) => databases),
  links: parts.flatMap(({ links }) => links),
  rules: parts.flatMap(({ rules }) => rules),
})

/** Pages below a parent after `before` others, with all that they hold. */
const contentOf = (
  path: string,
  parentId: string,
  pages: SeedPages,
  tables: Tables,
  before = 0,
): Content => {
  const positions = positionsBetween(undefined, undefined, before + pages.length) ?? []
  return together(
    pages.map((page, index) => {
      const { title, id, icon, access, content = [], databases = [], children = [] } = page
      const here = `${path}/${index} ${title}`
      const pageId = idOfPage(here, id)
      const position = positions[before + index] ?? 0
      const own = { blockId: pageId, parentId, type: 'child_page' as const, body: {}, position }
      const shown = { icon: pictureOf(icon), cover: null, isLocked: false, row: null }
      const count = content.length + databases.length
      return together([
        {
          blocks: [own, ...blocksOf(here, pageId, draftsFrom(content, noFiles))],
          pages: [{ pageId, title: titleFrom(title), ...shown }],
          databases: [],
          links: [],
          rules: rulesOf(pageId, access),
        },
        ...databases.map((one, place) =>
          databaseOf(here, pageId, one as SeedDatabase, content.length + place, tables),
        ),
        contentOf(here, pageId, children as SeedPages, tables, count),
      ])
    }),
  )
}

const titleFrom = (title: string): RichText[] => richTextFrom([{ text: { content: title } }])

/** Ids for properties and options, made from where they stand. */
const mintAt = (path: string): Minting => {
  let made = 0
  return {
    propertyId: () => bytesOf(`${path} property ${made++}`).toString('base64url').slice(0, 4),
    optionId: () => idOf(undefined, `${path} option ${made++}`),
  }
}

/** The schemas of a workspace, what makes ids for them, and who writes their rows, by data source. */
type Tables = ReadonlyMap<
  string,
  { readonly schema: Schema; readonly mint: Minting; readonly writer: Writer }
>

/** Errors: {@link SeedError} for a rollup or a formula that names what is not there. */
const tablesOf = (workspaceId: string, name: string, pages: SeedPages, writer: Writer): Tables => {
  const seeds = databasesIn(name, pages).map(({ path, database }) => ({
    database,
    ...idsOfDatabase(path, database),
    mint: mintAt(`${path}/${database.title}`),
  }))
  const schemas = new Map(
    seeds.map(({ database, dataSourceId, mint }) => [
      dataSourceId,
      schemaFrom(database.properties, mint),
    ]),
  )
  for (const { database, dataSourceId, databaseId, mint } of seeds) {
    const around = new Map(
      [...schemas].map(([id, schema]) => [id, { dataSourceId: id, databaseId, title: '', schema }]),
    )
    around.delete(dataSourceId)
    const planned = schemas.get(dataSourceId) ?? []
    const self = { dataSourceId, title: database.title }
    const woven = weave(self, [], planned, database.properties, around, mint)
    for (const [id, schema] of woven.others) schemas.set(id, schema)
    schemas.set(dataSourceId, woven.schema)
  }
  for (const { database, dataSourceId } of seeds) {
    const settled = refusing(() =>
      settleComputed(workspaceId, dataSourceId, [], database.properties, schemas),
    )
    if (settled.schema === undefined) {
      throw new SeedError(
        `The database ${database.title} relates to ${settled.missing.join(', ')}, which the seed does not describe.`,
      )
    }
    schemas.set(dataSourceId, settled.schema)
  }
  return new Map(
    seeds.map(({ dataSourceId, mint }) => [
      dataSourceId,
      { schema: schemas.get(dataSourceId) ?? [], mint, writer },
    ]),
  )
}

const refusing = <T>(work: () => T): T => {
  try {
    return work()
  } catch (fault) {
    if (fault instanceof ApiError) {
      throw new SeedError([fault.message, ...Object.values(fault.additionalData ?? {})].join(': '))
    }
    throw fault
  }
}

/** A link that both of its ends name is one. */
const once = (links: readonly LinkChange[]): LinkChange[] => {
  const known = new Set<string>()
  return links.map(({ others, ...link }) => {
    const isNew = (other: string): boolean => {
      const pair = link.end === 'from' ? [link.pageId, other] : [other, link.pageId]
      const key = [link.relationId, ...pair].join(' ')
      return !known.has(key) && known.add(key) !== undefined
    }
    return { ...link, others: others.filter(isNew) }
  })
}

/** A database with its rows, the first one the oldest. */
const databaseOf = (
  path: string,
  pageId: string,
  seed: SeedDatabase,
  place: number,
  tables: Tables,
): Content => {
  const { title, icon, rows = [], row_ids = [], templates = [] } = seed
  const { databaseId, dataSourceId } = idsOfDatabase(path, seed)
  const position = (positionsBetween(undefined, undefined, place + 1) ?? [])[place] ?? 0
  const table = tables.get(dataSourceId)
  if (!table) throw new Error('The database is not among those of the workspace.')
  const { mint, writer } = table
  const written = rows.reduce<{ schema: Schema; writings: Writing[] }>(
    ({ schema, writings }, row) => {
      const writing = refusing(() => valuesFrom(schema, row, mint, writer, noFiles))
      return { schema: writing.schema, writings: writings.concat(writing) }
    },
    { schema: table.schema, writings: [] },
  )
  const picture = pictureOf(icon)
  const shown = { title: titleFrom(title), icon: picture }
  const blueprints = templates.map((template, index) => {
    const pageId = idOf(template.id, `template ${path}/${title}/${index}`, 8)
    const { schema, values } = refusing(() =>
      valuesFrom(written.schema, template.properties ?? {}, mint, writer, noFiles),
    )
    if (schema !== written.schema) {
      throw new SeedError(`The template ${template.title} names an option that is none.`)
    }
    const here = `${path}/${title}/template ${index}`
    const holder = templatesOf(dataSourceId)
    const own = {
      blockId: pageId,
      parentId: holder,
      body: {},
      position: (index + 1) * SIBLING_STEP,
    }
    const page = { pageId, title: titleFrom(template.title), icon: pictureOf(template.icon) }
    return {
      blocks: [
        { ...own, type: 'child_page' as const },
        ...blocksOf(here, pageId, draftsFrom(template.content ?? [], noFiles)),
      ],
      page: { ...page, cover: null, isLocked: false, row: { values, number: null } },
      isDefault: template.is_default ?? false,
    }
  })
  const [first, ...others] = blueprints.filter(({ isDefault }) => isDefault)
  if (others.length > 0) {
    throw new SeedError(`The database ${title} has more than one default template.`)
  }
  const made = written.writings.map(
    ({ values: { title: name = [], ...values }, related }, index) => {
      const rowId = idOf(row_ids[index], `row ${path}/${title}/${index}`, 8)
      const own = { blockId: rowId, parentId: dataSourceId, body: {}, position: index + 1 }
      const row = { values, number: index + 1 }
      const page = { pageId: rowId, title: name as RichText[], icon: null, cover: null }
      return {
        block: { ...own, type: 'child_page' as const },
        page: { ...page, isLocked: false, row },
        links: Object.entries(related).flatMap(([propertyId, others]) => {
          const relation = written.schema.find(({ id }) => id === propertyId)?.relation
          if (!relation) return []
          const { relationId, end } = relation
          return [{ relationId, end, pageId: rowId, others }]
        }),
      }
    },
  )
  const source = { blockId: dataSourceId, parentId: databaseId }
  return {
    blocks: [
      { blockId: databaseId, parentId: pageId, type: 'child_database', body: {}, position },
      { ...source, type: 'data_source', body: {}, position: 1, title },
      ...made.map(({ block }) => block),
      ...holderOf(dataSourceId, blueprints.length),
      ...blueprints.flatMap(({ blocks }) => blocks),
    ],
    pages: [...made, ...blueprints].map(({ page }) => page),
    databases: [
      {
        databaseId,
        database: { ...shown, description: [], cover: null, isInline: false, isLocked: false },
        dataSourceId,
        dataSource: { ...shown, schema: written.schema },
        nextNumber: rows.length + 1,
        defaultTemplateId: first?.page.pageId ?? null,
      },
    ],
    links: made.flatMap(({ links }) => links),
    rules: rulesOf(databaseId, seed.access),
  }
}

/** What the templates of a data source stand below, if there are any. */
const holderOf = (dataSourceId: string, count: number): NewBlock[] => {
  const blockId = templatesOf(dataSourceId)
  if (count === 0) return []
  return [{ blockId, parentId: dataSourceId, type: 'templates', body: {}, position: 0 }]
}

const blocksOf = (path: string, parentId: string, drafts: readonly Draft[]): NewBlock[] => {
  const positions = positionsBetween(undefined, undefined, drafts.length) ?? []
  return drafts.flatMap(({ type, body, children }, index) => {
    const here = `${path}/block ${index}`
    const blockId = idOf(undefined, here, 8)
    const position = positions[index] ?? 0
    return [{ blockId, parentId, type, body, position }, ...blocksOf(here, blockId, children)]
  })
}

const pictureOf = (icon: string | undefined): Icon | null => {
  if (icon === undefined) return null
  return icon.startsWith('http') ? { type: 'external', url: icon } : { type: 'emoji', emoji: icon }
}

/** Everything that the pages of a workspace hold. Errors: {@link SeedError}. */
export const seedContent = (
  workspaceId: string,
  name: string,
  pages: SeedPages,
  writer: Writer,
): Content => {
  const content = contentOf(name, workspaceId, pages, tablesOf(workspaceId, name, pages, writer))
  return { ...content, links: once(content.links) }
}
