import { type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'
import { Exactly, Named, Nullable, Unlisted, Uuid } from '../schema.js'
import { languages } from './languages.js'
import { changedFile, external, Icon, uploaded } from './media.js'
import { Parent } from './parent.js'
import { Color, OneOf, RichTextItems } from './rich-text.js'
import { UserReference } from './user.js'

/** A member of a block's body: what a request may say, and what holds when it says nothing. */
type Field = {
  readonly schema: TSchema
  /** Undefined: a request that creates the block must say it. */
  readonly initial?: unknown
}

const text: Field = { schema: RichTextItems }
const caption: Field = { schema: RichTextItems, initial: [] }
const icon: Field = { schema: Nullable(Icon), initial: null }
/** What a callout shows if a request gives it nothing else (observed). */
const BULB = { type: 'emoji', emoji: '💡' }
const color: Field = { schema: Color, initial: 'default' }
const no: Field = { schema: Type.Boolean(), initial: false }
const url: Field = { schema: Type.String({ maxLength: 2000 }) }

/** What may stand below a block. */
export type Children = 'none' | 'any' | 'if toggleable' | 'table_row' | 'column' | 'paragraph'

export type BlockKind = {
  /** In the order of answers. */
  readonly fields: Readonly<Record<string, Field>>
  /** A file that is part of the body, with or without a name of its own; or one that may stand in place of an address. */
  readonly file?: 'plain' | 'named' | 'instead of url'
  readonly children: Children
  /** How many children must come with it, which then must be said even if there are none. */
  readonly leastChildren?: number
  readonly creatable: boolean
  /** Members that an update may change; left out: all. */
  readonly fixed?: readonly string[]
  readonly updatable: boolean
}

const kind = (
  fields: BlockKind['fields'],
  children: Children = 'none',
  more: Partial<BlockKind> = {},
): BlockKind => ({ fields, children, creatable: true, updatable: true, ...more })

const heading = kind({ rich_text: text, is_toggleable: no, color }, 'if toggleable')
const prose = kind({ rich_text: text, color }, 'any')
const linked = kind({ caption, url })
const media = kind({ caption }, 'none', { file: 'plain' })
const made = { creatable: false, updatable: false }

/**
 * Every type of block, in the order in which a refusal lists those that can be created. Contract §4.1, §7.
 */
export const blockKinds = {
  embed: { ...linked, file: 'instead of url' },
  bookmark: linked,
  image: media,
  video: media,
  pdf: media,
  file: kind({ caption }, 'none', { file: 'named' }),
  audio: media,
  code: kind({ caption, rich_text: text, language: { schema: OneOf(languages) } }),
  equation: kind({ expression: { schema: Type.String({ maxLength: 1000 }) } }),
  divider: kind({}),
  breadcrumb: kind({}),
  tab: kind({}, 'paragraph', { leastChildren: 1 }),
  table_of_contents: kind({ color }),
  link_to_page: kind({}),
  table_row: kind({ cells: { schema: Type.Array(RichTextItems, { maxItems: 100 }) } }),
  table: kind(
    {
      table_width: { schema: Type.Integer({ minimum: 1, maximum: 100 }) },
      has_column_header: no,
      has_row_header: no,
    },
    'table_row',
    { leastChildren: 1, fixed: ['table_width'] },
  ),
  column_list: kind({}, 'column', { leastChildren: 2, updatable: false }),
  column: kind(
    { width_ratio: { schema: Type.Number({ minimum: 0, maximum: 1 }), initial: null } },
    'any',
    { leastChildren: 0 },
  ),
  heading_1: heading,
  heading_2: heading,
  heading_3: heading,
  heading_4: heading,
  paragraph: kind({ rich_text: text, icon, color }, 'any'),
  bulleted_list_item: prose,
  numbered_list_item: prose,
  quote: prose,
  to_do: kind({ rich_text: text, checked: no, color }, 'any'),
  toggle: prose,
  template: kind({ rich_text: text }, 'any'),
  callout: kind({ rich_text: text, icon: { ...icon, initial: BULB }, color }, 'any'),
  synced_block: kind({}, 'any'),
  child_page: kind({ title: { schema: Type.String() } }, 'any', made),
  child_database: kind({ title: { schema: Type.String() } }, 'none', made),
  link_preview: kind({ url }, 'none', made),
  unsupported: kind({}, 'none', made),
} as const satisfies Record<string, BlockKind>

export type BlockType = keyof typeof blockKinds

export const kindOf = (type: BlockType): BlockKind => blockKinds[type]

const creatableTypes = (Object.keys(blockKinds) as BlockType[]).filter(
  (type) => kindOf(type).creatable,
)

/** What requests call the text of a block. Before 2022-02-22 it was `text`. */
type TextName = 'rich_text' | 'text'

const optional = (
  fields: BlockKind['fields'],
  isUpdate: boolean,
  textName: TextName,
): TProperties =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { schema, initial }]) => [
      name === 'rich_text' ? textName : name,
      isUpdate || initial !== undefined ? Type.Optional(schema) : schema,
    ]),
  )

