/** What a run is made of, as it can be seen from outside the implementation. */

export type Pair = { readonly access: string; readonly refresh: string }

export type OperationName =
  | 'redeem'
  | 'refresh'
  | 'revoke'
  | 'bearer'
  | 'introspect'
  | 'disconnect'
  | 'bulk'

export type Answer = {
  readonly status: number
  /** What a redemption or refresh gave. */
  readonly pair?: Pair
  /** What an introspection said. */
  readonly active?: boolean
}

/** One request of one actor. */
export type Call = {
  readonly actor: string
  readonly operation: OperationName
  /** The code, token or grant id that the request names. */
  readonly presented: string
  answer?: Answer
}

/** One statement run to its end. */
export type Step = {
  /** The actor's letter and the number of the statement among its own. */
  readonly key: string
  readonly call: Call
  readonly statement: string
  /** Does it look for what the request presented, and so judge it? */
  readonly names: boolean
  readonly writes: boolean
  /** What a commit answered; whether a read found something. */
  readonly won: boolean
  /** Not awaited by the request: it had been answered before. */
  readonly afterAnswer: boolean
}

/** The steps in the order in which they ran; those of one moment were in flight together. */
export type Moment = readonly Step[]

/** What the actors find. */
export type Start = {
  readonly code: string
  readonly grantId: string
  /** From the oldest to the newest; none: the code is not redeemed. */
  readonly pairs: readonly Pair[]
  /** May the newest pair still be fetched with the refresh token before it? */
  readonly replayable: boolean
}

export type Trace = {
  readonly start: Start
  readonly moments: readonly Moment[]
  readonly calls: readonly Call[]
}
