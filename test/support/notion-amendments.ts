type Json = Record<string, unknown>

/** What Notion's document lacks and the service has. Every other difference from the document is a fault of ours. */
type Amendment = {
  /** Where the document has a union of too few, below its schemas. */
  readonly of: string
  /** The member by which the branch is known: nothing is added where the document has it. */
  readonly type: string
  readonly branch: (schemas: Record<string, Json>) => Json
  readonly because: string
}

const typed = (type: string, value: Json): Json => ({
  type: 'object',
  properties: { type: { const: type }, [type]: value },
  required: ['type', type],
})

const empty = { type: 'object', maxProperties: 0 }

const configOf = (type: string, because: string): Amendment => ({
  of: 'databasePropertyConfigResponse',
  type,
  branch: () => typed(type, empty),
  because,
})

const unsupportedIn = (of: string): Amendment => ({
  of,
  type: 'unsupported',
  branch: () => typed('unsupported', empty),
  because: 'the types of the SDK have it',
})

const inAnswers = 'the document has it in requests, the types of the SDK in answers'

const inRecordings = 'recorded data sources have it, and requests may say it'

export const amendments: readonly Amendment[] = [
  configOf('button', inRecordings),
  configOf('place', inRecordings),
  configOf('verification', inRecordings),
  configOf('location', inAnswers),
  configOf('last_visited_time', inAnswers),
  unsupportedIn('partialRollupValueResponse'),
  unsupportedIn('formulaPropertyValueResponse'),
  unsupportedIn('formulaPropertyResponse'),
  {
    of: 'verificationPropertyResponse.properties.verified_by',
    type: 'person',
    branch: () => ({ $ref: '#/components/schemas/userObjectResponse' }),
    because: 'a recorded page tells the whole person, and so do the types of the SDK',
  },
  {
    of: 'blockObjectResponse',
    type: 'heading_4',
    branch: ({ heading3BlockObjectResponse: heading }) =>
      JSON.parse(JSON.stringify(heading).replaceAll('heading_3', 'heading_4')),
    because:
      'younger than the document of 2025-09-03, which the service speaks with it as recorded',
  },
  {
    of: 'blockObjectResponse',
    type: 'tab',
    branch: ({ dividerBlockObjectResponse: divider }) =>
      JSON.parse(JSON.stringify(divider).replaceAll('divider', 'tab')),
    because: 'younger than the document of 2025-09-03',
  },
]

const unionIn = ({ anyOf, allOf = [] }: Json): Json[] | undefined =>
  (anyOf as Json[] | undefined) ?? (allOf as Json[]).map(unionIn).find((one) => one !== undefined)

/** The relaxed document with what it lacks. Throws where a schema is not as expected. */
export const amend = (document: Json): void => {
  const { schemas } = document.components as { schemas: Record<string, Json> }
  for (const { of, type, branch } of amendments) {
    const place = of.split('.').reduce<Json>((at, key) => (at[key] ?? {}) as Json, schemas)
    const union = unionIn(place)
    if (!union) throw new Error(`the document has no union ${of}`)
    const known = union.some(({ $ref, ...inline }) => {
      const named = schemas[String($ref).split('/').at(-1) ?? ''] ?? inline
      return JSON.stringify(named).includes(`"${type}":{`)
    })
    if (!known) union.push(branch(schemas))
  }
  ownerWithoutAddress(document)
  acceptedTasks(document)
}

/** Requests that may be carried out later are younger than the documents. Notion: reference/retrieve-async-task. */
const acceptedTasks = ({ paths }: Json): void => {
  const described = paths as Record<string, Record<string, { responses: Json }>>
  const text = { type: 'string' }
  const operation = {
    type: 'object',
    properties: { surface: { enum: ['rest', 'mcp'] }, name: text },
    required: ['surface', 'name'],
  }
  const properties = {
    object: { const: 'async_task' },
    id: text,
    status: { enum: ['queued', 'running', 'retrying'] },
    status_url: text,
    created_time: text,
    poll_after_seconds: { type: 'integer' },
    operation,
  }
  const schema = { type: 'object', properties, required: Object.keys(properties) }
  const later = { content: { 'application/json': { schema } } }
  for (const [path, verb] of [
    ['/v1/pages', 'post'],
    ['/v1/pages/{page_id}/markdown', 'patch'],
  ] as const) {
    const responses = described[path]?.[verb]?.responses
    if (!responses) throw new Error(`the document has no ${path}`)
    responses['202'] ??= later
  }
}

/**
 * An integration that may see people but not their addresses is told its owner without one, as everywhere else; only the
 * answer that brings a token demands it.
 */
const ownerWithoutAddress = (document: Json): void => {
  const path = ['paths', '/v1/oauth/token', 'post', 'responses', '200', 'content']
  const rest = ['application/json', 'schema', 'properties', 'owner', 'anyOf', '0']
  const more = ['properties', 'user', 'anyOf', '0', 'properties', 'person']
  const person = [...path, ...rest, ...more].reduce<Json | undefined>(
    (at, key) => at?.[key] as Json | undefined,
    document,
  )
  if (!person) throw new Error('the document has no owner of a token')
  delete person.required
}
