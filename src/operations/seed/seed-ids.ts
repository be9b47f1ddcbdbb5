import { createHash } from 'node:crypto'
import { type CredentialKind, spellCredential } from '../../domain/oauth/credential.js'
import { dashed, uuidFrom } from '../../lib/uuid.js'
import type { SeedDatabase, SeedDocument, SeedIntegration } from './seed-document.js'

/** Ids and test credentials come from names, so that the same seed gives the same ones everywhere. */
export const bytesOf = (label: string): Buffer =>
  createHash('sha512').update(`tessera seed ${label}`).digest()

export const idOf = (given: string | undefined, label: string, version: 4 | 8 = 4): string =>
  given === undefined ? uuidFrom(bytesOf(label), version) : dashed(given)

const credentialOf = (kind: CredentialKind, label: string): string =>
  spellCredential(kind, bytesOf(`${kind} ${label}`))

/** What a seeded integration is called with: what the seed says, or what its name makes. */
export const credentialsOf = (
  integration: SeedIntegration,
): { clientId: string; clientSecret: string; token: string } => ({
  clientId: idOf(integration.client_id, `integration ${integration.name}`),
  clientSecret: integration.client_secret ?? credentialOf('secret', integration.name),
  token: integration.token ?? credentialOf('access', integration.name),
})

/** The id of the first page of the seed, undefined if it has none. */
export const firstPageOf = (seed: SeedDocument): string | undefined => {
  const workspace = seed.workspaces.find(({ pages = [] }) => pages.length > 0)
  const [first] = workspace?.pages ?? []
  return workspace && first && idOfPage(`${workspace.name}/0 ${first.title}`, first.id)
}

export const idOfPage = (path: string, given: string | undefined): string =>
  idOf(given, `page ${path}`, 8)

export type SeedPages = NonNullable<SeedDocument['workspaces'][number]['pages']>
/** The ids of a database and of its data source. */
export const idsOfDatabase = (path: string, { title, id, data_source_id }: SeedDatabase) => ({
  databaseId: idOf(id, `database ${path}/${title}`),
  dataSourceId: idOf(data_source_id, `data source ${path}/${title}`),
})

export const databasesIn = (
  path: string,
  pages: SeedPages,
): { path: string; database: SeedDatabase }[] =>
  pages.flatMap(({ title, databases = [], children = [] }, index) => {
    const here = `${path}/${index} ${title}`
    return [
      ...databases.map((database) => ({ path: here, database: database as SeedDatabase })),
      ...databasesIn(here, children as SeedPages),
    ]
  })

/** The first database of a seed, as a command shows it. */
export const firstDatabaseOf = (seed: SeedDocument) =>
  seed.workspaces
    .flatMap(({ name, pages = [] }) => databasesIn(name, pages))
    .map(({ path, database }) => idsOfDatabase(path, database))[0]
