import { type Endpoint, endpoints } from '../index.js'
import type { Edition } from '../versions.js'
import * as of2022 from './2022-06-28.js'
import * as of2026 from './2026-03-11.js'

/** What a version takes and how it tells what is answered. */
export type Told = {
  readonly rows: Readonly<Record<string, Endpoint>>
  readonly present: (answer: object) => object
}

const namesOf2022 = Object.entries(endpoints).filter(([, { path }]) => !of2022.isUnknown(path))

/** All that each edition takes. Contract §1.1. */
export const editions: { readonly [E in Edition]: Told } = {
  '2022-06-28': {
    rows: { ...Object.fromEntries(namesOf2022), ...of2022.rows },
    present: of2022.present,
  },
  '2025-09-03': { rows: endpoints, present: (answer) => answer },
  '2026-03-11': { rows: { ...endpoints, ...of2026.rows }, present: of2026.present },
}