const LinkToPage = Type.Union(
  (['page_id', 'database_id', 'comment_id'] as const).map((name) =>
    Type.Object(
      { type: Type.Optional(Type.Literal(name)), [name]: Uuid('Where the link leads') },
      Exactly,
    ),
  ),
)

const SyncedFrom = Nullable(
  Type.Object(
    { type: Type.Optional(Type.Literal('block_id')), block_id: Uuid('The original') },
    Exactly,
  ),
)

/** The body of a block in a request; `children` is what may stand below it, if anything may. */
const bodySchema = (
  type: BlockType,
  isUpdate: boolean,
  textName: TextName,
  children?: TSchema,
): TSchema => {
  const { fields, file, fixed = [], leastChildren } = kindOf(type)
  const below = children && {
    children: leastChildren === undefined ? Type.Optional(children) : children,
  }
  if (type === 'link_to_page') return LinkToPage
  if (type === 'synced_block') {
    return Type.Object({ synced_from: SyncedFrom, ...(isUpdate ? {} : below) }, Exactly)
  }
  const all = optional(fields, isUpdate, textName)
  // Clients say that there are none, though children are not changed so.
  const none = isUpdate &&
    ['any', 'if toggleable'].includes(kindOf(type).children) && {
      children: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0 })),
    }
  const given = Object.fromEntries(
    Object.entries(all).filter(([name]) => !isUpdate || !fixed.includes(name)),
  )
  if (file === undefined) return Type.Object({ ...given, ...below, ...none }, Exactly)
  if (file === 'instead of url') return embedded(given, isUpdate)
  const name = file === 'named' ? { name: Type.Optional(Type.String({ maxLength: 900 })) } : {}
  if (isUpdate) return Type.Object({ ...given, ...changedFile, ...name }, Exactly)
  return Type.Union(
    [external, uploaded].map((source) => Type.Object({ ...given, ...source, ...name }, Exactly)),
  )
}

/** An uploaded page of HTML in place of an address. Notion: changelog, 3 July 2026. */
const embedded = (given: TProperties, isUpdate: boolean): TSchema => {
  const file_upload = Type.Optional(uploaded.file_upload)
  if (isUpdate) return Type.Object({ ...given, ...uploaded, file_upload }, Exactly)
  const { url: _, ...others } = given
  return Type.Union([
    Type.Object(given, Exactly),
    Type.Object({ ...others, ...uploaded }, { ...Exactly, ...Unlisted }),
  ])
}

const wrapped = (type: BlockType, body: TSchema): TObject =>
  Type.Object(
    {
      [type]: body,
      type: Type.Optional(Type.Literal(type)),
      object: Type.Optional(Type.Literal('block')),
      ...shown,
    },
    Exactly,
  )

/**
 * What an answer says of a block may come back and is ignored, for clients send it; but for `archived`, which has been
 * refused since March 2026.
 */
const shown = Object.fromEntries(
  [
    'id',
    'parent',
    'created_time',
    'created_by',
    'last_edited_time',
    'last_edited_by',
    'has_children',
    'in_trash',
  ].map((name) => [name, Type.Optional(Type.Unknown())]),
)

