import { describe, expect, it } from 'vitest'
import { spellCredential } from '../../domain/oauth/credential.js'
import { demoSeed } from './demo.js'
import { parseSeed, SeedError } from './seed-document.js'
import { credentialsOf } from './seed-ids.js'
import { seedRows } from './seed-rows.js'

const user = { email: 'a@x.example', name: 'A' }
const workspace = { name: 'W', users: [user] }
const token = spellCredential('access', new Uint8Array(40).fill(7))
const id = '6b3e4a52-1f0d-4c0e-9c57-1d8f6d1c2b3a'

const withIntegration = (integration: object) => ({
  workspaces: [workspace],
  integrations: [{ name: 'I', kind: 'internal', ...integration }],
})
const open = { kind: 'public', redirect_uris: ['https://x.example/'] }

describe('a seed', () => {
  it.each<[string, unknown]>([
    ['the demo', demoSeed],
    ['one workspace of one person', { workspaces: [workspace] }],
    ['an own token', withIntegration({ token })],
    ['a live integration with its own token', withIntegration({ token, environment: 'live' })],
    ['a public integration', withIntegration(open)],
    [
      'a live one with its own secret',
      withIntegration({ ...open, client_secret: 'x', environment: 'live' }),
    ],
    ['no capabilities', withIntegration({ capabilities: [] })],
    [
      'one person in two workspaces',
      {
        workspaces: [
          workspace,
          {
            name: 'V',
            users: [
              { ...user, id },
              { ...user, email: 'b@x.io' },
            ],
          },
        ],
      },
    ],
    [
      'pages within pages',
      {
        workspaces: [
          { ...workspace, pages: [{ title: 'P', id, children: [{ title: '', children: [] }] }] },
        ],
      },
    ],
  ])('may hold %s', (_, seed) => {
    expect(parseSeed(seed)).toEqual(seed)
  })

  it.each<[string, unknown, string]>([
    [
      'nothing',
      null,
      'The seed failed validation: The seed should be an object, instead was `null`.',
    ],
    [
      'no workspaces',
      {},
      'The seed failed validation: seed.workspaces should be defined, instead was `undefined`.',
    ],
    [
      'a workspace without people',
      { workspaces: [{ name: 'W', users: [] }] },
      'The seed failed validation: seed.workspaces[0].users.length should be ≥ `1`, instead was `0`.',
    ],
    [
      'a stray member deep inside',
      { workspaces: [{ ...workspace, pages: [{ title: 'P', children: [{ titel: 'Q' }] }] }] },
      'The seed failed validation: seed.workspaces[0].pages[0].children[0].title should be defined, instead was `undefined`.',
    ],
    [
      'a person twice',
      { workspaces: [{ name: 'W', users: [user, { ...user, email: 'A@X.example' }] }] },
      'seed.workspaces[0].users[1].email repeats seed.workspaces[0].users[0].email.',
    ],
    [
      'one id for two people',
      {
        workspaces: [
          {
            name: 'W',
            users: [
              { ...user, id },
              { email: 'b@x.io', name: 'B', id },
            ],
          },
        ],
      },
      'seed.workspaces[0].users[1].id repeats seed.workspaces[0].users[0].id.',
    ],
    [
      'one id for two pages',
      {
        workspaces: [
          {
            ...workspace,
            pages: [{ title: 'P', id, children: [{ title: 'Q', id: id.toUpperCase() }] }],
          },
        ],
      },
      'seed.workspaces[0].pages[0].children[0].id repeats seed.workspaces[0].pages[0].id.',
    ],
    [
      'one name for two integrations',
      {
        workspaces: [workspace],
        integrations: [
          { name: 'I', kind: 'internal' },
          { name: 'I', kind: 'internal' },
        ],
      },
      'seed.integrations[1].name repeats seed.integrations[0].name.',
    ],
    [
      'an unknown workspace',
      withIntegration({ workspace: 'V' }),
      'seed.integrations[0].workspace names "V", which the seed does not describe.',
    ],
    [
      'an unknown owner',
      withIntegration({ owner: 'b@x.example' }),
      'seed.integrations[0].owner names b@x.example, who is not a user of the workspace.',
    ],
    [
      'an unknown capability',
      withIntegration({ capabilities: ['read_content', 'fly'] }),
      'seed.integrations[0].capabilities holds "fly", which is none.',
    ],
    [
      'a public integration without redirect URI',
      withIntegration({ kind: 'public' }),
      'seed.integrations[0].redirect_uris should name at least one URI for a public integration.',
    ],
    [
      'a malformed token',
      withIntegration({ token: 'ntn_pizza' }),
      'seed.integrations[0].token is not well formed. Make one with: tessera token new',
    ],
    [
      'a live token that anybody could make',
      withIntegration({ environment: 'live' }),
      'seed.integrations[0].token should be defined: a live integration cannot have one that is made from its name.',
    ],
    [
      'a live secret that anybody could make',
      withIntegration({ ...open, environment: 'live' }),
      'seed.integrations[0].client_secret should be defined: a live integration cannot have one that is made from its name.',
    ],
  ])('may not hold %s', (_, seed, message) => {
    expect(() => parseSeed(seed)).toThrow(new SeedError(message))
  })

  it('does not show a secret that is refused', () => {
    expect(() => parseSeed(withIntegration({ client_secret: ['hush'] }))).toThrow(/instead was `…`/)
  })

  it('gives the same ids and credentials everywhere, and no secret in clear', async () => {
    const [one, two] = [await seedRows(demoSeed, 1), await seedRows(demoSeed, 1)]
    const bare = (rows: typeof one) => ({
      ...rows,
      people: rows.people.map(({ passwordHash: _, ...person }) => person),
    })
    expect(bare(two)).toEqual(bare(one))
    const stored = JSON.stringify(one)
    for (const integration of demoSeed.integrations ?? []) {
      const { clientSecret, token: own } = credentialsOf(integration)
      expect(stored).not.toContain(clientSecret)
      expect(stored).not.toContain(own)
    }
    expect(stored).not.toContain('mosaic-demo')
  })
})
