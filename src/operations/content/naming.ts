import { seesUsers } from '../../contract/capabilities.js'
import { type CustomEmoji, pictureOf } from '../../domain/content/custom-emoji.js'
import type { Icon } from '../../domain/content/media.js'
import { addressOf } from '../../domain/content/page.js'
import { mentionedIn, type Named, type RichText } from '../../domain/content/rich-text.js'
import { linkTo } from '../../domain/files/file-link.js'
import type { Call } from '../deps.js'
import type { Bearer } from '../operation.js'
import { presentUser } from '../users/present.js'
import { viewerOf } from './viewer.js'

/** Where uploaded files are fetched for the next hour. */
export const fileLinks =
  ({ clock, settings, origin }: Pick<Call, 'clock' | 'settings' | 'origin'>): Named['file'] =>
  (file) =>
    linkTo(file, settings.files.linkKey, origin, clock())

/** Custom emojis by their ids, as far as the workspace has them, their addresses whole. */
export const emojisIn = async (
  { store, origin }: Pick<Call, 'store' | 'origin'>,
  workspaceId: string,
  mentioned: readonly string[],
  icons: readonly (Icon | null | undefined)[],
): Promise<ReadonlyMap<string, CustomEmoji>> => {
  const shown = icons.flatMap((icon) => (icon?.type === 'custom_emoji' ? [icon.id] : []))
  const ids = [...new Set([...mentioned, ...shown])]
  const found = await store.customEmojis.findMany(workspaceId, ids)
  return new Map(found.map((emoji) => [emoji.id, { ...emoji, url: pictureOf(emoji, origin) }]))
}

/** Where somebody is only named, a bot tells nothing of itself (recorded). */
const asNamed = (user: ReturnType<typeof presentUser>) =>
  user.type === 'bot' ? { ...user, bot: {} } : user

/** Looks up whom and what these texts mention, and these people, as far as the token may see it. */
export const namesIn = async (
  call: Call,
  bearer: Bearer,
  texts: readonly RichText[],
  people: readonly string[] = [],
  icons: readonly (Icon | null | undefined)[] = [],
): Promise<Named> => {
  const { store, origin, settings } = call
  const { party } = bearer
  const mentioned = mentionedIn(texts)
  const userIds = seesUsers(party.capabilities) ? [...new Set([...mentioned.users, ...people])] : []
  const [titles, users, emojis] = await Promise.all([
    store.content.listTitles(viewerOf(bearer), [...new Set(mentioned.places)]),
    Promise.all(userIds.map((id) => store.workspaces.findUser(party.workspaceId, id))),
    emojisIn(call, party.workspaceId, mentioned.emojis, icons),
  ])
  const shownUsers = new Map(
    users.flatMap((user) =>
      user ? [[user.id, asNamed(presentUser(user, party.capabilities, settings.files))]] : [],
    ),
  )
  return {
    file: fileLinks(call),
    user(id) {
      const shown = shownUsers.get(id)
      return shown ? { name: shown.name, shown } : { name: null, shown: { object: 'user', id } }
    },
    // Of what is not shared the address is told all the same (recorded).
    place: (id) => ({ title: titles.get(id) ?? '', url: addressOf(origin, id, '') }),
    emoji: (id) => emojis.get(id),
  }
}
