import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { isCapability } from '../../contract/capabilities.js'
import { explain } from '../../contract/explain.js'
import { BlockRequests } from '../../contract/objects/blocks.js'
import { SchemaRequest, ValuesRequest } from '../../contract/objects/properties.js'
import { checkOf, Secret, Uuid } from '../../contract/schema.js'
import { isWellFormedToken } from '../../domain/oauth/credential.js'
import { refusalOfRedirectUri } from '../../domain/oauth/redirect-uri.js'
import { levels } from '../../domain/sharing/access.js'
import { dashed } from '../../lib/uuid.js'

const strict = { additionalProperties: false } as const
const Name = Type.String({ minLength: 1, maxLength: 100 })
const Icon = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))

const ofLevel = levels.map((level) => Type.Literal(level))

const SeedAccess = Type.Object(
  {
    everybody: Type.Optional(
      Type.Union([Type.Literal('none'), ...ofLevel], {
        description: 'What members get who are not named; left out: as above',
      }),
    ),
    people: Type.Optional(
      Type.Array(Type.Object({ email: Type.String(), level: Type.Union(ofLevel) }, strict)),
    ),
  },
  strict,
)

export type SeedAccess = Static<typeof SeedAccess>

const SeedTemplate = Type.Object(
  {
    title: Type.String({ maxLength: 2000 }),
    id: Type.Optional(Uuid('Made from the path of titles if left out')),
    icon: Icon,
    is_default: Type.Optional(Type.Boolean()),
    properties: Type.Optional(ValuesRequest),
    content: Type.Optional(BlockRequests),
  },
  strict,
)

const SeedDatabase = Type.Object(
  {
    title: Type.String({ maxLength: 2000 }),
    id: Type.Optional(Uuid('Made from the path of titles if left out')),
    data_source_id: Type.Optional(Uuid('Made from the path of titles if left out')),
    icon: Icon,
    access: Type.Optional(SeedAccess),
    properties: SchemaRequest,
    rows: Type.Optional(Type.Array(ValuesRequest)),
    templates: Type.Optional(Type.Array(SeedTemplate)),
    row_ids: Type.Optional(Type.Array(Uuid('Of the rows, in order; made from the path of titles'))),
  },
  strict,
)

export type SeedDatabase = Static<typeof SeedDatabase>

const SeedPage = Type.Recursive((This) =>
  Type.Object(
    {
      title: Type.String({ maxLength: 2000 }),
      id: Type.Optional(Uuid('Made from the path of titles if left out')),
      icon: Icon,
      access: Type.Optional(SeedAccess),
      content: Type.Optional(BlockRequests),
      databases: Type.Optional(Type.Array(SeedDatabase)),
      children: Type.Optional(Type.Array(This)),
    },
    strict,
  ),
)

const SeedUser = Type.Object(
  {
    email: Type.String({ pattern: '^[^\\s@]+@[^\\s@]+$', title: 'an email address' }),
    name: Name,
    id: Type.Optional(Uuid('Made from the email if left out')),
    password: Type.Optional(Secret('For signing in; left out: this user cannot sign in')),
    avatar_url: Type.Optional(Type.String()),
    role: Type.Optional(
      Type.Union([Type.Literal('owner'), Type.Literal('member'), Type.Literal('guest')]),
    ),
  },
  strict,
)

const SeedEmoji = Type.Object(
  {
    name: Name,
    url: Type.String({
      pattern: '^(https?://|/)',
      title: 'a web address or a path',
      maxLength: 2000,
    }),
    id: Type.Optional(Uuid('Made from the name if left out')),
  },
  strict,
)

const SeedWorkspace = Type.Object(
  {
    name: Name,
    id: Type.Optional(Uuid('Made from the name if left out')),
    icon: Icon,
    users: Type.Array(SeedUser, { minItems: 1 }),
    custom_emojis: Type.Optional(Type.Array(SeedEmoji)),
    pages: Type.Optional(Type.Array(SeedPage)),
  },
  strict,
)

const SeedIntegration = Type.Object(
  {
    name: Name,
    kind: Type.Union([Type.Literal('public'), Type.Literal('internal')]),
    environment: Type.Optional(Type.Union([Type.Literal('test'), Type.Literal('live')])),
    workspace: Type.Optional(Name),
    owner: Type.Optional(Type.String()),
    icon: Icon,
    website_url: Type.Optional(Type.String()),
    client_id: Type.Optional(Uuid('Made from the name if left out')),
    client_secret: Type.Optional(Secret('Public integrations; made from the name if left out')),
    token: Type.Optional(Secret('Internal integrations; made from the name if left out')),
    redirect_uris: Type.Optional(Type.Array(Type.String(), { maxItems: 20 })),
    capabilities: Type.Optional(Type.Array(Type.String())),
  },
  strict,
)

export const SeedDocument = Type.Object(
  {
    workspaces: Type.Array(SeedWorkspace, { minItems: 1 }),
    integrations: Type.Optional(Type.Array(SeedIntegration)),
  },
  strict,
)

export type SeedDocument = Static<typeof SeedDocument>
export type SeedIntegration = Static<typeof SeedIntegration>

/** What is wrong with a seed, in one line that names the place. */
export class SeedError extends Error {
  override readonly name = 'SeedError'
}

const check = checkOf(SeedDocument as TSchema)

