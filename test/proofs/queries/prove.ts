import fc from 'fast-check'
import type { FilterRequest, SortRequest } from '../../../src/contract/objects/query.js'
import type { Values } from '../../../src/domain/content/value.js'
import { parseQueryCursor, spellQueryCursor } from '../../../src/domain/query/cursor.js'
import { resolveFilter, resolveSorts } from '../../../src/domain/query/resolve.js'
import {
  findRows,
  type Judge,
  type RowQuery,
} from '../../../src/operations/data-sources/find-rows.js'
import type { Store } from '../../../src/ports/store.js'
import {
  changedSchemaArbitrary,
  filterArbitrary,
  NOW,
  people,
  schemaArbitrary,
  sortsArbitrary,
  valueArbitrary,
} from './arbitraries.js'
import { proveTrees } from './trees.js'
import {
  addRow,
  addUnkeyed,
  answerOf,
  changeRow,
  changeSchema,
  createWorld,
  sourceOf,
  trashRow,
  type World,
} from './world.js'

/** None of the types in this proof is computed. */
const asKept: Judge = async (rows) => rows

/** A query to which not all gave the same answer. */
export type Difference = {
  readonly seed: number
  readonly query: object
  readonly schema: object
  readonly expected: readonly string[]
  readonly answers: readonly (readonly string[])[]
}

export type Tally = {
  /** Queries over all their pages, answered by the evaluator and every store. */
  cases: number
  schemas: number
  rows: number
  /** Pages that the stores answered. */
  pages: number
  /** Queries between whose pages rows were written. */
  disturbed: number
  /** Queries that found nothing: they say little. */
  empty: number
  /** Cases that are trees of blocks, appended and read back. */
  trees: number
  readonly differences: Difference[]
}

export const newTally = (): Tally => ({
  cases: 0,
  schemas: 0,
  rows: 0,
  pages: 0,
  disturbed: 0,
  empty: 0,
  trees: 0,
  differences: [],
})

/** Queries of one schema, between changes of rows and of the schema. */
const QUERIES = 120
const CHANGE_EVERY = 10

const [me = ''] = people
const asking = { now: NOW, me }

type Asked = {
  readonly filter: FilterRequest
  readonly sorts: readonly SortRequest[]
  readonly size: number
  readonly inTrash: boolean
  readonly handful: number
  readonly isDisturbed: boolean
}

/** Draws of one world, the same for a seed. */
const createDraw = (seed: number) => {
  let next = seed * 1000
  return <T>(arbitrary: fc.Arbitrary<T>): T => {
    next += 1
    const [drawn] = fc.sample(arbitrary, { numRuns: 1, seed: next })
    return drawn as T
  }
}

type Draw = ReturnType<typeof createDraw>

const drawValues = (draw: Draw, world: World, share = 1): Values =>
  draw(
    fc.record(
      Object.fromEntries(
        world.schema
          .filter(({ id }, n) => share === 1 || id === 'title' || n % 3 === 0)
          .map((property) => [property.id, valueArbitrary(property)]),
      ),
    ),
  ) as Values

/** Milliseconds around the time of the proof: some rows are made at the same one. */
const drawTime = (draw: Draw): number =>
  NOW + draw(fc.constantFrom(0, 0, 1, -86_400_000, -3 * 86_400_000, -40 * 86_400_000, 86_400_000))

const write = async (world: World, draw: Draw, touched: Set<string>): Promise<void> => {
  const by = draw(fc.constantFrom(...people))
  const known = [...world.rows.values()]
  const row = known[draw(fc.nat({ max: Math.max(known.length - 1, 0) }))]
  const kind = draw(fc.constantFrom('add', 'change', 'trash'))
  if (kind === 'add' || !row) {
    touched.add(await addRow(world, drawValues(draw, world), drawTime(draw), by))
    return
  }
  touched.add(row.blockId)
  const at = row.editedAt + 1 + draw(fc.nat({ max: 1000 }))
  if (kind === 'trash' || row.inTrash) await trashRow(world, row, at, by)
  else await changeRow(world, row, drawValues(draw, world, 0.3), at, by)
}

const same = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, n) => one === others[n])

