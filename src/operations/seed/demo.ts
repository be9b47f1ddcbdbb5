import { everyBlock, welcome } from './demo-content.js'
import type { SeedDocument } from './seed-document.js'

/** Where the demo's own callback page is; loopback redirect URIs match on any port. */
export const DEMO_CALLBACK = '/demo/callback'

/** The callback paths of common OAuth and sign-in libraries, so that they work against the demo as they are. */
const callbacks = [
  '/cb',
  '/callback',
  '/oauth/callback',
  '/auth/callback',
  '/auth/callback/notion',
  '/auth/notion/callback',
  '/api/auth/callback/notion',
  '/api/auth/oauth2/callback/notion',
  DEMO_CALLBACK,
]

/** What a development server holds on its first start. Everything in it is known to the world. */
export const demoSeed: SeedDocument = {
  workspaces: [
    {
      name: 'Mosaic Studio',
      icon: '🏺',
      users: [
        { email: 'ada@example.com', name: 'Ada Moreau', password: 'mosaic-demo', role: 'owner' },
        { email: 'ben@example.com', name: 'Ben Okafor', password: 'mosaic-demo', role: 'member' },
        { email: 'cleo@example.com', name: 'Cleo Tanaka', password: 'mosaic-demo', role: 'guest' },
      ],
      pages: [
        {
          title: 'Getting started',
          icon: '👋',
          content: welcome,
          children: [
            { title: 'Connect an integration', icon: '🔌' },
            { title: 'Disconnect it again', icon: '🪓' },
          ],
        },
        {
          title: 'Projects',
          icon: '🗂️',
          children: [
            {
              title: 'Harbour mural',
              icon: '🌊',
              children: [{ title: 'Sketches' }, { title: 'Tile order', icon: '🧱' }],
            },
            { title: 'Museum floor', icon: '🏛️' },
          ],
        },
        {
          title: 'Team handbook',
          icon: '📖',
          children: [
            { title: 'Holidays' },
            { title: 'Tools' },
            { title: 'Every block', icon: '🧱', content: everyBlock },
          ],
        },
        { title: 'Meeting notes', icon: '📝' },
      ],
    },
  ],
  integrations: [
    {
      name: 'Demo Connect',
      kind: 'public',
      icon: '🧩',
      website_url: 'https://example.com',
      redirect_uris: callbacks.flatMap((path) => [
        `http://localhost:9999${path}`,
        `http://127.0.0.1:9999${path}`,
      ]),
    },
    { name: 'Demo Internal', kind: 'internal', icon: '🔧' },
  ],
}
