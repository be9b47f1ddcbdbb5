const SEQUENCE = '\\p{RGI_Emoji}'

/** Every emoji that is recommended for interchange, as far as this Node.js knows them (UTS #51). */
const RECOMMENDED = new RegExp(`^${SEQUENCE}$`, 'v')

/** Signs that are pictures, those that later versions of Unicode will fill among them. */
const PICTURE = /\p{Extended_Pictographic}/u

/** More UTF-16 units than any emoji has; text without end is not cut into graphemes. */
const LONGEST = 64

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Is it one emoji, and nothing beside it? One that is newer than this Node.js is one, too. */
export const isEmoji = (text: string): boolean =>
  text.length <= LONGEST &&
  (RECOMMENDED.test(text) || (PICTURE.test(text) && [...graphemes.segment(text)].length === 1))