const prove = async (world: World, draw: Draw, asked: Asked, seed: number, tally: Tally) => {
  const filter = resolveFilter(world.schema, asked.filter)
  const sorts = resolveSorts(world.schema, asked.sorts)
  const { inTrash, handful, size } = asked
  const before = answerOf(world, { filter, sorts, inTrash }, asking)
  const touched = new Set<string>()
  const answers: string[][] = world.sides.map(() => [])
  const cursors: (string | null | undefined)[] = world.sides.map(() => undefined)
  for (let page = 0; cursors.some((cursor) => cursor !== null); page += 1) {
    await Promise.all(
      world.sides.map(async (side, n) => {
        const cursor = cursors[n]
        if (cursor === null) return
        const from =
          cursor === undefined ? undefined : parseQueryCursor(cursor, sorts.length)?.place
        if (cursor !== undefined && !from) throw new Error(`A cursor was refused: ${cursor}`)
        const query: RowQuery = { filter, sorts, inTrash, from, limit: size + 1, handful }
        const source = await sourceOf(side)
        const found = await findRows(side, side.workspaceId, source, query, asking, asKept)
        const next = found[size]
        answers[n]?.push(...found.slice(0, size).map(({ block }) => block.blockId))
        cursors[n] = next ? spellQueryCursor({ place: next.place, count: 0 }) : null
        tally.pages += 1
      }),
    )
    if (asked.isDisturbed && page < 3) await write(world, draw, touched)
    if (page > before.length + 10) break
  }
  const expected = before.filter((id) => !touched.has(id))
  const [first = []] = answers
  const isRight = answers.every(
    (answer) =>
      same(
        answer.filter((id) => !touched.has(id)),
        expected,
      ) &&
      same(answer, first) &&
      (touched.size > 0 || same(answer, before)),
  )
  tally.cases += 1
  if (touched.size > 0) tally.disturbed += 1
  if (before.length === 0) tally.empty += 1
  if (!isRight) {
    tally.differences.push({ seed, query: asked, schema: world.schema, expected: before, answers })
  }
}

const askedArbitrary = (world: World): fc.Arbitrary<Asked> =>
  fc.record({
    filter: fc.oneof(
      { weight: 6, arbitrary: filterArbitrary(world.schema) },
      { weight: 1, arbitrary: fc.constant<FilterRequest>({ and: [] }) },
    ),
    sorts: sortsArbitrary(world.schema),
    size: fc.constantFrom(1, 3, 7, 7, 100, 100, 100, 100, 100, 100),
    inTrash: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    // The ways of the store to its rows are chosen by their number: here each is taken, however few rows there are.
    handful: fc.constantFrom(0, 2, 2000),
    isDisturbed: fc.oneof(
      { weight: 5, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
  })

/** Trees of blocks for every schema. */
const TREES = 12

/** One schema with its rows, its queries, and what changes between them. */
export const proveWorld = async (
  stores: readonly Store[],
  seed: number,
  tally: Tally,
): Promise<void> => {
  const draw = createDraw(seed)
  const world = await createWorld(stores, draw(schemaArbitrary))
  const count = draw(fc.constantFrom(0, 1, 5, 20, 30, 40))
  const rows = Array.from({ length: count }, () => ({
    values: drawValues(draw, world),
    at: drawTime(draw),
    by: draw(fc.constantFrom(...people)),
  }))
  const half = Math.floor(count / 2)
  await addUnkeyed(world, rows.slice(half))
  const added = { id: 'late', name: 'Late', description: null, type: 'number' as const }
  await changeSchema(world, [...world.schema, added], NOW, me)
  for (const { values, at, by } of rows.slice(0, half)) await addRow(world, values, at, by)
  tally.schemas += 1
  tally.rows += count
  for (let n = 0; n < QUERIES; n += 1) {
    if (n % CHANGE_EVERY === CHANGE_EVERY - 1) {
      await changeSchema(world, draw(changedSchemaArbitrary(world.schema, 100 + n)), NOW + n, me)
      await write(world, draw, new Set())
    }
    await prove(world, draw, draw(askedArbitrary(world)), seed, tally)
  }
  await proveTrees(stores, TREES, seed, tally)
}

/** Proves schema after schema, several at once, until as many queries were compared. */
export const proveQueries = async (
  stores: readonly Store[],
  { cases, seed, lanes }: { readonly cases: number; readonly seed: number; readonly lanes: number },
  progress: (tally: Tally) => void = () => {},
): Promise<Tally> => {
  const tally = newTally()
  let next = seed
  const lane = async (): Promise<void> => {
    while (tally.cases < cases && tally.differences.length < 10) {
      next += 1
      await proveWorld(stores, next, tally)
      progress(tally)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return tally
}
