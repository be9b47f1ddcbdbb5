// @ts-check

/**
 * @typedef {import('./sabotage-hooks.mjs').Change} Change
 * @typedef {{ changes: Change[], caughtBy: string[] }} Sabotage With the checks that have to fail, among others.
 */

const revoke = 'operations/oauth/oauth-revoke.js'
const ending = "await grants.revoke(token.grant.grantId, 'token_revoked', occasion);"

/** Every revocation takes the long way, where the mistake is. */
const withoutShortcut = {
  file: revoke,
  find: 'export const revokeInOneStep =',
  replace: 'export const revokeInOneStep = async () => undefined;\nconst unused =',
}

/** Mistakes that servers make, as changes of ours. @type {Record<string, Sabotage>} */
export const sabotages = {
  'answers 200 and revokes nothing': {
    changes: [withoutShortcut, { file: revoke, find: ending, replace: '' }],
    caughtBy: ['revoke-refresh', 'revoke-access', 'introspect-revoked-access', 'race-under-load'],
  },
  'answers 200 and revokes a moment later': {
    changes: [
      withoutShortcut,
      { file: revoke, find: ending, replace: `setTimeout(async () => { ${ending} }, 5000);` },
    ],
    caughtBy: ['revoke-refresh', 'revoke-access', 'race-revoke-then-use', 'race-under-load'],
  },
  'searches only where the hint points': {
    changes: [
      {
        file: revoke,
        find: 'export const revokeInOneStep =',
        replace: `export const revokeInOneStep = async (deps, claimant, input) => {
          const { token, token_type_hint: hint } = input.body
          const kind = token.startsWith('nrt_') ? 'refresh_token' : 'access_token'
          return hint === undefined || hint === kind ? inOneStep(deps, claimant, input) : {}
        }
        const inOneStep =`,
      },
    ],
    caughtBy: ['revoke-access-hint-refresh_token', 'revoke-refresh-hint-unknown'],
  },
  "revokes other clients' tokens": {
    changes: [
      {
        file: 'domain/oauth/revocation.js',
        find: 'token.party.integrationId !== integrationId)',
        replace: 'token.party.integrationId === "nobody")',
      },
    ],
    caughtBy: ['revoke-other-client-no-effect', 'revoke-other-client-is-told'],
  },
  'leaves the pair within reach that a spent token can fetch': {
    changes: [
      {
        file: revoke,
        find: "if (decision.kind === 'end-replay')",
        replace: "if (decision.kind === 'end-replay') return {};\nif (false)",
      },
    ],
    caughtBy: ['revoke-spent-refresh'],
  },
  'lets a refresh overtake a revocation': {
    changes: [
      withoutShortcut,
      {
        file: revoke,
        find: ending,
        replace: `await new Promise((resolve) => setTimeout(resolve, 5));
        const found = await grants.findToken(digestOf(body.token));
        if (found.grant.version === token.grant.version) ${ending}`,
      },
    ],
    caughtBy: ['race-refresh-is-dead'],
  },
  'tells why a token is inactive': {
    changes: [
      {
        file: 'operations/oauth/oauth-introspect.js',
        find: ': { active: false };\n//#',
        replace: ": { active: false, reason: 'revoked' };\n//#",
      },
    ],
    caughtBy: ['introspect-revoked-tells-nothing'],
  },
  'lets a code be used twice unpunished': {
    changes: [
      {
        file: 'domain/oauth/redemption.js',
        find: "{ kind: 'revoke', message:",
        replace: "{ kind: 'refuse', message:",
      },
    ],
    caughtBy: ['code-reuse-kills-access', 'code-reuse-kills-refresh', 'code-race-kills'],
  },
  'lets a refresh token be replayed unpunished': {
    changes: [
      {
        file: 'domain/oauth/refresh.js',
        find: "? { kind: 'revoke' }",
        replace: "? { kind: 'refuse' }",
      },
    ],
    caughtBy: ['refresh-replay-kills-access', 'refresh-replay-kills-refresh'],
  },
  'does not compare redirect URIs': {
    changes: [
      {
        file: 'domain/oauth/redemption.js',
        find: 'request.redirectUri !== code.redirectUri)',
        replace: 'false)',
      },
    ],
    caughtBy: ['code-redirect-uri-differs'],
  },
  'does not check the verifier': {
    changes: [
      {
        file: 'domain/oauth/redemption.js',
        find: '!answersChallenge(code.codeChallenge, request.codeVerifier)',
        replace: 'false',
      },
    ],
    caughtBy: ['pkce-wrong-verifier', 'pkce-missing-verifier', 'pkce-downgrade'],
  },
  'lets answers be kept': {
    changes: [
      { file: 'http/headers.js', find: "'cache-control': 'no-store'", replace: "'x-kept': 'yes'" },
    ],
    caughtBy: ['token-no-store', 'refresh-answer-not-kept'],
  },
}
