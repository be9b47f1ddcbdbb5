import { FormatRegistry, type TSchema, Type } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { isUuid } from '../lib/uuid.js'

FormatRegistry.Set('uuid', isUuid)

/** A UUID, dashes optional in requests. */
export const Uuid = (description: string) => Type.String({ format: 'uuid', description })

/** A text or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** An object without further members: bearer endpoints refuse stray keys. */
export const Exactly = { additionalProperties: false } as const

/** A credential: never shown back, not even in the message that refuses it. */
export const Secret = (description: string) =>
  Type.String({ minLength: 1, description, 'x-secret': true })

/** Compiles a schema once into the check that every request runs. */
export const checkOf = (schema: TSchema): ((value: unknown) => boolean) => {
  const compiled = TypeCompiler.Compile(schema)
  return (value) => compiled.Check(value)
}
