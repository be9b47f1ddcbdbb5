/** The beginning of a text, so many UTF-16 units long at most; never half of a surrogate pair. */
export const cutText = (text: string, length: number): string => {
  const end = text.charCodeAt(length - 1)
  return text.slice(0, end >= 0xd800 && end < 0xdc00 ? length - 1 : length)
}
