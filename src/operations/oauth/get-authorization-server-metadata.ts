import { endpoints, webEndpoints } from '../../contract/index.js'
import type { Operation } from '../operation.js'

/** Describes the OAuth endpoints, so that generic clients configure themselves. RFC 8414 §2. */
export const getAuthorizationServerMetadata: Operation<'getAuthorizationServerMetadata'> = async (
  _deps,
  { issuer },
) => ({
  issuer,
  authorization_endpoint: issuer + webEndpoints.oauthAuthorize.path,
  token_endpoint: issuer + endpoints.oauthToken.path,
  revocation_endpoint: issuer + endpoints.oauthRevoke.path,
  introspection_endpoint: issuer + endpoints.oauthIntrospect.path,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic'],
  introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  service_documentation: `${issuer}/docs`,
})
