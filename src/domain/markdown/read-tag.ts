import { colors } from '../../contract/objects/rich-text.js'

/** `name="value"` pairs of a tag, or of what stands in braces behind a line. */
export const readAttributes = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/(?<![\w-])([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    ]),
  )

type Color = (typeof colors)[number] | `${(typeof colors)[number]}_background`

/** The colour that markdown names; undefined: it is none. */
export const colorFrom = (name: string | undefined): Color | undefined => {
  const found = /^([a-z]+?)(_bg|_background)?$/.exec(name ?? '')
  const ink = colors.find((color) => color === found?.[1])
  if (ink === undefined) return undefined
  return found?.[2] === undefined ? ink : `${ink}_background`
}

/** The id at the end of an address. */
export const idIn = (url: string): string | undefined => {
  const end = /([0-9a-f]{32})(?:[?#].*)?$/i.exec(url.replaceAll('-', ''))
  const fragment = /#([0-9a-f]{32})$/i.exec(url.replaceAll('-', ''))
  return (fragment ?? end)?.[1]?.toLowerCase()
}
