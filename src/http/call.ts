import type { FastifyRequest } from 'fastify'
import type { Call, Deps } from '../operations/deps.js'

/** What an operation gets of the request that asks for it. */
export const callOf = (deps: Deps, { id }: Pick<FastifyRequest, 'id'>, origin = ''): Call => ({
  ...deps,
  requestId: id,
  origin,
})
