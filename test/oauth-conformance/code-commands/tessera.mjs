// @ts-check

/**
 * A code command for Tessera: signs in on its page and allows the consent as often as CODE_COUNT says.
 * TESSERA_EMAIL and TESSERA_PASSWORD are a person of the server; by default the one of a demo workspace.
 */
const {
  ISSUER = '',
  CLIENT_ID = '',
  REDIRECT_URI = '',
  CODE_COUNT = '1',
  CODE_CHALLENGE = '',
  TESSERA_EMAIL = 'ada@example.com',
  TESSERA_PASSWORD = 'mosaic-demo',
} = process.env

/** @type {Map<string, string>} */
const cookies = new Map()

/** @param {string} path @param {RequestInit} [init] */
async function load(path, init = {}) {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  const answer = await fetch(ISSUER + path, { ...init, redirect: 'manual', headers: { cookie } })
  for (const text of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    cookies.set(name, value)
  }
  return { location: answer.headers.get('location') ?? '', html: await answer.text() }
}

/** @param {string} path @param {[string, string][]} fields */
const submit = (path, fields) => load(path, { method: 'POST', body: new URLSearchParams(fields) })

/** @type {Record<string, string>} */
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** @param {string} html @returns {[string, string][]} */
const hiddenFieldsOf = (html) =>
  [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']) => [
      name,
      value.replace(/&(amp|lt|gt|quot|#39);/g, (_, entity) => entities[entity] ?? ''),
    ],
  )

const query = new URLSearchParams({ client_id: CLIENT_ID, response_type: 'code', owner: 'user' })
if (REDIRECT_URI) query.set('redirect_uri', REDIRECT_URI)
if (CODE_CHALLENGE) {
  query.set('code_challenge', CODE_CHALLENGE)
  query.set('code_challenge_method', 'S256')
}

const signIn = await load('/login')
await submit('/login', [
  ...hiddenFieldsOf(signIn.html),
  ['email', TESSERA_EMAIL],
  ['password', TESSERA_PASSWORD],
])
const { html } = await load(`/v1/oauth/authorize?${query}`)
for (let count = Number(CODE_COUNT); count > 0; count -= 1) {
  const { location } = await submit('/v1/oauth/authorize', [
    ...hiddenFieldsOf(html),
    ['decision', 'allow'],
  ])
  if (!location) throw new Error('The consent was not accepted.')
  console.log(location)
}
