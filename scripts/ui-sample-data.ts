import type { Chrome } from '../src/ui/layout.js'
import type { OpenApiDocument } from '../src/ui/openapi.js'
import type { PageNode } from '../src/ui/page-picker.js'

/** Changes every text a person or a client could have written. */
export type Say = (text: string) => string

export const ALL_CAPABILITIES = [
  'read_content',
  'insert_content',
  'update_content',
  'read_comments',
  'insert_comments',
  'read_user_with_email',
]

const PICTURE =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Cpath fill='%233b6' d='M0 0h8v8H0z'/%3E%3Ccircle cx='4' cy='4' r='2' fill='%23fff'/%3E%3C/svg%3E"

export const PICTURE_ICON = PICTURE

export function sampleChrome(say: Say, title: string, more: Partial<Chrome> = {}): Chrome {
  return {
    title: say(title),
    assetVersion: '0.1.0',
    csrfToken: say('csrf-token-4f1c'),
    environment: 'development',
    user: { name: say('Ada Lovelace'), email: say('ada@example.com'), avatarUrl: null },
    ...more,
  }
}

const node = (
  say: Say,
  id: string,
  icon: string | null,
  title: string,
  children: readonly PageNode[] = [],
  checked = false,
): PageNode => ({ id: say(id), icon, title: say(title), checked, children })

export function samplePages(say: Say): readonly PageNode[] {
  return [
    node(say, 'p1', '🚀', 'Product roadmap', [
      node(say, 'p2', null, 'Next steps', [node(say, 'p3', '🧪', 'Experiments we approve')]),
      node(say, 'p4', '🗓️', 'Quarterly planning', [], true),
    ]),
    node(say, 'p5', '📚', 'Engineering handbook', [
      node(say, 'p6', null, 'On call'),
      node(say, 'p7', null, 'Code review'),
    ]),
    node(say, 'p8', null, 'Meeting notes'),
    node(say, 'p9', '🎨', ''),
    node(say, 'p10', '💶', 'Budget 2027'),
  ]
}

export function manyPages(): readonly PageNode[] {
  const leaf = (id: string, depth: number): PageNode => ({
    id,
    icon: depth % 2 === 0 ? null : '📄',
    title: depth === 0 ? `Project ${id}` : `Note ${id} with a title that goes on for a good while`,
    checked: false,
    children:
      depth < 3 ? Array.from({ length: 2 }, (_, at) => leaf(`${id}.${at + 1}`, depth + 1)) : [],
  })
  return Array.from({ length: 20 }, (_, at) => leaf(String(at + 1), 0))
}

export const SAMPLE_STEPS = [
  {
    title: 'Exchange the code for a token',
    command:
      'curl -u "$CLIENT_ID:$CLIENT_SECRET" http://127.0.0.1:3000/v1/oauth/token \\\n  -H \'Content-Type: application/json\' \\\n  -d \'{"grant_type":"authorization_code","code":"0f2c…","redirect_uri":"http://127.0.0.1:3000/demo/callback"}\'',
  },
  {
    title: 'Ask who the token belongs to',
    command: 'curl http://127.0.0.1:3000/v1/users/me -H "Authorization: Bearer $TOKEN"',
  },
  {
    title: 'Revoke it',
    command:
      'curl -u "$CLIENT_ID:$CLIENT_SECRET" http://127.0.0.1:3000/v1/oauth/revoke -d "{\\"token\\":\\"$TOKEN\\"}"',
  },
  {
    title: 'See it refused with 401',
    command: 'curl -i http://127.0.0.1:3000/v1/users/me -H "Authorization: Bearer $TOKEN"',
  },
]

const RICH_TEXT = {
  type: 'object',
  required: ['type', 'plain_text'],
  properties: {
    type: { enum: ['text', 'mention', 'equation'] },
    plain_text: { type: 'string', description: 'The text without its `annotations`.' },
    href: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }] },
    annotations: {
      type: 'object',
      properties: { bold: { type: 'boolean', default: false }, color: { type: 'string' } },
    },
  },
}

const BLOCK = {
  description: 'A block of content. Blocks hold other blocks.',
  type: 'object',
  required: ['object', 'id'],
  properties: {
    object: { const: 'block' },
    id: { type: 'string', format: 'uuid' },
    parent: { $ref: '#/components/schemas/Parent' },
    children: { type: 'array', items: { $ref: '#/components/schemas/Block' }, maxItems: 100 },
    rich_text: { type: 'array', items: { $ref: '#/components/schemas/RichText' } },
  },
}

const PARENT = {
  oneOf: [
    {
      title: 'Page',
      type: 'object',
      properties: { type: { const: 'page_id' }, page_id: { type: 'string' } },
    },
    {
      title: 'Workspace',
      type: 'object',
      properties: { type: { const: 'workspace' }, workspace: { const: true } },
    },
  ],
}

const json = (schema: object): object => ({ 'application/json': { schema } })

function sampleOperation(say: Say, index: number, tag: string): object {
  return {
    operationId: `operation-${tag}-${index}`,
    tags: [tag],
    summary: say(`Update ${tag.toLowerCase()} ${index}`),
    description: say(
      'Changes what is given and leaves the rest. See [versioning](/docs/versioning).\n\n- `archived` moves it to the trash\n- `children` is **not** accepted here',
    ),
    parameters: [
      { $ref: '#/components/parameters/Version' },
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      {
        name: 'page_size',
        in: 'query',
        description: 'How many results to return.',
        schema: { type: 'integer', minimum: 1, maximum: 100, default: 100 },
      },
    ],
    requestBody: { required: true, content: json({ $ref: '#/components/schemas/Block' }) },
    responses: {
      200: { description: 'The block.', content: json({ $ref: '#/components/schemas/Block' }) },
      401: { $ref: '#/components/responses/Unauthorized' },
      204: { description: 'Nothing to say.' },
    },
  }
}

export function sampleDocument(say: Say, operationsPerTag: number): OpenApiDocument {
  const tags = ['Authentication', 'Blocks', 'Pages', 'Databases', 'Comments']
  const methods = ['post', 'patch', 'get', 'delete', 'put']
  const paths = tags.flatMap((tag, at) =>
    Array.from({ length: operationsPerTag }, (_, index) => [
      `/v1/${tag.toLowerCase()}/{id}/${index}`,
      { [methods[(at + index) % methods.length] ?? 'get']: sampleOperation(say, index, tag) },
    ]),
  )
  return {
    openapi: '3.1.0',
    info: { title: say('Notion API'), version: '2026-03-11', description: say('By `Tessera`.') },
    servers: [{ url: 'http://127.0.0.1:3000' }],
    security: [{ bearer: [] }],
    tags: [{ name: 'Authentication', description: say('How a client gets and gives up a token.') }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      parameters: {
        Version: {
          name: 'Notion-Version',
          in: 'header',
          required: true,
          description: say('The version of the API.'),
          schema: { enum: ['2022-06-28', '2025-09-03', '2026-03-11'] },
        },
      },
      responses: {
        Unauthorized: {
          description: say('The token is not valid.'),
          content: json({
            type: 'object',
            properties: { code: { const: 'unauthorized' }, message: { type: 'string' } },
          }),
        },
      },
      schemas: { RichText: RICH_TEXT, Block: BLOCK, Parent: PARENT },
    },
  }
}
