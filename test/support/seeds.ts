import type { SeedDocument } from '../../src/operations/seed/seed-document.js'
import { type Client, clientOf } from './server.js'

/** Two public integrations and an internal one in a workspace of three people; a second workspace beside it. */
export const studioSeed: SeedDocument = {
  workspaces: [
    {
      name: 'Studio',
      icon: '🏺',
      users: [
        { email: 'ada@example.com', name: 'Ada', password: 'tile by tile', role: 'owner' },
        { email: 'ben@example.com', name: 'Ben', password: 'tile by tile' },
        { email: 'cleo@example.com', name: 'Cleo', password: 'tile by tile', role: 'guest' },
      ],
      pages: [{ title: 'Plans', children: [{ title: 'Harbour' }] }, { title: 'Notes' }],
    },
    {
      name: 'Elsewhere',
      users: [{ email: 'dora@example.com', name: 'Dora', password: 'tile by tile' }],
      pages: [{ title: 'Private' }],
    },
  ],
  integrations: [
    {
      name: 'First',
      kind: 'public',
      redirect_uris: ['https://first.example/cb', 'http://127.0.0.1:9999/cb'],
    },
    { name: 'Second', kind: 'public', redirect_uris: ['https://second.example/cb'] },
    { name: 'Inside', kind: 'internal' },
  ],
}

export const first: Client = clientOf(studioSeed, 'First')
export const second: Client = clientOf(studioSeed, 'Second')