/** Reads a parsed YAML or JSON value as a seed. Errors: {@link SeedError}. */
export const parseSeed = (value: unknown): SeedDocument => {
  if (!check(value)) {
    const text = explain('body', SeedDocument as TSchema, value)
    throw new SeedError(
      text
        .replaceAll(/\bbody\b\.?/g, 'seed.')
        .replace('seed. failed', 'The seed failed')
        .replaceAll('seed. should', 'The seed should'),
    )
  }
  const seed = value as SeedDocument
  refuseContradictions(seed)
  return seed
}

const refuseContradictions = (seed: SeedDocument): void => {
  refuseRepetitions(seed)
  for (const [index, integration] of (seed.integrations ?? []).entries()) {
    const refusal = refusalOf(seed, integration)
    if (refusal !== undefined) throw new SeedError(`seed.integrations[${index}].${refusal}`)
  }
}

type SeedPages = NonNullable<Static<typeof SeedWorkspace>['pages']>

/** What stands for one thing may be given once. */
const refuseRepetitions = ({ workspaces, integrations = [] }: SeedDocument): void => {
  const places = new Map<string, string>()
  const once = (kind: string, value: string | undefined, place: string) => {
    if (value === undefined) return
    const key = `${kind} ${value}`
    const former = places.get(key)
    if (former !== undefined) throw new SeedError(`${place} repeats ${former}.`)
    places.set(key, place)
  }
  const onceId = (kind: string, id: string | undefined, place: string) =>
    once(kind, id && dashed(id), place)
  const pagesOnce = (home: number, pages: SeedPages, place: string): void => {
    for (const [index, { id, children }] of pages.entries()) {
      onceId(`page of ${home}`, id, `${place}[${index}].id`)
      pagesOnce(home, (children ?? []) as SeedPages, `${place}[${index}].children`)
    }
  }
  const emails = new Set<string>()
  for (const [home, { id, name, users, pages, custom_emojis = [] }] of workspaces.entries()) {
    const place = `seed.workspaces[${home}]`
    once('workspace', name, `${place}.name`)
    onceId('workspace id', id, `${place}.id`)
    for (const [index, user] of users.entries()) {
      const email = user.email.toLowerCase()
      once(`member of ${home}`, email, `${place}.users[${index}].email`)
      // One person may be in several workspaces.
      if (!emails.has(email)) onceId('user id', user.id, `${place}.users[${index}].id`)
      emails.add(email)
    }
    for (const [index, emoji] of custom_emojis.entries()) {
      once(`emoji of ${home}`, emoji.name, `${place}.custom_emojis[${index}].name`)
      onceId(`emoji id of ${home}`, emoji.id, `${place}.custom_emojis[${index}].id`)
    }
    pagesOnce(home, pages ?? [], `${place}.pages`)
    refuseStrangers(users, pages ?? [], `${place}.pages`)
  }
  for (const [index, { name, client_id, token }] of integrations.entries()) {
    const place = `seed.integrations[${index}]`
    once('integration', name, `${place}.name`)
    onceId('client id', client_id, `${place}.client_id`)
    once('token', token, `${place}.token`)
  }
}

/** Pages are shared with people of their workspace. */
const refuseStrangers = (
  users: SeedDocument['workspaces'][number]['users'],
  pages: SeedPages,
  place: string,
): void => {
  const known = new Set(users.map(({ email }) => email.toLowerCase()))
  const check = (access: SeedAccess | undefined, here: string) => {
    for (const [index, { email }] of (access?.people ?? []).entries()) {
      if (known.has(email.toLowerCase())) continue
      throw new SeedError(
        `${here}.access.people[${index}].email names ${email}, who is not a user of the workspace.`,
      )
    }
  }
  for (const [index, { access, databases = [], children = [] }] of pages.entries()) {
    const here = `${place}[${index}]`
    check(access, here)
    for (const [nth, database] of databases.entries()) {
      check((database as SeedDatabase).access, `${here}.databases[${nth}]`)
    }
    refuseStrangers(users, children as SeedPages, `${here}.children`)
  }
}

const refusalOf = (seed: SeedDocument, integration: SeedIntegration): string | undefined => {
  const { workspace, owner, token, kind } = integration
  const home = seed.workspaces.find(({ name }) => workspace === undefined || name === workspace)
  if (!home)
    return `workspace names ${JSON.stringify(workspace)}, which the seed does not describe.`
  if (owner !== undefined && !home.users.some(({ email }) => email === owner)) {
    return `owner names ${owner}, who is not a user of the workspace.`
  }
  const unknown = integration.capabilities?.find((word) => !isCapability(word))
  if (unknown !== undefined) return `capabilities holds "${unknown}", which is none.`
  for (const uri of integration.redirect_uris ?? []) {
    const refusal = refusalOfRedirectUri(uri)
    if (refusal !== undefined) return `redirect_uris: ${uri} ${refusal}.`
  }
  if (kind === 'public' && !integration.redirect_uris?.length) {
    return 'redirect_uris should name at least one URI for a public integration.'
  }
  if (token !== undefined && !(token.startsWith('ntn_') && isWellFormedToken(token))) {
    return 'token is not well formed. Make one with: tessera token new'
  }
  const secret = kind === 'public' ? integration.client_secret : token
  if (integration.environment === 'live' && secret === undefined) {
    return `${kind === 'public' ? 'client_secret' : 'token'} should be defined: a live integration cannot have one that is made from its name.`
  }
  return undefined
}
