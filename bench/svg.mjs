// @ts-check

// Colours keep a contrast of 3:1 or more to white and to near black; text changes with the reader's theme.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .strong { font-weight: 600 }
  .quiet { fill: #59636e }
  .axis { stroke: #8c959f; stroke-width: 1 }
  .whisker { stroke: #1f2328; stroke-width: 1 }
  .floor { fill: #8c959f; stroke: #8c959f }
  .peer { fill: #bc6c25; stroke: #bc6c25 }
  .own { fill: #2f81f7; stroke: #2f81f7 }
  .second { fill: #2da44e; stroke: #2da44e }
  .line { fill: none; stroke-width: 2 }
  .dashed { stroke-dasharray: 6 4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .whisker { stroke: #e6edf3 }
  }`

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [content] Already escaped.
 */
export function element(name, attributes, content = '') {
  const given = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'number' ? String(Math.round(value * 10) / 10) : escaped(value)
    return ` ${key}="${text}"`
  })
  return `<${name}${given.join('')}>${content}</${name}>`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [kind] Class names.
 * @param {'start' | 'middle' | 'end'} [anchor]
 */
export function label(x, y, content, kind = '', anchor = 'start') {
  return element('text', { x, y, class: kind, 'text-anchor': anchor }, escaped(content))
}

/**
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {string} kind Class name.
 */
export function line([x1, y1], [x2, y2], kind) {
  return element('line', { x1, y1, x2, y2, class: kind })
}

/**
 * @param {number} width
 * @param {number} height
 * @param {string} title
 * @param {readonly string[]} parts
 */
export function picture(width, height, title, parts) {
  const size = { width, height, viewBox: `0 0 ${width} ${height}` }
  const head = [
    element('title', {}, escaped(title)),
    element('style', {}, style),
    label(16, 26, title, 'title'),
  ]
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size }
  return `${element('svg', attributes, `\n${[...head, ...parts].join('\n')}\n`)}\n`
}

/** @param {number} value */
export const grouped = (value) => Math.round(value).toLocaleString('en')
