import { type TSchema, Type } from '@sinclair/typebox'
import type { Endpoint } from './endpoint.js'
import { type ErrorCode, statusOf } from './errors.js'
import { endpoints, webEndpoints } from './index.js'
import { namedSchemas } from './schema.js'
import { describedVersion, publishedVersions } from './versions.js'

/** Statuses of every bearer endpoint, with the codes that travel with them. Notion: openapi.json. */
const bearerErrors: readonly ErrorCode[][] = [
  ['invalid_json', 'invalid_request_url', 'invalid_request', 'missing_version', 'validation_error'],
  ['unauthorized'],
  ['restricted_resource'],
  ['object_not_found'],
  ['conflict_error'],
  ['rate_limited'],
  ['internal_server_error'],
  ['service_unavailable'],
]

/** The same for the OAuth endpoints. Notion: reference/revoke-token. */
const oauthErrors: readonly ErrorCode[][] = [
  [
    'invalid_request',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ],
  ['invalid_client'],
  ['test_env_error'],
  ['internal_server_error'],
]

/** The same for the admin API. */
const adminErrors = bearerErrors.filter(
  ([code]) => code !== 'restricted_resource' && code !== 'conflict_error',
)

const tags = [
  ['Databases', 'Database endpoints'],
  ['Data sources', 'Data source endpoints'],
  ['Pages', 'Page endpoints'],
  ['Blocks', 'Block endpoints'],
  ['Comments', 'Comment endpoints'],
  ['File uploads', 'File upload endpoints'],
  ['OAuth', 'OAuth endpoints (basic authentication)'],
  ['Users', 'User endpoints'],
  ['Views', 'Ways to look at a data source'],
  ['Custom emojis', 'Pictures of a workspace of its own'],
  ['Async tasks', 'What became of requests that may be carried out later'],
  ['Search', 'Search endpoints'],
  ['Admin', 'What the operator of this server may do; not part of the Notion API'],
] as const

const AdditionalData = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Array(Type.String())]),
)

/**
 * An error of one status. One closed object, so that it can be satisfied: the published document spreads it over an
 * `allOf` whose closed branch refuses the keys of the other.
 */
const errorSchema = (codes: readonly ErrorCode[], oauth: boolean): TSchema =>
  Type.Object(
    {
      object: Type.Literal('error'),
      status: Type.Literal(statusOf[codes[0] as ErrorCode]),
      code: Type.Unsafe<string>({ type: 'string', enum: [...codes] }),
      message: Type.String(),
      additional_data: Type.Optional(AdditionalData),
      ...(oauth ? {} : { request_id: Type.String({ format: 'uuid' }) }),
    },
    { additionalProperties: false },
  )

const errorName = (codes: readonly ErrorCode[], oauth: boolean): string =>
  `error_${oauth ? 'oauth' : 'api'}_${statusOf[codes[0] as ErrorCode]}`

const errorSchemas = (): Record<string, TSchema> =>
  Object.fromEntries(
    [false, true].flatMap((oauth) =>
      (oauth ? oauthErrors : bearerErrors).map((codes) => [
        errorName(codes, oauth),
        errorSchema(codes, oauth),
      ]),
    ),
  )

/** The whole contract as an OpenAPI 3.1 document, for the given server URL. */
export const openApiDocument = (serverUrl: string): object =>
  JSON.parse(JSON.stringify(documentFor(serverUrl), published))

/** References among our schemas are names; in a document they are places. */
const published = (key: string, value: unknown): unknown => {
  if (key === '$id') return undefined
  return key === '$ref' && namedSchemas.has(String(value)) ? `#/components/schemas/${value}` : value
}

/** The schemas that something refers to, or one that it refers to. Older versions have others. */
const namedIn = (described: unknown): ReadonlyMap<string, TSchema> => {
  const found = new Map<string, TSchema>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const name = '$ref' in value ? String(value.$ref) : ''
    const schema = namedSchemas.get(name)
    if (schema && !found.has(name)) {
      found.set(name, schema)
      visit(schema)
    }
    for (const inner of Object.values(value)) visit(inner)
  }
  visit(described)
  return found
}

