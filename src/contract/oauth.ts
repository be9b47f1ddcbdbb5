import { Type } from '@sinclair/typebox'
import { endpoint } from './endpoint.js'
import { PersonUser, UserReference } from './objects/user.js'
import { Nullable, Secret, Uuid } from './schema.js'

/** The owner of a token: the person who consented, or the whole workspace of an internal integration. */
export const TokenOwner = Type.Union([
  Type.Object({
    type: Type.Literal('user'),
    user: Type.Union([PersonUser, UserReference]),
  }),
  Type.Object({ type: Type.Literal('workspace'), workspace: Type.Literal(true) }),
])

const ExternalAccount = Type.Object({ key: Type.String(), name: Type.String() })

const TokenRequest = Type.Object({
  grant_type: Type.String({
    minLength: 1,
    description: '`authorization_code` or `refresh_token`',
  }),
  code: Type.Optional(Secret('The authorization code: single use, valid for ten minutes')),
  redirect_uri: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The same text as in the authorization URL, if it stood there',
    }),
  ),
  code_verifier: Type.Optional(
    Secret('RFC 7636: required when the authorization URL carried a code challenge'),
  ),
  refresh_token: Type.Optional(Secret('The refresh token of the newest pair')),
  external_account: Type.Optional(ExternalAccount),
})

const TokenAnswer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('bearer'),
  refresh_token: Nullable(Type.String()),
  bot_id: Uuid('The bot that this connection is in the workspace'),
  workspace_name: Nullable(Type.String()),
  workspace_icon: Nullable(Type.String()),
  workspace_id: Uuid('The workspace that was connected'),
  owner: TokenOwner,
  duplicated_template_id: Nullable(Uuid('The page made from the template, if one was chosen')),
})

export const oauthToken = endpoint({
  method: 'POST',
  path: '/v1/oauth/token',
  operationId: 'create-a-token',
  tag: 'OAuth',
  summary: 'Exchange an authorization code for an access and refresh token',
  description:
    'Redeems an authorization code, or trades a refresh token for a new pair. The used refresh token is spent and the former access token ends with it. A client that lost the answer may send the same refresh token again within 60 seconds, as long as the new pair is unused, and gets the same pair.',
  auth: 'client',
  version: 'optional',
  body: TokenRequest,
  response: TokenAnswer,
  source: 'Notion: reference/create-a-token; RFC 6749 §4.1.3, §6; RFC 7636 §4.5',
})

export const oauthIntrospect = endpoint({
  method: 'POST',
  path: '/v1/oauth/introspect',
  operationId: 'introspect-token',
  tag: 'OAuth',
  summary: 'Introspect a token',
  description:
    'Says whether a token of this client is alive. A dead, unknown or foreign token is `{"active": false}` and nothing more.',
  auth: 'client',
  body: Type.Object({ token: Secret('An access or refresh token') }),
  response: Type.Object({
    active: Type.Boolean(),
    scope: Type.Optional(Type.String({ description: 'Capabilities, separated by spaces' })),
    iat: Type.Optional(
      Type.Integer({
        description: 'Issued at, in milliseconds since 1970; to a form request in seconds',
      }),
    ),
    request_id: Type.Optional(Uuid('The id of this request')),
  }),
  // Notion counts milliseconds, RFC 7662 §2.2 seconds.
  inForm: ({ iat, ...answer }) =>
    iat === undefined ? answer : { ...answer, iat: Math.floor(iat / 1000) },
  source: 'Notion: reference/introspect-token; RFC 7662 §2',
})

export const oauthRevoke = endpoint({
  method: 'POST',
  path: '/v1/oauth/revoke',
  operationId: 'revoke-token',
  tag: 'OAuth',
  summary: 'Revoke a token',
  description:
    'Ends the whole grant of a live access or refresh token: no token descended from the same consent works afterwards. 200 is answered only once that is durable.',
  auth: 'client',
  lane: 'revocation',
  body: Type.Object({ token: Secret('An access or refresh token') }),
  response: Type.Object({ request_id: Type.Optional(Uuid('The id of this request')) }),
  source: 'Notion: reference/revoke-token; RFC 7009 §2',
})

export const oauthAuthorize = endpoint({
  method: 'GET',
  path: '/v1/oauth/authorize',
  operationId: 'authorize',
  tag: 'OAuth',
  summary: 'Ask a person to connect an integration',
  description:
    'A web page: sign-in, choice of workspace and pages, Allow or Cancel. Answers with a redirect to `redirect_uri` that carries `code`, `state` and `iss`, or `error`.',
  auth: 'browser',
  version: 'optional',
  query: Type.Object({
    client_id: Uuid('The public integration'),
    response_type: Type.Literal('code'),
    redirect_uri: Type.Optional(
      Type.String({
        description: 'One that is registered; may be left out if only one is registered',
      }),
    ),
    owner: Type.Optional(Type.Literal('user')),
    state: Type.Optional(Type.String({ description: 'Returned unchanged' })),
    code_challenge: Type.Optional(Type.String({ description: 'RFC 7636 §4.2' })),
    code_challenge_method: Type.Optional(Type.Literal('S256')),
  }),
  response: Type.Object({}),
  source: 'Notion: guides/authorization; RFC 6749 §4.1.1; RFC 7636 §4.3; RFC 9207',
})

export const getAuthorizationServerMetadata = endpoint({
  method: 'GET',
  path: '/.well-known/oauth-authorization-server',
  operationId: 'get-authorization-server-metadata',
  tag: 'OAuth',
  summary: 'Describe the OAuth endpoints to generic clients',
  auth: 'none',
  version: 'optional',
  response: Type.Object({
    issuer: Type.String(),
    authorization_endpoint: Type.String(),
    token_endpoint: Type.String(),
    revocation_endpoint: Type.String(),
    introspection_endpoint: Type.String(),
    response_types_supported: Type.Array(Type.String()),
    response_modes_supported: Type.Array(Type.String()),
    grant_types_supported: Type.Array(Type.String()),
    token_endpoint_auth_methods_supported: Type.Array(Type.String()),
    revocation_endpoint_auth_methods_supported: Type.Array(Type.String()),
    introspection_endpoint_auth_methods_supported: Type.Array(Type.String()),
    code_challenge_methods_supported: Type.Array(Type.String()),
    authorization_response_iss_parameter_supported: Type.Boolean(),
    service_documentation: Type.String(),
  }),
  source: 'RFC 8414 §2',
})
