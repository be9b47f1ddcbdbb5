// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { benchmarkClient } from './requests.mjs'

// glewlwyd, an OAuth server in C, as Debian packages it: its tables, its settings, one client that may revoke.

export const executable = '/usr/bin/glewlwyd'
const modules = '/usr/lib/glewlwyd'
const installation = '/usr/share/dbconfig-common/data/glewlwyd/install'
export const schema = join(installation, 'pgsql')

const startupMilliseconds = 15_000

/** @param {string} connectionString */
export async function createSchema(connectionString) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('create extension pgcrypto')
  await client.query(await readFile(schema, 'utf8'))
  await client.query(await readFile(join(installation, 'postgre.default.sql'), 'utf8'))
  await client.end()
}

/**
 * Warnings only: a line for every event would be part of what is measured.
 * @param {number} port
 * @param {string} databaseUrl
 */
export function configuration(port, databaseUrl) {
  const { hostname, port: databasePort, username, pathname } = new URL(databaseUrl)
  const database = `host=${hostname} port=${databasePort} user=${username} dbname=${pathname.slice(1)}`
  return `port=${port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:${port}"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_domain="127.0.0.1"
cookie_secure=0
session_key="session"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${modules}/user"
user_middleware_module_path="${modules}/user"
client_module_path="${modules}/client"
user_auth_scheme_module_path="${modules}/scheme"
plugin_module_path="${modules}/plugin"
use_secure_connection=false
secure_connection_key_file=""
secure_connection_pem_file=""
hash_algorithm="SHA256"
database = { type = "postgre" conninfo = "${database}" };
`
}

/**
 * @param {string} url
 * @param {object} body
 * @param {string} [cookie]
 */
async function post(url, body, cookie = '') {
  const headers = { 'content-type': 'application/json', cookie }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ')
}

/**
 * It says nothing at this log level when it is ready.
 * @param {string} url
 */
async function untilItAnswers(url) {
  const deadline = performance.now() + startupMilliseconds
  for (;;) {
    try {
      return await fetch(url)
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(20)
    }
  }
}

/**
 * Adds the client and the OAuth plugin. Its secret is kept as it is, which is cheaper to check than a password;
 * tokens are signed with HMAC, which is the cheapest signature it has.
 * @param {string} url
 */
export async function configure(url) {
  await untilItAnswers(`${url}/api/`)
  const cookie = await post(`${url}/api/auth/`, { username: 'admin', password: 'password' })
  const scope = { name: 'bench', display_name: 'bench', password_required: false, scheme: {} }
  await post(`${url}/api/scope/`, scope, cookie)
  const client = {
    client_id: benchmarkClient.id,
    client_secret: benchmarkClient.secret,
    enabled: true,
    confidential: true,
    authorization_type: ['client_credentials'],
    scope: ['bench'],
    redirect_uri: ['https://client.example.com/callback'],
  }
  await post(`${url}/api/client/?source=database`, client, cookie)
  const parameters = {
    'jwt-type': 'sha',
    'jwt-key-size': '256',
    key: 'the key that signs the tokens of this run',
    'access-token-duration': 86_400,
    'refresh-token-duration': 86_400,
    'code-duration': 600,
    'refresh-token-rolling': false,
    'auth-type-code-enabled': false,
    'auth-type-implicit-enabled': false,
    'auth-type-password-enabled': false,
    'auth-type-client-enabled': true,
    'auth-type-refresh-enabled': false,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
  }
  const plugin = { module: 'oauth2-glewlwyd', name: 'glwd', display_name: 'OAuth 2', parameters }
  await post(`${url}/api/mod/plugin/`, { ...plugin, enabled: true }, cookie)
}
