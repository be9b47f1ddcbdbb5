import type { Choice } from './fields.js'

export type CapabilitySentences = {
  readonly can: readonly string[]
  readonly cannot: readonly string[]
}

type Verb = { readonly capability: string; readonly text: string }

const CONTENT: readonly Verb[] = [
  { capability: 'read_content', text: 'read' },
  { capability: 'insert_content', text: 'add to' },
  { capability: 'update_content', text: 'edit' },
]

const COMMENTS: readonly Verb[] = [
  { capability: 'read_comments', text: 'read' },
  { capability: 'insert_comments', text: 'write' },
]

const PEOPLE_WITH_EMAIL = 'read_user_with_email'
const PEOPLE_WITHOUT_EMAIL = 'read_user_without_email'

const KNOWN: ReadonlySet<string> = new Set(
  [...CONTENT, ...COMMENTS]
    .map(({ capability }) => capability)
    .concat(PEOPLE_WITH_EMAIL, PEOPLE_WITHOUT_EMAIL),
)

export const CONTENT_AND_COMMENT_CHOICES: readonly Choice[] = [
  { value: 'read_content', text: 'Read content', hint: 'See pages, databases and blocks.' },
  { value: 'insert_content', text: 'Insert content', hint: 'Create pages, rows and blocks.' },
  { value: 'update_content', text: 'Update content', hint: 'Change or trash what exists.' },
  { value: 'read_comments', text: 'Read comments' },
  { value: 'insert_comments', text: 'Insert comments' },
]

export const USER_INFORMATION_CHOICES: readonly Choice[] = [
  { value: 'none', text: 'No user information' },
  { value: 'without_email', text: 'Names and pictures, without email addresses' },
  { value: 'with_email', text: 'Names, pictures and email addresses' },
]

const inWords = (verbs: readonly Verb[], conjunction: 'and' | 'or'): string =>
  new Intl.ListFormat('en-GB', {
    type: conjunction === 'and' ? 'conjunction' : 'disjunction',
  }).format(verbs.map(({ text }) => text))

const asSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function ofVerbs(verbs: readonly Verb[], granted: ReadonlySet<string>, what: [string, string]) {
  const has = verbs.filter(({ capability }) => granted.has(capability))
  const lacks = verbs.filter(({ capability }) => !granted.has(capability))
  const [canSee, cannotSee] = what
  return {
    can: has.length > 0 ? [asSentence(`${inWords(has, 'and')} ${canSee}`)] : [],
    cannot: lacks.length > 0 ? [asSentence(`${inWords(lacks, 'or')} ${cannotSee}`)] : [],
  }
}

function ofPeople(granted: ReadonlySet<string>): CapabilitySentences {
  if (granted.has(PEOPLE_WITH_EMAIL)) {
    return { can: ['See the names, pictures and email addresses of workspace members'], cannot: [] }
  }
  if (granted.has(PEOPLE_WITHOUT_EMAIL)) {
    return {
      can: ['See the names and pictures of workspace members'],
      cannot: ['See the email addresses of workspace members'],
    }
  }
  return { can: [], cannot: ['See who the workspace members are'] }
}

/** What a grant lets an integration do and what it keeps from it, in sentences a person reads. */
export function describeCapabilities(capabilities: readonly string[]): CapabilitySentences {
  const granted = new Set(capabilities)
  const content = ofVerbs(CONTENT, granted, ['the pages you choose', 'your pages'])
  const comments = ofVerbs(COMMENTS, granted, ['comments on those pages', 'comments'])
  const people = ofPeople(granted)
  // A word this page does not know is still shown: consent must not hide anything.
  const unknown = capabilities.filter((word) => !KNOWN.has(word)).map((word) => `Use “${word}”`)
  return {
    can: [...content.can, ...comments.can, ...people.can, ...unknown],
    cannot: [
      ...content.cannot,
      ...comments.cannot,
      ...people.cannot,
      'Open pages you leave out, or see your password',
    ],
  }
}

/** The same in a few words, for a row of a list: `Read and edit content · Read comments`. */
export function summarizeCapabilities(capabilities: readonly string[]): string {
  const granted = new Set(capabilities)
  const content = ofVerbs(CONTENT, granted, ['content', ''])
  const comments = ofVerbs(COMMENTS, granted, ['comments', ''])
  const people = granted.has(PEOPLE_WITH_EMAIL)
    ? ['Members with email']
    : granted.has(PEOPLE_WITHOUT_EMAIL)
      ? ['Members without email']
      : []
  const parts = [...content.can, ...comments.can, ...people]
  return parts.length > 0 ? parts.join(' · ') : 'No capabilities'
}
