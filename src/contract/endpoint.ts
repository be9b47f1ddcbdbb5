import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import type { Capability } from './capabilities.js'

/**
 * Who may call: `bearer` a token of the API, `client` an integration by HTTP Basic, `admin` the operator of the
 * server by its admin token, `signature` whoever signed the body with a key that the operator trusts, `browser` a
 * person on a web page, `none` anybody.
 */
export type Auth = 'bearer' | 'client' | 'admin' | 'signature' | 'browser' | 'none'

/** What must be granted; one of several is enough. */
export type Needs = readonly Capability[]

/** One endpoint of the API as data: types, validation, routing and the OpenAPI document come from it. */
export type Endpoint = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With `{name}` for path parameters. */
  readonly path: `/${string}`
  /** The name that the OpenAPI document publishes. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description?: string | undefined
  readonly auth: Auth
  /** `Notion-Version`: refused when missing, or only checked when sent. */
  readonly version: 'required' | 'optional'
  readonly needs: Needs
  /** What a client's requests count towards: revocations count apart, so that nothing else a client does delays them. */
  readonly lane: 'common' | 'revocation'
  readonly params: TObject
  readonly query: TObject
  /** A form with a file in it comes instead of a body. */
  readonly takesFile: boolean
  /** Undefined for operations that take no body. */
  readonly body: TSchema | undefined
  readonly response: TSchema
  /** What is answered with 202 to who lets the request be carried out later. */
  readonly accepted: TSchema | undefined
  /** Whether answers end with `request_id`, as nearly all do. */
  readonly hasRequestId: boolean
  /** The answer to a form request of a generic OAuth client, where the RFC differs from the API. */
  readonly inForm?: ((answer: never) => object) | undefined
  /** Where the facts come from: `Notion: reference/…`, `RFC …`. */
  readonly source: string
}

const nothing = Type.Object({})

type Row<
  A extends Auth,
  P extends TObject,
  Q extends TObject,
  B extends TSchema | undefined,
  R extends TSchema,
  F extends boolean,
  L extends TSchema | undefined,
> = Omit<
  Endpoint,
  'auth' | 'takesFile' | 'params' | 'query' | 'body' | 'response' | 'accepted' | 'inForm'
> & {
  readonly auth: A
  readonly takesFile: F
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly response: R
  readonly accepted: L
  readonly inForm?: ((answer: Static<R>) => object) | undefined
}

/** Writes a row with its defaults filled in and its exact types kept. */
export const endpoint = <
  const A extends Auth,
  R extends TSchema,
  P extends TObject = typeof nothing,
  Q extends TObject = typeof nothing,
  B extends TSchema | undefined = undefined,
  const F extends boolean = false,
  L extends TSchema | undefined = undefined,
>(
  row: Omit<
    Row<A, P, Q, B, R, F, L>,
    | 'params'
    | 'query'
    | 'body'
    | 'needs'
    | 'version'
    | 'lane'
    | 'takesFile'
    | 'accepted'
    | 'hasRequestId'
  > & {
    readonly params?: P
    readonly query?: Q
    readonly body?: B
    readonly needs?: Needs
    readonly version?: Endpoint['version']
    readonly lane?: Endpoint['lane']
    readonly takesFile?: F
    readonly accepted?: L
    readonly hasRequestId?: boolean
  },
): Row<A, P, Q, B, R, F, L> => ({
  needs: [],
  version: 'required',
  lane: 'common',
  hasRequestId: true,
  ...row,
  takesFile: (row.takesFile ?? false) as F,
  params: row.params ?? (nothing as unknown as P),
  query: row.query ?? (nothing as unknown as Q),
  body: row.body as B,
  accepted: row.accepted as L,
})

/** A file in a form, its bytes as they come. */
export type IncomingFile = {
  readonly filename: string | undefined
  readonly contentType: string | undefined
  readonly bytes: AsyncIterable<Uint8Array>
}

/** A form that is read while it comes. */
export type IncomingForm = {
  /**
   * Hands the one file over as it comes, and answers what became of it with the other fields, which may stand behind
   * it. Errors: `validation_error`, and whatever `take` rejects with.
   */
  receive<T>(
    take: (file: IncomingFile) => Promise<T>,
  ): Promise<{ readonly taken: T; readonly fields: ReadonlyMap<string, string> }>
}

/** What an operation is given once the edge has validated it. */
export type Input<E extends Endpoint> = {
  readonly params: Static<E['params']>
  readonly query: Static<E['query']>
  readonly body: E['body'] extends TSchema ? Static<E['body']> : undefined
} & (E['takesFile'] extends true ? { readonly form: IncomingForm } : unknown)

/** What an operation answers; the edge adds `request_id`. */
export type Output<E extends Endpoint> =
  | Static<E['response']>
  | (E['accepted'] extends TSchema ? Static<E['accepted']> : never)
