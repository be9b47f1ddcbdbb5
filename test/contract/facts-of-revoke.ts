type Json = { readonly [key: string]: unknown }

const json = (value: unknown): Json => (typeof value === 'object' && value ? (value as Json) : {})
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const resolve = (document: Json, value: unknown): Json => {
  const { $ref } = json(value)
  if (typeof $ref !== 'string') return json(value)
  const found = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => json(at)[key], document)
  return resolve(document, found)
}

/** An `allOf` read as one object with the keys of all its branches: read strictly, nothing satisfies it. */
export const merged = (document: Json, value: unknown): Json => {
  const schema = resolve(document, value)
  if (!Array.isArray(schema.allOf)) return schema
  const branches = schema.allOf.map((branch) => merged(document, branch))
  return {
    type: 'object',
    properties: Object.assign({}, ...branches.map((branch) => branch.properties)),
    required: [...new Set(branches.flatMap((branch) => texts(branch.required)))],
    additionalProperties: false,
  }
}

/** The statuses of the revoke operation with their schemas, merged. */
export const responsesOf = (document: Json): Record<string, Json> => {
  const operation = json(json(json(document.paths)['/v1/oauth/revoke']).post)
  return Object.fromEntries(
    Object.entries(json(operation.responses)).map(([status, response]) => {
      const content = json(json(resolve(document, response).content)['application/json'])
      return [status, merged(document, content.schema)]
    }),
  )
}

/** What an OpenAPI document says of the revoke operation, reduced to facts. */
export const factsOfRevoke = (document: Json) => {
  const operation = json(json(json(document.paths)['/v1/oauth/revoke']).post)
  const body = json(operation.requestBody)
  const content = json(body.content)
  const request = merged(document, json(content['application/json']).schema)
  const responses = responsesOf(document)
  const { '200': success = {}, ...errors } = responses
  const first = Object.values(errors)[0] ?? {}
  return {
    method: 'post',
    path: '/v1/oauth/revoke',
    tags: operation.tags,
    summary: operation.summary,
    operationId: operation.operationId,
    security: (operation.security as Json[]).flatMap(Object.keys),
    parameters: (operation.parameters as unknown[]).map((parameter) => {
      const { name, in: place, required } = resolve(document, parameter)
      return { name, in: place, required }
    }),
    request: {
      required: body.required,
      mediaTypes: Object.keys(content),
      type: request.type,
      properties: typesOf(request),
      requiredProperties: texts(request.required),
    },
    success: {
      properties: typesOf(success),
      requiredProperties: texts(success.required),
    },
    errorKeys: Object.keys(json(first.properties)).sort(),
    errorRequired: texts(first.required).sort(),
    errors: Object.fromEntries(
      Object.entries(errors).map(([status, schema]) => [
        status,
        texts(json(json(schema.properties).code).enum).sort(),
      ]),
    ),
    tagNames: (document.tags as Json[]).map(({ name }) => name),
  }
}

const typesOf = (schema: Json): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(json(schema.properties)).map(([key, property]) => [
      key,
      json(property).format ?? json(property).type,
    ]),
  )
