import { type Access, type AccessRule, accessOf, type Level } from '../../domain/sharing/access.js'
import type { Role } from '../../domain/workspaces/workspace.js'
import type { Newcomer, SharingChange } from '../../ports/sharing.js'
import { contend } from '../contend.js'
import { type Call, newId } from '../deps.js'
import { occasionOf } from '../occasion.js'
import { findSharing, type PageSharing } from './find-sharing.js'

/** What somebody wants of a page. */
export type SharingWish =
  /** What members get whom nobody names; null: what holds above. */
  | { readonly kind: 'general'; readonly level: Access | null }
  /** Null: the page is to name this person no more. */
  | { readonly kind: 'person'; readonly userId: string; readonly level: Level | null }
  /** Somebody by address; into the workspace as `role`, if they are not there. */
  | {
      readonly kind: 'invite'
      readonly email: string
      readonly role: 'member' | 'guest'
      readonly level: Level
    }

/** Why nothing was changed. */
export type SharingRefusal =
  | 'own_access'
  | 'bad_address'
  | 'guests_do_not_invite'
  | 'owners_invite_members'
  | 'unknown_person'

export type SharingOutcome = 'changed' | 'missing' | SharingRefusal

const ADDRESS = /^[^\s@]{1,64}@[^\s@]{1,190}$/

/**
 * Changes who sees a page. `missing`: there is no such page, or the person has no full access to it. Nobody takes full
 * access from themselves, so that somebody always keeps it.
 */
export const changeSharing = (
  call: Call,
  userId: string,
  id: string,
  wish: SharingWish,
): Promise<SharingOutcome> =>
  contend(async () => {
    const found = await findSharing(call, userId, id)
    if (!found) return 'missing'
    const decided = await decide(call, found, wish)
    if (typeof decided === 'string') return decided
    const changes = keepingOwn(found, decided.changes)
    if (changes === 'own_access') return changes
    const occasion = occasionOf(call, { kind: 'person', id: userId })
    const { reader, blockId, sharing } = found
    const { version } = sharing
    const isDone = await call.store.sharing.change(
      reader.workspaceId,
      blockId,
      version,
      changes,
      decided.newcomer,
      occasion,
    )
    return isDone ? 'changed' : undefined
  })

type Decided = { readonly changes: readonly SharingChange[]; readonly newcomer?: Newcomer }

const decide = async (
  call: Call,
  found: PageSharing,
  wish: SharingWish,
): Promise<Decided | SharingRefusal> => {
  const { people } = found.sharing
  if (wish.kind === 'general') return { changes: [{ userId: null, level: wish.level }] }
  if (wish.kind === 'person') {
    const { userId, level } = wish
    if (!people.some((one) => one.userId === userId)) return 'unknown_person'
    return { changes: [{ userId, level }] }
  }
  const email = wish.email.trim().toLowerCase()
  const { level } = wish
  if (!ADDRESS.test(email)) return 'bad_address'
  const known = people.find((one) => one.email.toLowerCase() === email)
  if (known) return { changes: [{ userId: known.userId, level }] }
  if (found.role === 'guest') return 'guests_do_not_invite'
  if (wish.role === 'member' && found.role !== 'owner') return 'owners_invite_members'
  const newcomer = await newcomerOf(call, found, email, wish.role)
  return { changes: [{ userId: newcomer.membership.userId, level }], newcomer }
}

/** Whoever is not known to the installation cannot sign in until its operator gives them a password. */
const newcomerOf = async (
  call: Call,
  { reader }: PageSharing,
  email: string,
  role: Role,
): Promise<Newcomer> => {
  const createdAt = call.clock()
  const known = await call.store.workspaces.findPerson({ email })
  const name = email.slice(0, email.indexOf('@'))
  const person = { userId: known?.userId ?? newId(call), email, name, avatarUrl: null, createdAt }
  const { workspaceId } = reader
  const membership = { workspaceId, userId: person.userId, role, createdAt }
  return { person: known ? undefined : person, membership }
}

/** A change of what everybody gets names whoever makes it, if they would lose their access by it. */
const keepingOwn = (
  { reader, role, sharing }: PageSharing,
  changes: readonly SharingChange[],
): readonly SharingChange[] | 'own_access' => {
  const { userId } = reader
  const [own, ...above] = sharing.places.map(({ rules }) => rules)
  const isKept = (made: readonly SharingChange[]) => {
    const here = changed(own ?? [], made)
    return accessOf({ userId, role }, [here, ...above]) === 'full_access'
  }
  if (isKept(changes)) return changes
  if (changes.some((one) => one.userId === userId)) return 'own_access'
  return [...changes, { userId, level: 'full_access' }]
}

const changed = (
  rules: readonly AccessRule[],
  changes: readonly SharingChange[],
): readonly AccessRule[] => [
  ...rules.filter((rule) => !changes.some(({ userId }) => userId === rule.userId)),
  ...changes.flatMap(({ userId, level }) => (level === null ? [] : [{ userId, level }])),
]
