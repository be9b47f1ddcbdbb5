import { everyBlock, orderTemplate, sampleTemplate, TILE, welcome } from './demo-content.js'
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

const SUPPLIERS = '7f6d2c1a-58b4-4e0c-9a35-0c8d4e7b2a10'
const COBALT = '3d9b6f10-2a7c-8e41-b6d2-5f0a1c9e8b71'
const KILN = '3d9b6f10-2a7c-8e41-b6d2-5f0a1c9e8b72'

/** Whom tiles are ordered from: what they come to is rolled up from the orders. */
const suppliers: SeedDatabase = {
  title: 'Suppliers',
  icon: '🏺',
  data_source_id: SUPPLIERS,
  properties: {
    Name: { title: {} },
    Rating: { number: {} },
    Town: { place: {} },
    Vetted: { verification: {} },
    Turnover: {
      rollup: {
        function: 'sum',
        relation_property_name: 'Orders',
        rollup_property_name: 'Price',
      },
    },
    Standing: {
      formula: {
        expression:
          'if(prop("Orders").length() > 1, "regular", "new") + ", rated " + prop("Rating")',
      },
    },
  },
  row_ids: [COBALT, KILN],
  rows: [
    {
      Name: { title: words('Cobalt & Sons') },
      Rating: { number: 5 },
      Town: { place: { lat: 43.7034, lon: 7.2663, name: 'Nice' } },
      Vetted: { verification: { state: 'verified', date: { start: '2026-01-05' } } },
    },
    { Name: { title: words('The Kiln') }, Rating: { number: 3 } },
  ],
}

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
    'Ordered by': { people: {} },
    'Ordered from': {
      relation: { data_source_id: SUPPLIERS, dual_property: { synced_property_name: 'Orders' } },
    },
    Ratings: {
      rollup: {
        function: 'show_original',
        relation_property_name: 'Ordered from',
        rollup_property_name: 'Rating',
      },
    },
    'Price a tile': { formula: { expression: 'round(prop("Price") / prop("Tiles"), 2)' } },
    Colour: { verification: {} },
    Pickup: { place: {} },
    Reorder: { button: {} },
  },
  templates: [
    {
      title: 'New order',
      icon: '🧱',
      is_default: true,
      properties: { Status: { status: { name: 'Not started' } }, Paid: { checkbox: false } },
      content: orderTemplate,
    },
    {
      title: 'Sample',
      icon: '🔎',
      properties: { Glaze: { select: { name: 'Matt' } }, Tiles: { number: 1 } },
      content: sampleTemplate,
    },
  ],
  rows: [
    {
      Name: { title: words('Harbour blue') },
      'Ordered from': { relation: [{ id: COBALT }] },
      Colour: { verification: { state: 'verified', date: { start: '2026-02-01' } } },
      Pickup: { place: { lat: 43.6959, lon: 7.2716, name: 'The quay' } },
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
      'Ordered from': { relation: [{ id: KILN }, { id: COBALT }] },
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
      custom_emojis: [
        { id: TILE, name: 'tile', url: '/assets/tile.svg' },
        { name: 'spark', url: '/assets/spark.svg' },
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
          databases: [tileOrders, suppliers],
          children: [
            {
              title: 'Harbour mural',
              icon: '🌊',
              children: [{ title: 'Sketches' }, { title: 'Tile order', icon: '🧱' }],
            },
            {
              title: 'Museum floor',
              icon: '🏛️',
              access: { people: [{ email: 'cleo@example.com', level: 'comment' }] },
              children: [{ title: 'Samples for the museum' }],
            },
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
        {
          title: 'Ben’s notes',
          icon: '🗒️',
          access: {
            everybody: 'none',
            people: [{ email: 'ben@example.com', level: 'full_access' }],
          },
        },
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
