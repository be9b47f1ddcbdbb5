import type { Static } from '@sinclair/typebox'
import { type Capability, seesEmails, seesUsers } from '../../contract/capabilities.js'
import type { TokenOwner } from '../../contract/oauth.js'
import type { BotUser, PersonUser, User } from '../../contract/objects/user.js'
import type { FileSettings } from '../../domain/files/file-upload.js'
import type { Bot, Person, WorkspaceUser } from '../../domain/workspaces/workspace.js'

/** A person as far as the capabilities show one. */
export const presentPerson = (
  person: Person,
  granted: readonly Capability[],
): Static<typeof PersonUser> => ({
  object: 'user',
  id: person.userId,
  name: person.name,
  avatar_url: person.avatarUrl,
  type: 'person',
  person: seesEmails(granted) ? { email: person.email } : {},
})

/** The owner of a bot: the whole person only with the user capability. */
export const presentOwner = (
  { owner }: Bot,
  granted: readonly Capability[],
): Static<typeof TokenOwner> => {
  if (owner === null) return { type: 'workspace', workspace: true }
  const user = seesUsers(granted)
    ? presentPerson(owner, granted)
    : { object: 'user' as const, id: owner.userId }
  return { type: 'user', user }
}

export const presentBot = (
  bot: Bot,
  granted: readonly Capability[],
  { maxSize }: Pick<FileSettings, 'maxSize'>,
): Static<typeof BotUser> => ({
  object: 'user',
  id: bot.botId,
  name: bot.name,
  avatar_url: bot.icon?.startsWith('http') ? bot.icon : null,
  type: 'bot',
  bot: {
    owner: presentOwner(bot, granted),
    workspace_name: bot.workspaceName,
    workspace_id: bot.workspaceId,
    workspace_limits: { max_file_upload_size_in_bytes: maxSize },
  },
})

export const presentUser = (
  user: WorkspaceUser,
  granted: readonly Capability[],
  files: Pick<FileSettings, 'maxSize'>,
): Static<typeof User> =>
  user.type === 'person'
    ? presentPerson(user.person, granted)
    : presentBot(user.bot, granted, files)
