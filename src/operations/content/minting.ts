import type { Minting } from '../../domain/content/property.js'
import { type Deps, newId } from '../deps.js'

/** The characters of an id of a property: printable, and none that an address or a formula would mistake. Contract §8.1. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:;<=>?@[]^_`{|}~'

const LENGTH = 4

/** Ids for properties and options. */
export const mintingOf = (deps: Deps): Minting => ({
  propertyId: () =>
    [...deps.random(LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(''),
  optionId: () => newId(deps),
})
