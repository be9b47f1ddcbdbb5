import { expect } from 'vitest'
import type { Server } from '../../src/server.js'
import { UUID } from './wire.js'

/** Start a server with it as `config.adminToken`. */
export const adminToken = 'only-the-operator-of-the-test-knows-it'

/** POSTs JSON to the admin API as its operator; a header that is `undefined` is left out. */
export const postAdmin = (
  { url }: Server,
  path: string,
  body: unknown,
  authorization: string | undefined = `Bearer ${adminToken}`,
): Promise<Response> =>
  fetch(`${url}/admin/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === '' ? {} : { authorization }),
    },
    body: JSON.stringify(body),
  })

/** Checks the status and answers the body. */
export const readAdmin = async (
  response: Response,
  status = 200,
): Promise<Record<string, unknown>> => {
  const text = await response.text()
  expect(response.status, text).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  const body = JSON.parse(text) as Record<string, unknown>
  expect(body.request_id).toMatch(UUID)
  expect(body.request_id).toBe(response.headers.get('x-notion-request-id'))
  return body
}

/** Checks a refusal of the API's dialect and answers its message. */
export const expectAdminError = async (
  response: Response,
  status: number,
  code: string,
): Promise<string> => {
  const body = await readAdmin(response, status)
  expect(body).toMatchObject({ object: 'error', status, code })
  return String(body.message)
}
