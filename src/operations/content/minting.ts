import type { Minting } from '../../domain/content/property.js'
import { type Deps, newId } from '../deps.js'

/** The characters of an id of a property, from colon to tilde as recorded, without the one that escapes. Contract §8.1. */
const ALPHABET = ':;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~'

const LENGTH = 4

/** Ids for properties and options. */
export const mintingOf = (deps: Deps): Minting => ({
  propertyId: () =>
    [...deps.random(LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(''),
  optionId: () => newId(deps),
})
