import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

export type TokenPair = { readonly accessToken: string; readonly refreshToken: string }

const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/**
 * Closes a new pair under the refresh token that it replaces. Only the client that holds the spent token can have the
 * pair opened again; neither the database nor a key of the server can. AES-256-GCM, bound to the grant.
 */
export const sealPair = (
  pair: TokenPair,
  spentRefreshToken: string,
  grantId: string,
  entropy: Uint8Array,
): string => {
  const nonce = entropy.subarray(0, NONCE_LENGTH)
  const cipher = createCipheriv('aes-256-gcm', keyFrom(spentRefreshToken, grantId), nonce)
  const text = `${pair.accessToken} ${pair.refreshToken}`
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')
}

/** Opens what {@link sealPair} closed. Throws if the token or the grant is another one. */
export const openPair = (sealed: string, spentRefreshToken: string, grantId: string): TokenPair => {
  const bytes = Buffer.from(sealed, 'base64url')
  const key = keyFrom(spentRefreshToken, grantId)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_LENGTH))
  decipher.setAuthTag(bytes.subarray(-TAG_LENGTH))
  const text = decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH), undefined, 'utf8')
  const [accessToken = '', refreshToken = ''] = (text + decipher.final('utf8')).split(' ')
  return { accessToken, refreshToken }
}

const keyFrom = (spentRefreshToken: string, grantId: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', spentRefreshToken, grantId, 'tessera sealed pair', 32))
