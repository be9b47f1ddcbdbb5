import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { sha256 } from '../../lib/digest.js'

const load = (name: string, type: string) => ({
  name,
  type,
  bytes: readFileSync(new URL(`../../../assets/${name}`, import.meta.url)),
})

const assets = [
  load('tessera.css', 'text/css; charset=utf-8'),
  load('tessera.js', 'text/javascript; charset=utf-8'),
  load('favicon.svg', 'image/svg+xml'),
  load('mosaic.svg', 'image/svg+xml'),
  load('tile.svg', 'image/svg+xml'),
  load('spark.svg', 'image/svg+xml'),
]

/** Changes when a file changes, so that browsers may keep what they have for ever. */
export const assetVersion = sha256(
  assets.map(({ bytes }) => sha256(bytes.toString())).join(),
).slice(0, 10)

/** Serves the stylesheet, the script and the icon from memory. */
export const serveAssets = (app: FastifyInstance): void => {
  for (const { name, type, bytes } of assets) {
    app.get(`/assets/${name}`, { config: { operation: 'assets' } }, async (_request, reply) =>
      reply
        .headers({
          'content-type': type,
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        })
        .send(bytes),
    )
  }
}