/** Types that may stand where only some may. */
const typesIn = (children: Children): readonly BlockType[] => {
  if (children === 'none') return []
  return children === 'any' || children === 'if toggleable' ? creatableTypes : [children]
}

/** Levels that a request may nest below its top array. Contract §4.3. */
const NESTED_LEVELS = 2

/** Any block with so many levels below it, by the name of its schema. */
const anyBlock = new Map<string, TSchema>()

/** A block of some types as a request creates it, with so many levels below it. */
const requestAt = (types: readonly BlockType[], levels: number, textName: TextName): TSchema => {
  if (types !== creatableTypes) return branchesOf(types, levels, textName)
  const name = `BlockRequestWith${levels}LevelsBelow${textName === 'text' ? 'Of2021' : ''}`
  const known = anyBlock.get(name)
  if (known) return known
  const schema = Named(name, branchesOf(types, levels, textName))
  anyBlock.set(name, schema)
  return schema
}

const branchesOf = (types: readonly BlockType[], levels: number, textName: TextName): TSchema => {
  const branches = types.map((type) => {
    const { children } = kindOf(type)
    // A table is nothing without its rows: they come with it on any level. Columns are no level of their own.
    const isWhole = children === 'table_row' || children === 'paragraph'
    const deeper = levels > 0 || isWhole ? typesIn(children) : []
    const below =
      deeper.length > 0
        ? Type.Array(requestAt(deeper, type === 'column_list' ? levels : levels - 1, textName), {
            maxItems: 100,
            minItems: kindOf(type).leastChildren ?? 0,
          })
        : undefined
    return wrapped(type, bodySchema(type, false, textName, below))
  })
  return branches.length === 1 && branches[0] ? branches[0] : Type.Union(branches)
}

/** A block as a client sends it. The edge has checked its shape; `bodyOf` reads it. */
export type BlockRequest = Readonly<Record<string, unknown>>

const requestsWith = (textName: TextName) =>
  Type.Unsafe<BlockRequest[]>(
    Type.Array(requestAt(creatableTypes, NESTED_LEVELS, textName), { maxItems: 100 }),
  )

export const BlockRequests = requestsWith('rich_text')

/** The same before 2022-02-22. */
export const TextBlockRequests = requestsWith('text')

const updatable = creatableTypes.filter((type) => kindOf(type).updatable)

const updateWith = (textName: TextName) =>
  Type.Unsafe<BlockRequest & { readonly archived?: boolean; readonly in_trash?: boolean }>(
    Type.Object(
      {
        ...Object.fromEntries(
          updatable.map((type) => [type, Type.Optional(bodySchema(type, true, textName))]),
        ),
        type: Type.Optional(OneOf(updatable)),
        object: Type.Optional(Type.Literal('block')),
        archived: Type.Optional(Type.Boolean()),
        in_trash: Type.Optional(Type.Boolean()),
      },
      Exactly,
    ),
  )

/** What `PATCH /v1/blocks/{block_id}` may say: one body, or the trash. */
export const BlockUpdate = updateWith('rich_text')

/** The same before 2022-02-22. */
export const TextBlockUpdate = updateWith('text')

/** A block as an answer shows it, keys in the recorded order. Contract §6. */
export const BlockAnswer = Type.Unsafe<BlockAnswer>(
  Type.Object({
    object: Type.Literal('block'),
    id: Uuid('The block'),
    parent: Parent,
    created_time: Type.String(),
    last_edited_time: Type.String(),
    created_by: UserReference,
    last_edited_by: UserReference,
    has_children: Type.Boolean(),
    in_trash: Type.Boolean(),
    type: OneOf(Object.keys(blockKinds) as BlockType[]),
    archived: Type.Boolean(),
  }),
)

export type BlockAnswer = {
  readonly object: 'block'
  readonly id: string
  readonly type: BlockType
  readonly has_children: boolean
  readonly in_trash: boolean
  readonly archived: boolean
} & Readonly<Record<string, unknown>>
