import { Type } from '@sinclair/typebox'
import { Uuid } from '../schema.js'

/** A custom emoji in an answer. Contract §6.2. */
export const CustomEmojiAnswer = Type.Object({
  id: Uuid('The custom emoji'),
  name: Type.String(),
  url: Type.String(),
})
