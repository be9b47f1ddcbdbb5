import {
  FormatRegistry,
  type Static,
  type TOptional,
  type TSchema,
  type TUnknown,
  Type,
} from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { isEmoji } from '../lib/emoji.js'
import { isIsoDate } from '../lib/iso-date.js'
import { isTimeZone } from '../lib/time-zone.js'
import { isUuid } from '../lib/uuid.js'

FormatRegistry.Set('uuid', isUuid)
FormatRegistry.Set('iso-date', isIsoDate)
FormatRegistry.Set('time-zone', isTimeZone)
FormatRegistry.Set('emoji', isEmoji)

/** A UUID, dashes optional in requests. */
export const Uuid = (description: string) => Type.String({ format: 'uuid', description })

/** A day, or a time with an offset or without. */
export const IsoDate = Type.String({ format: 'iso-date', title: 'a valid ISO 8601 date string' })

/** The name of a time zone of the IANA database. */
export const TimeZone = Type.String({ format: 'time-zone', title: 'a valid IANA time zone' })

/** A text or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** An object without further members: bearer endpoints refuse stray keys. */
export const Exactly = { additionalProperties: false } as const

/** Members of an answer that clients send back: the service passes over them (observed). */
export const Shown = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, Type.Optional(Type.Unknown())])) as Record<
    Name,
    TOptional<TUnknown>
  >

/** A branch of a union that no refusal tells of, unless the value has what it requires. */
export const Unlisted = { 'x-unlisted': true } as const

/** A credential: never shown back, not even in the message that refuses it. */
export const Secret = (description: string) =>
  Type.String({ minLength: 1, description, 'x-secret': true })

const named = new Map<string, TSchema>()

/** Schemas that others refer to by name, because they stand in many places. */
export const namedSchemas: ReadonlyMap<string, TSchema> = named

/** Gives a schema a name and answers a reference to it: it is compiled, and published, once. */
export const Named = <T extends TSchema>(name: string, schema: T) => {
  if (named.has(name)) throw new Error(`two schemas are called ${name}`)
  named.set(name, { ...schema, $id: name })
  return Type.Unsafe<Static<T>>(Type.Ref(name))
}

/** Compiles a schema once into the check that every request runs. */
export const checkOf = (schema: TSchema): ((value: unknown) => boolean) => {
  const compiled = TypeCompiler.Compile(schema, [...named.values()])
  return (value) => compiled.Check(value)
}
