import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { Exactly, Nullable, Secret, Uuid } from './schema.js'

/** How many credentials one report may name. */
export const MAX_LEAKED = 1000

const Sha256 = Type.String({
  pattern: '^([0-9a-fA-F]{64}|[0-9A-Za-z+/_-]{43}=?)$',
  title: 'a SHA-256 in hexadecimal or base64',
  'x-secret': true,
})

const LeakReport = Type.Object(
  {
    tokens: Type.Optional(
      Type.Array(Secret('A credential as it was found'), {
        maxItems: MAX_LEAKED,
        'x-secret': true,
        description: `At most ${MAX_LEAKED} together with \`sha256\`; duplicates are fine`,
      }),
    ),
    sha256: Type.Optional(
      Type.Array(Sha256, {
        maxItems: MAX_LEAKED,
        'x-secret': true,
        description: 'The same without showing them: SHA-256 of each, hexadecimal or base64',
      }),
    ),
  },
  Exactly,
)

const LeakResult = Type.Object({
  list: Type.Union([Type.Literal('tokens'), Type.Literal('sha256')]),
  index: Type.Integer({ description: 'Where it stood in that list' }),
  known: Type.Boolean({ description: 'Did this server issue it?' }),
  type: Nullable(
    Type.Union([
      Type.Literal('access_token'),
      Type.Literal('refresh_token'),
      Type.Literal('client_secret'),
    ]),
  ),
  integration: Nullable(Type.Object({ id: Uuid('Its client id'), name: Type.String() })),
  grant_id: Nullable(Uuid('The grant of a token')),
  state: Nullable(
    Type.Union(
      [Type.Literal('live'), Type.Literal('spent'), Type.Literal('expired'), Type.Literal('ended')],
      { description: 'What the token was before this report' },
    ),
  ),
  revoked: Type.Boolean({ description: 'Did its grant end by this report?' }),
  next_step: Nullable(Type.String({ description: 'What is left to do' })),
})

export const createLeakReport = endpoint({
  method: 'POST',
  path: '/admin/v1/leaked-tokens',
  operationId: 'report-leaked-tokens',
  tag: 'Admin',
  summary: 'Revoke leaked tokens',
  description:
    'Ends the grant of every token in the report, static tokens too, and says of each entry what it was. A spent or expired token ends its grant as well. A client secret is recognised and left alive. No token is ever answered.',
  auth: 'admin',
  version: 'optional',
  body: LeakReport,
  response: Type.Object({
    object: Type.Literal('leak_report'),
    grants_revoked: Type.Integer(),
    results: Type.Array(LeakResult),
  }),
  source: 'Tessera: docs/leaks.md',
})

export const createGithubReport = endpoint({
  method: 'POST',
  path: '/admin/v1/github/secret-scanning',
  operationId: 'report-leaked-tokens-by-github',
  tag: 'Admin',
  summary: 'Take a report of GitHub secret scanning',
  description:
    'What GitHub calls when it finds tokens in public. The body is signed by the key that the header `Github-Public-Key-Identifier` names; the keys come from `TESSERA_GITHUB_KEYS`.',
  auth: 'signature',
  version: 'optional',
  body: Type.Array(
    Type.Object({
      token: Secret('What was found'),
      type: Type.String({ description: 'The name under which GitHub knows this kind of token' }),
      url: Type.Optional(Nullable(Type.String({ description: 'Where it was found' }))),
      source: Type.Optional(Nullable(Type.String())),
    }),
  ),
  response: Type.Array(
    Type.Object({
      token_hash: Type.String({ description: 'SHA-256 of the token, hexadecimal' }),
      token_type: Type.String(),
      label: Type.Union([Type.Literal('true_positive'), Type.Literal('false_positive')]),
    }),
  ),
  source: 'GitHub: code-security/secret-scanning-partner-program',
})
