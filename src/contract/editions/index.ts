import { type Endpoint, endpoints } from '../index.js'
import type { Edition } from '../versions.js'
import * as of20210513 from './2021-05-13.js'
import * as of20210816 from './2021-08-16.js'
import * as of20220222 from './2022-02-22.js'
import * as of20220628 from './2022-06-28.js'
import * as of20260311 from './2026-03-11.js'

/** What a version takes and how it tells what is answered. */
export type Told = {
  readonly rows: Readonly<Record<string, Endpoint>>
  readonly present: (answer: object) => object
}

const today: Told = { rows: endpoints, present: (answer) => answer }

const tables: Told = {
  rows: {
    ...Object.fromEntries(
      Object.entries(endpoints).filter(([, { path }]) => !of20220628.isUnknown(path)),
    ),
    ...of20220628.rows,
  },
  present: of20220628.present,
}

/** The edition before another: what changed with it is as it was. */
const before = (later: Told, { rows, present }: Told): Told => ({
  rows: { ...later.rows, ...rows },
  present: (answer) => present(later.present(answer)),
})

const untypedRelations = before(tables, of20220222)
const texts = before(untypedRelations, of20210816)

/** All that each edition takes. Contract §1.1. */
export const editions: { readonly [E in Edition]: Told } = {
  '2021-05-13': before(texts, of20210513),
  '2021-08-16': texts,
  '2022-02-22': untypedRelations,
  '2022-06-28': tables,
  '2025-09-03': today,
  '2026-03-11': { rows: { ...endpoints, ...of20260311.rows }, present: of20260311.present },
}
