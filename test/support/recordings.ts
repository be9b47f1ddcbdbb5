/** What both replays of recorded answers need to compare an answer of ours with one of the service. */
export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/
const ADDRESS_IN = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi

/** An id as it is compared: ids of properties stand encoded in some places and plain in others. */
const bare = (id: string): string => {
  if (UUID.test(id)) return id.replaceAll('-', '').toLowerCase()
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** Which recorded id is which of ours. Each stands for one and the same wherever it appears. */
export type Ids = {
  /** Our id for a recorded one; undefined as long as none is known. */
  find(recorded: string): string | undefined
  learn(recorded: string, ours: string): void
  /** Whether an id of ours is known for a recorded one. */
  isKnown(ours: unknown): boolean
  /** A recorded path or address with our ids in it. */
  address(recorded: string): string
  /** A recorded text or object with our ids in it. */
  adapt<T>(value: T): T
}

export const knownIds = (origin: string): Ids => {
  const known = new Map<string, string>()
  const find = (recorded: string) => known.get(bare(recorded))
  const adapt = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(adapt)
    if (isJson(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, at]) => [key, adapt(at)]))
    }
    if (typeof value !== 'string') return value
    const whole = find(value)
    if (whole !== undefined) return whole
    return value
      .replace(/^https:\/\/www\.notion\.so\//, `${origin}/p/`)
      .replace(/^https:\/\/api\.notion\.com\//, `${origin}/`)
      .replaceAll(ADDRESS_IN, (id) => {
        const ours = find(id) ?? id
        return id.includes('-') ? ours : ours.replaceAll('-', '')
      })
  }
  const address = (recorded: string): string => {
    const [path = '', query] = recorded.replace('https://api.notion.com', origin).split('?')
    const encoded = (text: string) => encodeURIComponent(find(text) ?? decodeURIComponent(text))
    const parts = path.split('/').map((part) => (find(part) === undefined ? part : encoded(part)))
    const said = [...new URLSearchParams(query)].map(([key, at]) => {
      const cursor = key === 'start_cursor' ? find(`cursor ${at}`) : undefined
      return `${key}=${cursor ?? encoded(at)}`
    })
    return parts.join('/') + (said.length > 0 ? `?${said.join('&')}` : '')
  }
  return {
    find,
    isKnown: (ours) => [...known.values()].includes(String(ours)),
    address,
    adapt: <T>(value: T) => adapt(value) as T,
    learn: (recorded, ours) => void known.set(bare(recorded), ours),
  }
}

/** What each workspace tells for itself: any text, or nothing. */
const personal = new Set(['resolved_name', 'avatar_url', 'public_url'])

const idKeys = new Set(['id', 'discussion_id', 'next_cursor', 'block_id', 'page_id'])

const isId = (key: string): boolean => idKeys.has(key) || /_ids?$/.test(key)

/** Whoever made something is somebody else here; `users` are compared by themselves. */
const isUser = ({ object, type, id, name }: Json): boolean =>
  typeof id === 'string' &&
  (object === 'user' ? type === undefined || name !== undefined : type === 'bot')

const isMaker = /\.(created_by|last_edited_by|verified_by)$/

