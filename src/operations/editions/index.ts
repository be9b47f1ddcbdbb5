import type { Edition } from '../../contract/versions.js'
import { operations as today } from '../index.js'
import { operations as of20210513 } from './2021-05-13/index.js'
import { operations as of20210816 } from './2021-08-16/index.js'
import { operations as of20220222 } from './2022-02-22/index.js'
import { operations as of20220628 } from './2022-06-28/index.js'

const tables = { ...today, ...of20220628 }
const untypedRelations = { ...tables, ...of20220222 }
const texts = { ...untypedRelations, ...of20210816 }

/** What each edition's endpoints do, by the names of their rows. */
export const operationsOf: { readonly [E in Edition]: Readonly<Record<string, unknown>> } = {
  '2021-05-13': { ...texts, ...of20210513 },
  '2021-08-16': texts,
  '2022-02-22': untypedRelations,
  '2022-06-28': tables,
  '2025-09-03': today,
  '2026-03-11': today,
}
