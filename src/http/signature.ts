import type { IncomingHttpHeaders } from 'node:http'

/** What the headers say of who signed the body, and how. GitHub: code-security/secret-scanning-partner-program. */
export const signatureOf = (
  headers: IncomingHttpHeaders,
): { readonly keyId: string; readonly signature: string } => ({
  keyId: String(headers['github-public-key-identifier'] ?? ''),
  signature: String(headers['github-public-key-signature'] ?? ''),
})
