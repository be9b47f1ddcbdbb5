import { type Static, Type } from '@sinclair/typebox'
import { Exactly, Nullable, Uuid } from '../schema.js'
import { OneOf } from './rich-text.js'

const Url = Type.String({ minLength: 1, maxLength: 2000 })

const External = Type.Object({ url: Url }, Exactly)

/** A file by its URL. */
export const external = {
  type: Type.Optional(Type.Literal('external')),
  external: External,
}

const FileUploadReference = Type.Object({ id: Uuid('A file upload') }, Exactly)

/** A file that was uploaded before. */
export const uploaded = {
  type: Type.Optional(Type.Literal('file_upload')),
  file_upload: FileUploadReference,
}

/** A file of ours as an answer showed it: its address tells which one it is, even after it has expired. */
export const shownFile = {
  type: Type.Optional(Type.Literal('file')),
  file: Type.Object(
    { url: Type.String({ maxLength: 4000 }), expiry_time: Type.Optional(Type.String()) },
    Exactly,
  ),
}

/** What an update may say of a file. */
export const changedFile = {
  type: Type.Optional(OneOf(['external', 'file_upload'])),
  external: Type.Optional(External),
  file_upload: Type.Optional(FileUploadReference),
}

const iconColors = [
  'gray',
  'lightgray',
  'brown',
  'yellow',
  'orange',
  'green',
  'blue',
  'purple',
  'pink',
  'red',
] as const

/** An icon as a client sends it. Contract §6.2. */
export const Icon = Type.Union([
  Type.Object(
    {
      type: Type.Optional(Type.Literal('emoji')),
      emoji: Type.String({ minLength: 1, format: 'emoji', title: 'an emoji' }),
    },
    Exactly,
  ),
  Type.Object(external, Exactly),
  Type.Object(
    {
      type: Type.Optional(Type.Literal('custom_emoji')),
      custom_emoji: Type.Object({
        id: Uuid('A custom emoji'),
        name: Type.Optional(Type.String()),
        url: Type.Optional(Type.String()),
      }),
    },
    Exactly,
  ),
  Type.Object(uploaded, Exactly),
  Type.Object(
    {
      type: Type.Optional(Type.Literal('icon')),
      icon: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 100 }),
          color: Type.Optional(OneOf(iconColors)),
        },
        Exactly,
      ),
    },
    Exactly,
  ),
])

export const Cover = Type.Union([Type.Object(external, Exactly), Type.Object(uploaded, Exactly)])

export type IconRequest = Static<typeof Icon>
export type CoverRequest = Static<typeof Cover>

/** A file as a client names it. */
export type MediaRequest = CoverRequest | { readonly file: { readonly url: string } }

/** An icon or a cover in an answer. */
export const IconAnswer = Nullable(
  Type.Unsafe<Readonly<Record<string, unknown>>>(
    Type.Object({ type: OneOf(['emoji', 'external', 'file', 'custom_emoji', 'icon']) }),
  ),
)
export const CoverAnswer = Nullable(
  Type.Unsafe<Readonly<Record<string, unknown>>>(
    Type.Object({ type: OneOf(['external', 'file']) }),
  ),
)
