import { createHash } from 'node:crypto'
import { digestOf } from '../../../src/domain/oauth/credential.js'
import { defaultLifetimes } from '../../../src/domain/oauth/grant.js'
import { type Deps, newId } from '../../../src/operations/deps.js'
import type { Database } from '../../../src/storage/sql/database.js'
import { openStore } from '../../../src/storage/sql/store.js'
import { addPerson, createGrant, newIntegration, newWorkspace } from '../../storage/rows.js'
import type { Scene } from './actors.js'
import { gateOf, type Parked } from './gate.js'
import type { Together } from './orders.js'
import { type Asker, type Requests, requestsOf } from './requests.js'
import type { Call, Pair, Start } from './trace.js'

/** Letters of the actors of one run. */
export const letters = ['a', 'b', 'c'] as const
export type Letter = (typeof letters)[number]

/** A statement of one actor, not yet run; answers as {@link Parked} does. */
export type Started = { readonly actor: Letter; run(): Promise<boolean> }

/** How a store is opened by each actor: as it is, or broken on purpose. */
export type Opening = (db: Database) => Database

/**
 * A track on which one schedule runs after another: a person, a client and a bot of its own, so that tracks do not
 * meet, and a node of its own for every actor.
 */
export type Lane = {
  readonly together: Together
  /** Ungated, for what must be prepared and asked outside the schedule. */
  readonly ask: Requests
  /** A second grant of the same person and bot, which only ends with all of them. */
  readonly sibling: Pair
  /** Makes another one, at once. */
  renewSibling(): Promise<void>
  /** Brings a fresh grant to where the scene begins. */
  prepare(scene: Scene): Promise<Start>
  /** The requests of one actor, each statement parked with `park`. */
  requestsOf(letter: Letter, begin: (call: Call) => void): Requests
  park: (letter: Letter, parked: Parked) => void
  /** Starts statements so that they are in flight at once, in this order, and answers what each came to. */
  runTogether(started: readonly Started[]): Promise<boolean[]>
}

const HOUR = 3_600_000

/** A moment like any other: every schedule begins an hour after the one before it. */
const beginning = 1_790_000_000_000

const redirectUri = 'https://example.com/cb'
const clientSecret = 'secret of the client'

/** The same bytes for the same seed. */
const randomFrom = (seed: string): Deps['random'] => {
  let count = 0
  return (length) => {
    count += 1
    return createHash('sha512').update(`${seed} ${count}`).digest().subarray(0, length)
  }
}

/** What a lane stands on. */
export type Place = {
  readonly together: Together
  openActor(actor: Letter): Database
  readonly db: Database
  readonly runTogether: Lane['runTogether']
}

export const openLane = async (place: Place, seed: string, opening: Opening): Promise<Lane> => {
  let now = beginning
  const store = await openStore(place.db)
  const deps = {
    store,
    clock: () => now,
    random: randomFrom(seed),
    settings: { environment: 'development' as const, lifetimes: defaultLifetimes },
  }
  const workspace = newWorkspace()
  await store.workspaces.create(workspace)
  const person = await addPerson(store, workspace, { role: 'owner' })
  const { workspaceId } = workspace
  const { userId } = person
  const secret = { secretId: seed, digest: digestOf(clientSecret), hint: 'ient', createdAt: now }
  const integration = newIntegration(
    { workspaceId, createdBy: userId },
    { redirectUris: [redirectUri], secrets: [secret] },
  )
  await store.integrations.create(integration)
  const clientId = integration.integrationId
  const asker: Asker = { clientId, clientSecret, redirectUri, userId, workspaceId }
  const ask = requestsOf(deps, asker, 'probe')

  const owner = { integrationId: clientId, workspaceId, ownerId: userId, createdAt: now }
  const { botId } = await store.integrations.bot({ ...owner, botId: newId(deps) })
  const consent = async (): Promise<{ code: string; grantId: string }> => {
    const code = newId(deps)
    const more = { codeDigest: digestOf(code), redirectUri, createdAt: now }
    const { grantId } = await createGrant(store, botId, more)
    return { code, grantId }
  }
  const given = async (answer: ReturnType<Requests['redeem']>): Promise<Pair> => {
    const { pair, status } = await answer
    if (!pair) throw new Error(`the scene could not be prepared: ${status}`)
    return pair
  }

  const connect = async (): Promise<Pair> => given(ask.redeem((await consent()).code))
  let sibling = await connect()

  const lane: Lane = {
    together: place.together,
    runTogether: place.runTogether,
    ask,
    get sibling() {
      return sibling
    },
    async renewSibling() {
      sibling = await connect()
    },
    park: () => {},
    async prepare({ past, age }) {
      now += HOUR
      const { code, grantId } = await consent()
      const pairs: Pair[] = []
      for (const event of past) {
        if (event === 'redeemed') pairs.push(await given(ask.redeem(code)))
        else if (event === 'refreshed')
          pairs.push(await given(ask.refresh(newestOf(pairs).refresh)))
        else await ask.bearer(newestOf(pairs).access)
      }
      now += age
      const isUnused = past.includes('refreshed') && !past.includes('used')
      const replayable = isUnused && age < defaultLifetimes.replayWindow
      return { code, grantId, pairs, replayable }
    },
    requestsOf: (letter, begin) => requestsOf(nodes[letter], asker, letter, begin),
  }
  const nodeOf = async (letter: Letter): Promise<Deps> => {
    const db = gateOf(opening(place.openActor(letter)), (parked) => lane.park(letter, parked))
    return { ...deps, store: await openStore(db) }
  }
  const nodes = { a: await nodeOf('a'), b: await nodeOf('b'), c: await nodeOf('c') }
  return lane
}

const newestOf = (pairs: readonly Pair[]): Pair => {
  const pair = pairs.at(-1)
  if (!pair) throw new Error('the scene uses a pair that it has not')
  return pair
}
