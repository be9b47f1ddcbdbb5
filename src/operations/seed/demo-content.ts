import type { BlockRequest } from '../../contract/objects/blocks.js'

/** A picture that every server has itself, so that it is there without a network. */
const DEMO_PICTURE = 'http://localhost:8787/assets/mosaic.svg'

/** A custom emoji of the demo. */
export const TILE = '6b1f0c5e-9d34-4a7b-8e21-5c0d7f3a9b46'

/** The page that {@link welcome} is the content of: its id comes from its place in the seed. */
const WELCOME = 'd43c2cb6-c840-82f6-84ac-d70c02ced975'

type Style = Readonly<Record<string, boolean | string>>

const text = (content: string, annotations: Style = {}, link?: string) => ({
  type: 'text',
  text: { content, ...(link !== undefined && { link: { url: link } }) },
  annotations,
})

const code = (content: string) => text(content, { code: true })

/** A block of rich text; what it holds besides comes last. */
const written = (
  type: string,
  said: string | readonly object[],
  more: Readonly<Record<string, unknown>> = {},
): BlockRequest => ({
  [type]: { rich_text: typeof said === 'string' ? [text(said)] : said, ...more },
})

const paragraph = (said: string | readonly object[], more = {}) => written('paragraph', said, more)
const bullet = (said: string | readonly object[], more = {}) =>
  written('bulleted_list_item', said, more)
const step = (said: string | readonly object[], more = {}) =>
  written('numbered_list_item', said, more)
const emoji = (icon: string) => ({ icon: { type: 'emoji', emoji: icon } })
const cells = (...texts: string[]) => ({
  table_row: { cells: texts.map((one) => [text(one)]) },
})

/** The first page that somebody reads on a new development server. */
export const welcome: BlockRequest[] = [
  paragraph([
    text('Welcome to '),
    text('Tessera', { bold: true }),
    text(', an open server that speaks the public Notion API. This is the demo workspace of '),
    text('Mosaic Studio', { italic: true }),
    text(': look around, change it over the API, break it. It is yours.'),
  ]),
  written(
    'callout',
    [
      text('Everything here is known to the world. '),
      text('Use the demo to build and test, never for something that matters.'),
    ],
    { ...emoji('💡'), color: 'gray_background' },
  ),
  written('heading_2', 'Take the first steps'),
  step([
    text('Copy the address of this server and the token of '),
    code('Demo Internal'),
    text(' from the start page.'),
  ]),
  step([text('Point the official SDK at this server and read this page:')], {
    children: [
      {
        code: {
          language: 'typescript',
          rich_text: [
            text(
              "import { Client } from '@notionhq/client'\n\nconst notion = new Client({ auth: token, baseUrl: 'http://127.0.0.1:3000' })\nconst blocks = await notion.blocks.children.list({\n  block_id: 'd43c2cb6-c840-82f6-84ac-d70c02ced975',\n})",
            ),
          ],
        },
      },
    ],
  }),
  step('Append a block to it, reload this page, and see it appear.'),
  step([
    text('Connect '),
    code('Demo Connect'),
    text(' from the start page to walk through consent, tokens and revocation.'),
  ]),
  written('heading_2', 'What it can do'),
  bullet('Pages and blocks: read, create, update, move, trash and restore.'),
  bullet('OAuth with a consent page, refresh with rotation, and revocation that holds.'),
  bullet('A trail of everything that happened to a token, sealed against changes.'),
  bullet('One file with SQLite, or any number of nodes over PostgreSQL.'),
  written('toggle', 'How do I start afresh?', {
    children: [
      paragraph([
        text('Run '),
        code('tessera reset'),
        text('. It removes everything and fills the store with the demo again.'),
      ]),
    ],
  }),
  written(
    'quote',
    'A tessera is one small tile of a mosaic. Put enough of them side by side and a picture appears.',
  ),
]

const placeholder = (template_mention: object) => ({
  type: 'mention',
  mention: { type: 'template_mention', template_mention },
})

/** What a new order of tiles begins with. */
export const orderTemplate: BlockRequest[] = [
  paragraph([
    text('Ordered by '),
    placeholder({ template_mention_user: 'me' }),
    text(' on '),
    placeholder({ template_mention_date: 'today' }),
    text('.'),
  ]),
  written('to_do', 'Count the tiles', { children: [written('to_do', 'and a tenth more')] }),
  written('to_do', 'Ask for the firing plan'),
]

/** What a sample begins with. */
export const sampleTemplate: BlockRequest[] = [
  paragraph([text('Asked for at '), placeholder({ template_mention_date: 'now' }), text('.')]),
]

const colors = ['gray', 'brown', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'red']

