export type ClientCredentials = { readonly clientId: string; readonly clientSecret: string }

/**
 * Every reading of an `Authorization: Basic` header, most literal first. Clients encode the pair in four ways: raw,
 * `encodeURIComponent`, form encoding (RFC 6749 §2.3.1) and "escape all but alphanumerics"; a secret may hold `%`, `+`
 * and `:` itself, so the raw pair goes first. None: no Basic header, or one that cannot be read.
 */
export function* readingsOfBasic(header: string | undefined): Generator<ClientCredentials> {
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1) return
  const raw = { clientId: pair.slice(0, colon), clientSecret: pair.slice(colon + 1) }
  yield raw
  for (const decode of [decodePercent, decodeForm]) {
    const clientId = decode(raw.clientId)
    const clientSecret = decode(raw.clientSecret)
    if (clientId === undefined || clientSecret === undefined) return
    if (clientId !== raw.clientId || clientSecret !== raw.clientSecret)
      yield { clientId, clientSecret }
  }
}

const decodePercent = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const decodeForm = (text: string): string | undefined => decodePercent(text.replaceAll('+', ' '))
