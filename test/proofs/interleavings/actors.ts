import type { Requests } from './requests.js'
import type { Pair, Start } from './trace.js'

/** What one client or person does: requests one after the other, each with what the one before it gave. */
export type Actor = {
  readonly name: string
  /** How many requests it makes at most. */
  readonly requests: 1 | 2
  /** The tables that its commits may change; a run checks it. */
  readonly changes: readonly string[]
  run(ask: Requests, start: Start): Promise<unknown>
}

/** A moment in a grant's life in which actors meet. */
export type Scene = {
  readonly name: string
  readonly past: readonly ('redeemed' | 'refreshed' | 'used')[]
  /** How long ago that was, in milliseconds. */
  readonly age: number
  readonly actors: readonly Actor[]
}

const lifeCycle = ['grants', 'tokens', 'audit_inbox']
const redemption = [...lifeCycle, 'bots']

const one = (name: string, run: Actor['run'], changes = lifeCycle): Actor => ({
  name,
  requests: 1,
  changes,
  run,
})

const two = (
  name: string,
  first: (ask: Requests, start: Start) => Promise<{ pair?: Pair }>,
  second: (ask: Requests, pair: Pair, start: Start) => Promise<unknown>,
  changes = lifeCycle,
): Actor => ({
  name,
  requests: 2,
  changes,
  run: async (ask, start) => {
    const { pair } = await first(ask, start)
    if (pair) await second(ask, pair, start)
  },
})

const newest = ({ pairs }: Start): Pair => pairs.at(-1) ?? missing()
const former = ({ pairs }: Start): Pair => pairs.at(-2) ?? missing()
const missing = (): never => {
  throw new Error('the scene has no such pair')
}

const redeem = one('redeem', (ask, { code }) => ask.redeem(code), redemption)
const refresh = one('refresh', (ask, start) => ask.refresh(newest(start).refresh))
const replay = one('replay', (ask, start) => ask.refresh(former(start).refresh))
const disconnect = one('disconnect', (ask, { grantId }) => ask.disconnect(grantId))
const bearer = one('use', (ask, start) => ask.bearer(newest(start).access))
const revokeAccess = one('revoke access', (ask, start) => ask.revoke(newest(start).access))
const revokeAccessTheLongWay = one('revoke access (long way)', (ask, start) =>
  ask.revoke(newest(start).access, 'long'),
)
const revokeRefresh = one('revoke refresh', (ask, start) => ask.revoke(newest(start).refresh))
const revokeRefreshTheLongWay = one('revoke refresh (long way)', (ask, start) =>
  ask.revoke(newest(start).refresh, 'long'),
)
const introspect = one('introspect', (ask, start) => ask.introspect(newest(start).access))
const introspectTheLongWay = one('introspect refresh (long way)', (ask, start) =>
  ask.introspect(newest(start).refresh, 'long'),
)

const revokeAll = one('revoke all of the person', (ask) => ask.revokeAllOf('user'), [
  'people',
  'audit_inbox',
])
const revokeAllOfClient = one(
  'revoke all of the integration',
  (ask) => ask.revokeAllOf('integration'),
  ['integrations', 'audit_inbox'],
)
const revokeAllOfWorkspace = one(
  'revoke all of the workspace',
  (ask) => ask.revokeAllOf('workspace'),
  ['workspaces', 'audit_inbox'],
)

const askRefresh = (ask: Requests, start: Start) => ask.refresh(newest(start).refresh)
const askRedeem = (ask: Requests, { code }: Start) => ask.redeem(code)
const use = (ask: Requests, { access }: Pair) => ask.bearer(access)
const refreshAgain = (ask: Requests, { refresh }: Pair) => ask.refresh(refresh)
const revoke = (ask: Requests, { access }: Pair) => ask.revoke(access)

export const scenes: readonly Scene[] = [
  {
    name: 'consented',
    past: [],
    age: 5000,
    actors: [
      redeem,
      disconnect,
      revokeAll,
      revokeAllOfClient,
      revokeAllOfWorkspace,
      two('redeem, then use', askRedeem, use, redemption),
      two('redeem, then refresh', askRedeem, refreshAgain, redemption),
      two('redeem, then revoke', askRedeem, revoke, redemption),
    ],
  },
  {
    name: 'redeemed',
    past: ['redeemed'],
    age: 5000,
    actors: [
      { ...redeem, name: 'redeem again' },
      refresh,
      revokeAccess,
      revokeAccessTheLongWay,
      revokeRefresh,
      revokeRefreshTheLongWay,
      disconnect,
      revokeAll,
      bearer,
      introspect,
      introspectTheLongWay,
      two('refresh, then use', askRefresh, use),
      two('refresh, then refresh', askRefresh, refreshAgain),
      two('refresh, then revoke', askRefresh, revoke),
      two('refresh, then revoke the former', askRefresh, (ask, _, start) =>
        ask.revoke(newest(start).access),
      ),
    ],
  },
  {
    name: 'refreshed',
    past: ['redeemed', 'refreshed'],
    age: 5000,
    actors: [
      { ...redeem, name: 'redeem again' },
      refresh,
      replay,
      one('revoke former access', (ask, start) => ask.revoke(former(start).access)),
      one('revoke spent refresh', (ask, start) => ask.revoke(former(start).refresh)),
      revokeAccess,
      revokeRefreshTheLongWay,
      disconnect,
      revokeAll,
      bearer,
      one('use former access', (ask, start) => ask.bearer(former(start).access)),
      introspect,
      two('replay, then use', (ask, start) => ask.refresh(former(start).refresh), use),
    ],
  },
  {
    name: 'refreshed long ago',
    past: ['redeemed', 'refreshed'],
    age: 61_000,
    actors: [
      refresh,
      replay,
      one('revoke spent refresh', (ask, start) => ask.revoke(former(start).refresh)),
      revokeAccess,
      revokeRefreshTheLongWay,
      disconnect,
      revokeAll,
      bearer,
      introspect,
    ],
  },
  {
    name: 'refreshed and used',
    past: ['redeemed', 'refreshed', 'used'],
    age: 5000,
    actors: [refresh, replay, revokeAccess, bearer, disconnect, revokeAll, introspect],
  },
]

export type Combination = {
  readonly scene: Scene
  readonly actors: readonly Actor[]
}

/** Every choice of `size` actors of a scene, also of the same one more than once, in the table's order. */
export const combinationsOf = (scene: Scene, size: number): Combination[] => {
  const choose = (from: number, left: number): Actor[][] =>
    left === 0
      ? [[]]
      : scene.actors.flatMap((actor, n) =>
          n < from ? [] : choose(n, left - 1).map((rest) => [actor, ...rest]),
        )
  return choose(0, size).map((actors) => ({ scene, actors }))
}

export const requestsIn = ({ actors }: Combination): number =>
  actors.reduce((sum, { requests }) => sum + requests, 0)

/** Two requests that meet. */
export const pairs = (): Combination[] =>
  scenes
    .flatMap((scene) => combinationsOf(scene, 2))
    .filter((combination) => requestsIn(combination) === 2)

/** Three requests or more: of three actors, or of two of whom one or both make a second request. */
export const threes = (): Combination[] =>
  scenes.flatMap((scene) => [
    ...combinationsOf(scene, 2).filter((combination) => requestsIn(combination) > 2),
    ...combinationsOf(scene, 3).filter((combination) => requestsIn(combination) === 3),
  ])
