import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** A public key with which reports of leaks are signed. */
export type SigningKey = { readonly keyId: string; readonly key: KeyObject }

/**
 * Reads GitHub's list of keys, `{"public_keys": [{"key_identifier", "key", "is_current"}]}`. Every key of the list
 * counts, current or not: `is_current` says which one signs new reports, and a report on its way keeps its own.
 * Throws an error that names the place. GitHub: rest/meta, /meta/public_keys/secret_scanning.
 */
export const parseSigningKeys = (text: string): SigningKey[] => {
  const document: unknown = JSON.parse(text)
  const { public_keys: listed } = Object(document) as { public_keys?: unknown }
  if (!Array.isArray(listed) || listed.length === 0) {
    throw new Error('public_keys should be a list with at least one key')
  }
  return listed.map((entry: unknown, index) => {
    const { key_identifier: keyId, key } = Object(entry) as Record<string, unknown>
    if (typeof keyId !== 'string' || typeof key !== 'string') {
      throw new Error(`public_keys[${index}] should have a key_identifier and a key`)
    }
    return { keyId, key: p256KeyOf(key, index) }
  })
}

const p256KeyOf = (pem: string, index: number): KeyObject => {
  const key = readable(pem)
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error(`public_keys[${index}].key should be a P-256 public key in PEM`)
  }
  return key
}

const readable = (pem: string): KeyObject | undefined => {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}

/** Did the holder of the named key sign these very bytes? The signature is ASN.1 DER in base64, over SHA-256. */
export const isSigned = (
  keys: readonly SigningKey[],
  { keyId, signature }: { readonly keyId: string; readonly signature: string },
  body: Uint8Array,
): boolean => {
  const found = keys.find((one) => one.keyId === keyId)
  return found !== undefined && verify('sha256', body, found.key, Buffer.from(signature, 'base64'))
}