/** A time is its own; how exactly it is told, and with which offset, is not. */
const isToldAlike = (then: string, now: string): boolean => {
  const exactness = then
    .slice('2025-09-03T12:00'.length)
    .replaceAll(/[.+]/g, '\\$&')
    .replace(/^:(?!00)\d\d/, ':\\d\\d')
    .replace(/(?<=\.)(?!000)\d{3}/, '\\d{3}')
  return new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d${exactness}$`).test(now)
}

/** Properties stand in the order of their ids, shorter ones first. */
const inOrderOfIds = (properties: Json): boolean => {
  const ids = Object.values(properties).map((one) => bare(String((one as Json).id)))
  const sorted = ids.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  return ids.join(' ') === sorted.join(' ')
}

export type Tolerance = {
  /** Keys that answers have today and recordings may lack. */
  readonly younger: ReadonlySet<string>
  /** Keys that stand elsewhere today. */
  readonly moved: ReadonlySet<string>
  /** Places of one answer that differ for a reason of their own, as expressions over their paths. */
  readonly except?: readonly RegExp[]
}

/** Every difference between a recorded answer and ours, by its place. */
export const differences = (
  recorded: unknown,
  answered: unknown,
  ids: Ids,
  { younger, moved, except = [] }: Tolerance,
): string[] => {
  const isSameId = (then: string, now: string, at: string): boolean => {
    if (at.endsWith('.next_cursor')) {
      ids.learn(`cursor ${then}`, now)
      return true
    }
    if (ids.find(then) === undefined) {
      if (ids.isKnown(UUID.test(now) ? now : bare(now))) return false
      ids.learn(then, UUID.test(now) ? now : bare(now))
    }
    if (bare(ids.find(then) ?? '') !== bare(now)) return false
    if (UUID.test(then)) return UUID.test(now) && now.includes('-') === then.includes('-')
    // The service has short ids for some options, and we for none.
    if (UUID.test(now)) return /option|select|status/.test(at)
    return bare(then) === then
      ? bare(now) === now || !/[^\w~]/.test(then)
      : encodeURIComponent(bare(now)) === now
  }
  const walk = (then: unknown, now: unknown, at: string, key: string): string[] => {
    if (except.some((place) => place.test(at))) return []
    const fault = [`${at}: ${JSON.stringify(now)} for ${JSON.stringify(then)}`]
    if (Array.isArray(then) && Array.isArray(now)) {
      const lengths = then.length === now.length ? [] : [`${at}: ${now.length} of ${then.length}`]
      return lengths.concat(then.flatMap((one, n) => walk(one, now[n], `${at}[${n}]`, key)))
    }
    if (isJson(then) && isJson(now)) {
      if (key === 'properties') {
        const names = (one: Json) => Object.keys(one).sort().join()
        const same = names(then) === names(now) ? [] : [`${at}: ${names(now)} for ${names(then)}`]
        // Properties that were asked for by name stand in the order of the asking.
        const ordered = inOrderOfIds(then)
          ? inOrderOfIds(now)
          : Object.keys(then).join() === Object.keys(now).join()
        const unordered = ordered ? [] : [`${at}: ${Object.keys(now)}`]
        return same.concat(
          unordered,
          Object.entries(then).flatMap(([name, one]) => walk(one, now[name], `${at}.${name}`, '')),
        )
      }
      if (isMaker.test(at) && isUser(then)) {
        return isUser(now) && 'name' in then === 'name' in now ? [] : fault
      }
      const kept = Object.keys(now).filter((one) => one in then || !younger.has(one))
      const order = (keys: string[]) => keys.filter((one) => !moved.has(one)).join()
      const keys =
        order(kept) === order(Object.keys(then))
          ? []
          : [`${at}: keys ${kept} for ${Object.keys(then)}`]
      return keys.concat(
        Object.entries(then).flatMap(([name, one]) =>
          moved.has(name) && !(name in now) ? [] : walk(one, now[name], `${at}.${name}`, name),
        ),
      )
    }
    if (personal.has(key)) return now === null || typeof now === 'string' ? [] : fault
    if (typeof then !== 'string' || typeof now !== 'string')
      return Object.is(then, now) ? [] : fault
    if (isId(key)) return isSameId(then, now, at) ? [] : fault
    if (TIME.test(then) && (/_time$/.test(key) || at.includes('.formula.'))) {
      return isToldAlike(then, now) ? [] : fault
    }
    if (key === 'next_url') return ids.address(then) === now ? [] : fault
    if (/signature=/.test(then)) return URL.canParse(now) ? [] : fault
    return then === now || ids.adapt(then) === now ? [] : fault
  }
  if (
    isJson(answered) &&
    answered.object === 'error' &&
    isJson(recorded) &&
    recorded.object !== 'error'
  ) {
    return [`refused: ${answered.message}`]
  }
  return walk(recorded, answered, '', '')
}

/** The fixture writes plain text short: as an answer tells it, and as the recorded client sent it. */
export const unfolded = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unfolded)
  if (!isJson(value)) return value
  if (typeof value.plain === 'string')
    return { ...textOf(value.plain), annotations: PLAIN, plain_text: value.plain, href: null }
  if (typeof value.sent === 'string')
    return { ...textOf(value.sent), plain_text: value.sent, href: null }
  return Object.fromEntries(Object.entries(value).map(([key, at]) => [key, unfolded(at)]))
}

const textOf = (content: string) => ({ type: 'text', text: { content, link: null } })

const PLAIN = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
}
