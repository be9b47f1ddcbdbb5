import { Type } from '@sinclair/typebox'
import { Uuid } from '../schema.js'

/** All that is told of something to a token that may write it but not read it. Contract §6. */
export const Reference = <const Kind extends string>(kind: Kind) =>
  Type.Object({ object: Type.Literal(kind), id: Uuid(`The ${kind}`) })
