// @ts-check
import Fastify from 'fastify'
import { announce } from './server-process.mjs'

// As large as the answer of GET /v1/users/me, so that serialisation costs the same.
const me = {
  object: 'user',
  id: '7f2c1d9e-5b0a-4c38-9d61-2a4f8e6b7c10',
  type: 'bot',
  name: 'Benchmark integration',
  avatar_url: 'https://files.example.com/avatars/7f2c1d9e-5b0a-4c38-9d61-2a4f8e6b7c10.png',
  bot: {
    owner: {
      type: 'user',
      user: {
        object: 'user',
        id: 'c0a8012e-3f4b-4d5c-8e6f-7a8b9c0d1e2f',
        type: 'person',
        name: 'Ada Lovelace',
        avatar_url: null,
        person: { email: 'ada@example.com' },
      },
    },
    workspace_id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
    workspace_name: 'Benchmark workspace',
    workspace_limits: { max_file_upload_size_in_bytes: 5242880 },
  },
  request_id: 'a3bb189e-8bf9-3888-9912-ace4e6543002',
}

const app = Fastify({ logger: false })
let count = 0

/** @param {import('fastify').FastifyRequest} request */
function reply(request) {
  if (typeof (/** @type {any} */ (request.body).token) !== 'string') throw new Error('No token.')
  count += 1
  return { request_id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}` }
}

app.post('/v1/oauth/revoke', async (request) => reply(request))
app.post('/v1/oauth/introspect', async (request) => reply(request))
app.get('/v1/users/me', async () => me)

announce(await app.listen({ port: 0, host: '127.0.0.1' }))
