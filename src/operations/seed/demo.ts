import { everyBlock, welcome } from './demo-content.js'
import type { SeedDatabase, SeedDocument } from './seed-document.js'

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

const words = (content: string) => [{ text: { content } }]

/** A table with a property of every type. */
const tileOrders: SeedDatabase = {
  title: 'Tile orders',
  icon: '🧱',
  properties: {
    Name: { title: {} },
    Status: { status: {} },
    Glaze: {
      select: {
        options: [
          { name: 'Matt', color: 'gray' },
          { name: 'Gloss', color: 'blue' },
          { name: 'Crackle', color: 'orange' },
        ],
      },
    },
    Rooms: { multi_select: { options: [{ name: 'Hall' }, { name: 'Bath' }, { name: 'Kitchen' }] } },
    Tiles: { number: { format: 'number_with_commas' } },
    Price: { number: { format: 'euro' } },
    Due: { date: {} },
    Paid: { checkbox: {} },
    Notes: { rich_text: {} },
    Supplier: { url: {} },
    Contact: { email: {} },
    Phone: { phone_number: {} },
    Plans: { files: {} },
    Order: { unique_id: { prefix: 'TILE' } },
    Created: { created_time: {} },
    'Created by': { created_by: {} },
    Edited: { last_edited_time: {} },
    'Edited by': { last_edited_by: {} },
  },
  rows: [
    {
      Name: { title: words('Harbour blue') },
      Status: { status: { name: 'Done' } },
      Glaze: { select: { name: 'Gloss' } },
      Rooms: { multi_select: [{ name: 'Hall' }] },
      Tiles: { number: 1200 },
      Price: { number: 3480.5 },
      Due: { date: { start: '2026-03-02' } },
      Paid: { checkbox: true },
      Supplier: { url: 'https://example.com/tiles' },
      Contact: { email: 'orders@example.com' },
      Phone: { phone_number: '+33 1 23 45 67 89' },
      Plans: { files: [{ name: 'hall.pdf', external: { url: 'https://example.com/hall.pdf' } }] },
    },
    {
      Name: { title: words('Museum sand') },
      Status: { status: { name: 'In progress' } },
      Glaze: { select: { name: 'Matt' } },
      Rooms: { multi_select: [{ name: 'Hall' }, { name: 'Kitchen' }] },
      Tiles: { number: 340 },
      Due: { date: { start: '2026-11-20', end: '2026-12-04' } },
      Notes: { rich_text: words('Ask for the second firing.') },
    },
    { Name: { title: words('Bath border') }, Rooms: { multi_select: [{ name: 'Bath' }] } },
  ],
}

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
          databases: [tileOrders],
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