const documentFor = (serverUrl: string): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Tessera: the Notion API',
    version: '1.0.0',
    description: `An open server for the public Notion API, version ${describedVersion}.`,
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: serverUrl }],
  security: [{ bearerAuth: [] }],
  tags: tags.map(([name, description]) => ({ name, description })),
  paths: paths(),
  components: {
    parameters: {
      notionVersion: {
        name: 'Notion-Version',
        in: 'header',
        required: true,
        schema: { enum: [...publishedVersions] },
        description: `The API version to use for this request; \`${describedVersion}\` is the one described here.`,
      },
    },
    schemas: { ...Object.fromEntries(namedIn(Object.values(endpoints))), ...errorSchemas() },
    securitySchemes: {
      bearerAuth: { type: 'http', scheme: 'bearer' },
      basicAuth: { type: 'http', scheme: 'basic' },
      githubSignature: { type: 'apiKey', in: 'header', name: 'Github-Public-Key-Signature' },
      adminAuth: { type: 'http', scheme: 'bearer', description: 'Admin token of this server' },
    },
  },
})

const paths = (): Record<string, object> => {
  const found: Record<string, Record<string, object>> = {}
  for (const row of [...Object.values(webEndpoints), ...Object.values(endpoints)]) {
    found[row.path] = { ...found[row.path], [row.method.toLowerCase()]: operationOf(row) }
  }
  return found
}

const operationOf = (row: Endpoint): object => ({
  tags: [row.tag],
  summary: row.summary,
  ...(row.description === undefined ? {} : { description: row.description }),
  operationId: row.operationId,
  parameters: parametersOf(row),
  ...(row.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: row.body } } } }
    : {}),
  responses: responsesOf(row),
  security: securityOf(row),
  'x-source': row.source,
})

const parametersOf = (row: Endpoint): object[] => {
  const listed = (place: 'path' | 'query') => {
    const { properties, required = [] } = place === 'path' ? row.params : row.query
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(schema.description === undefined ? {} : { description: schema.description }),
      schema,
    }))
  }
  const version =
    row.auth === 'bearer' || row.auth === 'client'
      ? [{ $ref: '#/components/parameters/notionVersion' }]
      : []
  return [...listed('path'), ...version, ...listed('query')]
}

const responsesOf = (row: Endpoint): Record<string, object> => {
  if (row.auth === 'browser') {
    return {
      '200': { description: 'The sign-in or consent page, or a page that explains a refusal' },
      '302': { description: 'Back to the redirect URI with `code` or `error`' },
    }
  }
  const errors = errorsOf(row)
  const refusals = errors.map((codes) => [
    String(statusOf[codes[0] as ErrorCode]),
    jsonResponse({ $ref: `#/components/schemas/${errorName(codes, row.auth === 'client')}` }),
  ])
  const carriesId = row.hasRequestId && (row.auth === 'bearer' || row.auth === 'admin')
  const success = carriesId ? withRequestId(row.response) : row.response
  return {
    '200': jsonResponse(success),
    ...(row.accepted && { '202': jsonResponse(withRequestId(row.accepted)) }),
    ...Object.fromEntries(refusals),
  }
}

const errorsOf = ({ auth }: Endpoint): readonly ErrorCode[][] => {
  switch (auth) {
    case 'bearer':
      return bearerErrors
    case 'client':
      return oauthErrors
    case 'admin':
    case 'signature':
      return adminErrors
    default:
      return []
  }
}

const jsonResponse = (schema: object): object => ({
  description: '',
  content: { 'application/json': { schema } },
})

const requestId = { request_id: { type: 'string', format: 'uuid' } }

/** Adds what the edge adds to every answer. */
const withRequestId = (schema: TSchema): object =>
  schema.type === 'object'
    ? { ...schema, properties: { ...schema.properties, ...requestId } }
    : { ...schema, type: 'object', properties: requestId }

const securityOf = ({ auth }: Endpoint): object[] => {
  switch (auth) {
    case 'bearer':
      return [{ bearerAuth: [] }]
    case 'client':
      return [{ basicAuth: [] }]
    case 'admin':
      return [{ adminAuth: [] }]
    case 'signature':
      return [{ githubSignature: [] }]
    default:
      return []
  }
}
