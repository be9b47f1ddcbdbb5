// @ts-check
import Fastify from 'fastify'
import { botUser } from './bot-user.mjs'
import { announce } from './server-process.mjs'

const app = Fastify({ logger: false })
let count = 0

/** @param {import('fastify').FastifyRequest} request */
function reply(request) {
  if (typeof (/** @type {any} */ (request.body).token) !== 'string') throw new Error('No token.')
  count += 1
  return { request_id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}` }
}

app.post('/v1/oauth/revoke', async (request) => reply(request))
app.post('/v1/oauth/introspect', async (request) => ({
  active: true,
  scope: 'read_content',
  iat: 1_700_000_000_000,
  ...reply(request),
}))
app.get('/v1/users/me', async () => botUser)

announce(await app.listen({ port: 0, host: '127.0.0.1' }))
