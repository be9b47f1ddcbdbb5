import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Exactly, IsoDate, Named, Nullable, TimeZone, Uuid } from '../schema.js'

/** Colours of options, icons and, each also as a background, of text. Contract §6.3. */
export const colors = [
  'default',
  'gray',
  'brown',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'red',
] as const

const textColors = [...colors, ...colors.map((color) => `${color}_background` as const)]

/** One of several texts, typed as their union. */
export const OneOf = <const T extends string>(texts: readonly T[], description?: string) =>
  Type.Unsafe<T>(
    Type.Union(
      texts.map((text) => Type.Literal(text)),
      description === undefined ? {} : { description },
    ),
  )

export const Color = OneOf(textColors, 'A text colour or a background')

const Url = Type.String({ minLength: 1, maxLength: 2000 })

const Annotations = Type.Object(
  {
    bold: Type.Optional(Type.Boolean()),
    italic: Type.Optional(Type.Boolean()),
    strikethrough: Type.Optional(Type.Boolean()),
    underline: Type.Optional(Type.Boolean()),
    code: Type.Optional(Type.Boolean()),
    color: Type.Optional(Color),
  },
  Exactly,
)

/** What an answer says beside the text itself is tolerated in a request and made anew. Contract §4.1. */
const beside = {
  annotations: Type.Optional(Annotations),
  plain_text: Type.Optional(Type.String()),
  href: Type.Optional(Nullable(Type.String())),
}

const Link = Type.Object({ url: Url })

export const DateValue = Type.Object(
  {
    start: IsoDate,
    end: Type.Optional(Nullable(IsoDate)),
    time_zone: Type.Optional(Nullable(TimeZone)),
  },
  Exactly,
)

const Reference = Type.Object({ id: Uuid('What is mentioned') })

const mentions = {
  user: Reference,
  date: DateValue,
  page: Reference,
  database: Reference,
  template_mention: Type.Union([
    Type.Object({
      type: Type.Optional(Type.Literal('template_mention_date')),
      template_mention_date: OneOf(['today', 'now']),
    }),
    Type.Object({
      type: Type.Optional(Type.Literal('template_mention_user')),
      template_mention_user: Type.Literal('me'),
    }),
  ]),
  custom_emoji: Type.Object({
    id: Uuid('The custom emoji'),
    name: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
  }),
}

const branch = <Name extends string, T extends TSchema>(name: Name, schema: T) =>
  Type.Object({ type: Type.Optional(Type.Literal(name)), [name]: schema } as Record<Name, T>)

const Mention = Type.Union(Object.entries(mentions).map(([name, schema]) => branch(name, schema)))

const Text = Type.Object(
  {
    content: Type.String({ maxLength: 2000 }),
    link: Type.Optional(Nullable(Link)),
  },
  Exactly,
)

const Equation = Type.Object({ expression: Type.String({ minLength: 1, maxLength: 1000 }) })

type RequestAnnotations = Static<typeof Annotations>

/** One item of rich text as a client sends it: `type` may be left out. */
export type RichTextItemRequest = { readonly annotations?: RequestAnnotations } & (
  | { readonly text: Static<typeof Text> }
  | { readonly mention: MentionRequest }
  | { readonly equation: Static<typeof Equation> }
)

export type MentionRequest =
  | { readonly user: { readonly id: string } }
  | { readonly date: Static<typeof DateValue> }
  | { readonly page: { readonly id: string } }
  | { readonly database: { readonly id: string } }
  | {
      readonly template_mention:
        | { readonly template_mention_date: 'today' | 'now' }
        | { readonly template_mention_user: 'me' }
    }
  | { readonly custom_emoji: Static<(typeof mentions)['custom_emoji']> }

export const RichTextItem = Type.Unsafe<RichTextItemRequest>(
  Named(
    'RichTextItemRequest',
    Type.Union([
      Type.Object({ type: Type.Optional(Type.Literal('text')), text: Text, ...beside }, Exactly),
      Type.Object(
        { type: Type.Optional(Type.Literal('mention')), mention: Mention, ...beside },
        Exactly,
      ),
      Type.Object(
        { type: Type.Optional(Type.Literal('equation')), equation: Equation, ...beside },
        Exactly,
      ),
    ]),
  ),
)

/** Any array of rich text holds at most 100 items. Contract §4.3. */
export const RichTextItems = Type.Array(RichTextItem, { maxItems: 100 })

/** Rich text as answers show it, keys in the recorded order. */
export const RichTextAnswer = Type.Array(
  Type.Unsafe<RichTextItemAnswer>(
    Type.Object({
      type: OneOf(['text', 'mention', 'equation']),
      annotations: Type.Object({
        bold: Type.Boolean(),
        italic: Type.Boolean(),
        strikethrough: Type.Boolean(),
        underline: Type.Boolean(),
        code: Type.Boolean(),
        color: Color,
      }),
      plain_text: Type.String(),
      href: Nullable(Type.String()),
    }),
  ),
)

export type RichTextItemAnswer = {
  readonly type: 'text' | 'mention' | 'equation'
  readonly annotations: Readonly<Required<RequestAnnotations>>
  readonly plain_text: string
  readonly href: string | null
} & Readonly<Record<string, unknown>>