/** One of every kind of block that can be made over the API. */
export const everyBlock: BlockRequest[] = [
  paragraph(
    'Every kind of block that can be made over the API, once. Handy to test a client with.',
  ),
  { breadcrumb: {} },
  { table_of_contents: { color: 'gray' } },
  written('heading_1', 'Text'),
  paragraph([
    text('Bold', { bold: true }),
    text(', '),
    text('italic', { italic: true }),
    text(', '),
    text('struck', { strikethrough: true }),
    text(', '),
    text('underlined', { underline: true }),
    text(', '),
    code('code'),
    text(', '),
    text('all of it', { bold: true, italic: true, underline: true, strikethrough: true }),
    text(', a '),
    text('link', {}, 'https://example.com/'),
    text(', an equation '),
    { type: 'equation', equation: { expression: 'e^{i\\pi} + 1 = 0' } },
    text(' and a date '),
    { type: 'mention', mention: { type: 'date', date: { start: '2026-11-22' } } },
    text(', '),
    { type: 'mention', mention: { type: 'page', page: { id: WELCOME } } },
    text(' and an emoji of our own '),
    { type: 'mention', mention: { type: 'custom_emoji', custom_emoji: { id: TILE } } },
    text('.'),
  ]),
  paragraph(colors.map((color) => text(`${color} `, { color }))),
  paragraph(colors.map((color) => text(` ${color} `, { color: `${color}_background` }))),
  paragraph('A whole paragraph in colour, with another one below it.', {
    color: 'blue_background',
    children: [paragraph('Set in.', { color: 'red' })],
  }),
  written('heading_2', 'A smaller heading'),
  written('heading_3', 'A smaller one yet'),
  written('heading_4', 'The smallest'),
  written('heading_3', 'A heading that opens', {
    is_toggleable: true,
    children: [paragraph('And shows what is below it.')],
  }),
  written('quote', 'Simple things should be simple.', {
    children: [paragraph([text('More within the quote.', { color: 'gray' })])],
  }),
  written('callout', 'A callout with an icon and a colour.', {
    ...emoji('🧱'),
    color: 'yellow_background',
    children: [bullet('It holds other blocks.')],
  }),
  written('heading_1', 'Lists'),
  bullet('Bullets', { children: [bullet('set in', { children: [bullet('twice')] })] }),
  bullet('and another.'),
  step('Numbers', { children: [step('set in'), step('go by letters')] }),
  step('count on.'),
  written('to_do', 'Order tiles', { checked: true }),
  written('to_do', 'Lay them', { children: [written('to_do', 'from the middle')] }),
  written('toggle', 'A toggle', { children: [paragraph('What it hides.')] }),
  written('heading_1', 'Layout'),
  {
    table: {
      table_width: 3,
      has_column_header: true,
      has_row_header: true,
      children: [
        cells('Tile', 'Colour', 'Pieces'),
        cells('Smalti', 'gold', '1,200'),
        cells('Marble', 'white', '3,400'),
      ],
    },
  },
  {
    column_list: {
      children: [
        { column: { width_ratio: 0.67, children: [paragraph('A wide column.')] } },
        { column: { width_ratio: 0.33, children: [paragraph('A narrow one.')] } },
      ],
    },
  },
  {
    tab: {
      children: [
        paragraph('First tab', { children: [paragraph('What is in the first.')] }),
        paragraph('Second tab', { children: [paragraph('What is in the second.')] }),
      ],
    },
  },
  { divider: {} },
  { synced_block: { synced_from: null, children: [paragraph('The original of a synced block.')] } },
  written('template', 'Add a meeting', { children: [written('to_do', 'Write an agenda')] }),
  written('heading_1', 'Code and equations'),
  {
    code: {
      language: 'python',
      rich_text: [text('def tessellate(tiles):\n    return [tile for tile in tiles if tile.fits]')],
      caption: [text('Code with a caption.')],
    },
  },
  { equation: { expression: '\\int_0^1 x^2 \\, dx = \\frac{1}{3}' } },
  written('heading_1', 'Media and links'),
  {
    image: {
      type: 'external',
      external: {
        url: DEMO_PICTURE,
      },
      caption: [text('The sun over the harbour, in 384 tiles.')],
    },
  },
  { video: { type: 'external', external: { url: 'https://example.com/laying-tiles.mp4' } } },
  { audio: { type: 'external', external: { url: 'https://example.com/workshop.mp3' } } },
  { pdf: { type: 'external', external: { url: 'https://example.com/patterns.pdf' } } },
  {
    file: {
      type: 'external',
      external: { url: 'https://example.com/tiles.csv' },
      name: 'Tiles in stock.csv',
    },
  },
  { link_to_page: { page_id: WELCOME } },
  { bookmark: { url: 'https://example.com/mosaics', caption: [text('A bookmark.')] } },
  { embed: { url: 'https://example.com/embedded' } },
]
