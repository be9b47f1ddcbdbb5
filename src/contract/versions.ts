import { ApiError } from './errors.js'

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

export const latestVersion: PublishedVersion = '2025-09-03'

const known: ReadonlySet<string> = new Set(publishedVersions)

export const isPublishedVersion = (text: string): text is PublishedVersion => known.has(text)

const quoted = publishedVersions.map((version) => `\`"${version}"\``)
const listed = `${quoted.slice(0, -1).join(', ')}, or ${quoted.at(-1)}`

/** Reads the `Notion-Version` header. Throws `missing_version` or `validation_error`. */
export const parseVersion = (header: string | undefined): PublishedVersion => {
  if (header === undefined) {
    throw new ApiError(
      'missing_version',
      'Notion-Version header failed validation: Notion-Version header should be defined, instead was `undefined`.',
    )
  }
  if (!isPublishedVersion(header)) {
    throw new ApiError(
      'validation_error',
      `Notion-Version header failed validation: Notion-Version header should be ${listed}, instead was \`${JSON.stringify(header.slice(0, 100))}\`.`,
    )
  }
  return header
}
