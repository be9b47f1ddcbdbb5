import { ApiError } from './errors.js'
import { shown } from './explain.js'

/** The published API versions, oldest first. Notion: reference/versioning. */
export const publishedVersions = [
  '2021-05-11',
  '2021-05-13',
  '2021-08-16',
  '2022-02-22',
  '2022-06-28',
  '2025-09-03',
  '2026-03-11',
] as const

export type PublishedVersion = (typeof publishedVersions)[number]

/** The version that this server's own documents describe. */
export const describedVersion: PublishedVersion = '2025-09-03'

/** A version with shapes of its own: nothing is known of what the oldest did otherwise than the next. Contract §1.1. */
export type Edition = Exclude<PublishedVersion, '2021-05-11'>

/** The edition that a `Notion-Version` header asks for; the described one if it says nothing that is known. */
export const editionOf = (header: string | undefined): Edition => {
  if (header === undefined || !isPublishedVersion(header)) return '2025-09-03'
  return header === '2021-05-11' ? '2021-05-13' : header
}

const known: ReadonlySet<string> = new Set(publishedVersions)

export const isPublishedVersion = (text: string): text is PublishedVersion => known.has(text)

const quoted = publishedVersions.map((version) => `\`"${version}"\``)
const listed = `${quoted.slice(0, -1).join(', ')}, or ${quoted.at(-1)}`

/** Reads the `Notion-Version` header. Throws `missing_version`, of a version that there is not as well. */
export const parseVersion = (header: string | undefined): PublishedVersion => {
  if (header === undefined) {
    throw new ApiError(
      'missing_version',
      'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.',
    )
  }
  if (!isPublishedVersion(header)) {
    throw new ApiError(
      'missing_version',
      `Notion-Version header failed validation: Notion-Version header should be ${listed}, instead was \`${shown(header)}\`.`,
    )
  }
  return header
}
