/** What an integration may do, in the words of an introspected `scope`. Notion: reference/capabilities. */
export const capabilities = [
  'read_content',
  'insert_content',
  'update_content',
  'read_comments',
  'insert_comments',
  'read_user_with_email',
  'read_user_without_email',
] as const

export type Capability = (typeof capabilities)[number]

export const isCapability = (word: string): word is Capability =>
  (capabilities as readonly string[]).includes(word)

/** May it see people at all? */
export const seesUsers = (granted: readonly Capability[]): boolean =>
  granted.includes('read_user_with_email') || granted.includes('read_user_without_email')

/** May it see people's email addresses? */
export const seesEmails = (granted: readonly Capability[]): boolean =>
  granted.includes('read_user_with_email')
