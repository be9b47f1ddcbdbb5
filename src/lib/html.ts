const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

class Markup {
  // A private field cannot be copied from parsed JSON or a look-alike object, so only this file
  // decides what counts as markup.
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  static textOf(value: unknown): string | undefined {
    return typeof value === 'object' && value !== null && #text in value ? value.#text : undefined
  }

  toString(): string {
    return this.#text
  }
}

/** Markup that is safe to send: built only by `html`, `raw`, `mathml` and `attributes`. */
export type Html = Markup

export type Interpolation =
  | string
  | number
  | Html
  | null
  | undefined
  | false
  | readonly Interpolation[]

export type AttributeValue = string | number | boolean | null | undefined

const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)

function render(value: Interpolation): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  const markup = Markup.textOf(value)
  if (markup !== undefined) return markup
  if (Array.isArray(value)) return value.map(render).join('')
  throw new TypeError(`A ${typeof value} cannot be placed in HTML`)
}

/**
 * Escapes every interpolation. Safe in element content and inside double-quoted attribute values;
 * not inside script or style elements, which these pages never write.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Interpolation[]): Html {
  const text = strings.reduce((before, part, at) => before + render(values[at - 1]) + part)
  return new Markup(text)
}

/** Takes a template without interpolations, so only text written in the source can pass. */
export function raw(strings: TemplateStringsArray): Html {
  return new Markup(strings.join(''))
}

/** Elements of MathML with attributes that neither run nor load anything, and text that is escaped. */
const MATHML =
  /^(?:[^<>]|<\/?(?:semantics|annotation|m[a-z]+)(?: (?!on|href|src|style)[a-z]+="[^"<>]*")*\/?>)*$/

/** Takes what a library made of a formula. Errors: a plain `Error` for anything but MathML. */
export function mathml(text: string): Html {
  if (!MATHML.test(text)) throw new Error('This is not MathML alone')
  return new Markup(text)
}

const ATTRIBUTE_NAME = /^[a-z][a-z0-9-]*$/

/** ` name="value"` for each entry; `true` gives the bare name; `false`, null, undefined nothing. */
export function attributes(values: Readonly<Record<string, AttributeValue>>): Html {
  const text = Object.entries(values).map(([name, value]) => {
    if (!ATTRIBUTE_NAME.test(name) || name.startsWith('on') || name === 'style') {
      throw new TypeError(`The attribute ${JSON.stringify(name)} is not allowed`)
    }
    if (value === false || value === null || value === undefined) return ''
    return value === true ? ` ${name}` : ` ${name}="${escapeText(String(value))}"`
  })
  return new Markup(text.join(''))
}

export function isHtml(value: unknown): value is Html {
  return Markup.textOf(value) !== undefined
}
