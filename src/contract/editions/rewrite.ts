type Json = Readonly<Record<string, unknown>>

/** An answer with every object in it as `one` tells it, the innermost first. */
export const rewrite = (answer: object, one: (json: Json) => Json): object => {
  const at = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(at)
    if (typeof value !== 'object' || value === null) return value
    return one(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, at(inner)])))
  }
  return at(answer) as object
}

/** An object without one of its keys. */
export const without = (json: Json, key: string): Json => {
  const { [key]: _, ...rest } = json
  return rest
}
