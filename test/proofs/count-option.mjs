// @ts-check

/**
 * Reads an option that counts something.
 * @param {string} name
 * @param {string} text
 */
export function countOption(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number, not ${text}.`)
  return Number(text)
}
