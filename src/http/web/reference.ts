import type { FastifyInstance } from 'fastify'
import { openApiDocument } from '../../contract/openapi.js'
import { type OpenApiDocument, referencePage } from '../../ui/reference.js'
import { apiHeaders } from '../headers.js'
import { chromeOf, sendPage, type WebOptions } from './respond.js'
import { personOf } from './sessions.js'

/** Serves the contract: for programs at `/openapi.json`, for people at `/docs`. */
export const serveReference = (app: FastifyInstance, options: WebOptions): void => {
  app.get('/openapi.json', { config: { operation: 'openapi' } }, async (request, reply) =>
    reply
      .headers({ ...apiHeaders, 'access-control-allow-origin': '*' })
      .send(JSON.stringify(openApiDocument(options.issuerOf(request)), null, 2)),
  )

  app.get('/docs', { config: { operation: 'docs' } }, async (request, reply) => {
    const person = await personOf(options, request)
    const chrome = chromeOf(options, reply, { title: 'API reference', person, active: 'reference' })
    // Through JSON, so that the page shows exactly what programs are given.
    const document = JSON.parse(JSON.stringify(openApiDocument(options.issuerOf(request))))
    return sendPage(reply, referencePage({ chrome, document: document as OpenApiDocument }))
  })
}
