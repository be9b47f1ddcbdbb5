// @ts-check
import { must, skip } from '../check.mjs'
import { mediaTypeOf, quote } from '../wire.mjs'

/** @typedef {import('../check.mjs').Check} Check */

/** @param {unknown} value */
const isUrl = (value) => {
  try {
    const { protocol, hostname } = new URL(String(value))
    const loopback = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost'
    return protocol === 'https:' || (protocol === 'http:' && loopback)
  } catch {
    return false
  }
}

const endpointMembers = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
]

/** @type {Check[]} */
export const metadataChecks = [
  {
    id: 'metadata-json',
    title: 'The metadata is a JSON object, served as application/json',
    source: 'RFC 8414 §3.2',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { answer } }) {
      must(mediaTypeOf(answer) === 'application/json', 'application/json', mediaTypeOf(answer))
    },
  },
  {
    id: 'metadata-issuer',
    title: 'The issuer in the metadata is the one whose metadata was asked for',
    source: 'RFC 8414 §3.3',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members }, options: { issuer } }) {
      must(members.issuer === issuer, `issuer ${issuer}`, String(members.issuer))
    },
  },
  {
    id: 'metadata-required-members',
    title: 'The required members are there',
    source: 'RFC 8414 §2',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members } }) {
      for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint']) {
        must(typeof members[name] === 'string', name, `${members[name]}`)
      }
      const types = members.response_types_supported
      must(
        Array.isArray(types) && types.includes('code'),
        'code in response_types_supported',
        JSON.stringify(types) ?? 'nothing',
      )
    },
  },
  {
    id: 'metadata-endpoint-urls',
    title: 'Endpoints are absolute https URLs (http on loopback alone) without a fragment',
    source: 'RFC 6749 §3.1, §3.2; RFC 8414 §2',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members } }) {
      for (const name of endpointMembers) {
        const value = members[name]
        if (value === undefined) continue
        must(isUrl(value) && !String(value).includes('#'), `a usable ${name}`, String(value))
      }
    },
  },
  {
    id: 'metadata-no-empty-members',
    title: 'Members without elements are left out',
    source: 'RFC 8414 §3.2',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members } }) {
      const empty = Object.entries(members)
        .filter(([, value]) => Array.isArray(value) && value.length === 0)
        .map(([name]) => name)
      must(empty.length === 0, 'no empty list', empty.join(', '))
    },
  },
  {
    id: 'metadata-pkce',
    title: 'The metadata tells that PKCE with S256 is supported',
    source: 'RFC 9700 §2.1.1',
    level: 'SHOULD',
    needs: ['metadata'],
    async run({ metadata: { members } }) {
      const methods = members.code_challenge_methods_supported
      must(
        Array.isArray(methods) && methods.includes('S256'),
        'S256 in code_challenge_methods_supported',
        JSON.stringify(methods) ?? 'nothing',
      )
    },
  },
  {
    id: 'metadata-names-endpoints',
    title: 'The metadata names the revocation and the introspection endpoint',
    source: 'RFC 8414 §2 (optional)',
    level: 'extension',
    needs: ['metadata'],
    async run({ metadata: { members, answer } }) {
      for (const name of ['revocation_endpoint', 'introspection_endpoint']) {
        must(typeof members[name] === 'string', name, () => quote(answer))
      }
    },
  },
  {
    id: 'metadata-basic-everywhere',
    title: 'Where the metadata lists ways to authenticate a client, HTTP Basic is one of them',
    source: 'RFC 6749 §2.3.1 (must be supported for client secrets); RFC 8414 §2',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members } }) {
      for (const place of ['token', 'revocation', 'introspection']) {
        const methods = members[`${place}_endpoint_auth_methods_supported`]
        must(
          methods === undefined ||
            (Array.isArray(methods) && methods.includes('client_secret_basic')),
          `client_secret_basic at the ${place} endpoint`,
          JSON.stringify(methods) ?? 'nothing',
        )
      }
    },
  },
  {
    id: 'authorization-response-iss',
    title: 'The authorization response carries the issuer, as the metadata promises',
    source: 'RFC 9207 §2, §3',
    level: 'MUST',
    needs: ['metadata'],
    async run({ metadata: { members }, codes, client }) {
      if (members.authorization_response_iss_parameter_supported !== true) {
        skip('the metadata does not promise it')
      }
      const { redirect } = await codes.take(client)
      if (!redirect) skip('the code command tells codes alone, not redirects')
      const iss = redirect.searchParams.get('iss')
      must(iss === members.issuer, `iss=${members.issuer}`, `iss=${iss}`)
    },
  },
]
