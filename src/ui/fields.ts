import { attributes, type Html, html } from '../lib/html.js'

export type FieldErrors = Readonly<Record<string, string>>

export type Choice = { readonly value: string; readonly text: string; readonly hint?: string }

type FieldBase = {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
}

type TextField = FieldBase & {
  readonly value: string
  readonly type?: 'text' | 'email' | 'password' | 'url'
  readonly required?: boolean
  readonly autocomplete?: string
  readonly placeholder?: string
  readonly maxlength?: number
  readonly autofocus?: boolean
  readonly short?: boolean
}

const idOf = (name: string): string => `field-${name.replaceAll('_', '-')}`

function describedBy(field: FieldBase): string | undefined {
  const id = idOf(field.name)
  const parts = [field.error && `${id}-error`, field.hint && `${id}-hint`].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
}

const hintOf = (field: FieldBase): Html | undefined =>
  field.hint ? html`<p class="hint" id="${idOf(field.name)}-hint">${field.hint}</p>` : undefined

const errorOf = (field: FieldBase): Html | undefined =>
  field.error
    ? html`<p class="field-error" id="${idOf(field.name)}-error">${field.error}</p>`
    : undefined

const commonAttributes = (field: FieldBase): Html =>
  attributes({
    id: idOf(field.name),
    name: field.name,
    'aria-describedby': describedBy(field),
    'aria-invalid': field.error ? 'true' : undefined,
  })

const labelled = (field: FieldBase, control: Html): Html => html`<div class="field">
  <label for="${idOf(field.name)}">${field.label}</label>
  ${hintOf(field)}
  ${control}
  ${errorOf(field)}
</div>`

export function textField(field: TextField): Html {
  const { value, type = 'text', required, autocomplete, placeholder, maxlength, autofocus } = field
  const own = { type, value, required, autocomplete, placeholder, maxlength, autofocus }
  const width = attributes({ class: field.short && 'short' })
  return labelled(field, html`<input${commonAttributes(field)}${attributes(own)}${width}>`)
}

export function textArea(field: FieldBase & { value: string; rows: number }): Html {
  const own = attributes({ rows: field.rows, spellcheck: 'false', autocapitalize: 'off' })
  // HTML drops one newline after the start tag: without ours, a leading one would be lost.
  return labelled(
    field,
    html`<textarea${commonAttributes(field)}${own}>
${field.value}</textarea>`,
  )
}

export function selectField(
  field: FieldBase & { value: string; choices: readonly Choice[]; autoSubmit?: boolean },
): Html {
  const options = field.choices.map(
    ({ value, text }) =>
      html`<option${attributes({ value, selected: value === field.value })}>${text}</option>`,
  )
  const own = attributes({ 'data-auto-submit': field.autoSubmit })
  return labelled(field, html`<select${commonAttributes(field)}${own}>${options}</select>`)
}

function choiceGroup(
  field: FieldBase & { choices: readonly Choice[] },
  type: 'radio' | 'checkbox',
  isChosen: (value: string) => boolean,
): Html {
  const items = field.choices.map(({ value, text, hint }) => {
    const input = attributes({ type, name: field.name, value, checked: isChosen(value) })
    return html`<label class="choice">
    <input${input}>
    <span>${text}${hint && html`<span class="hint">${hint}</span>`}</span>
  </label>`
  })
  const own = attributes({ id: idOf(field.name), 'aria-describedby': describedBy(field) })
  return html`<fieldset class="field" tabindex="-1"${own}>
  <legend>${field.label}</legend>
  ${hintOf(field)}
  <div class="choices">${items}</div>
  ${errorOf(field)}
</fieldset>`
}

export function radioGroup(field: FieldBase & { value: string; choices: readonly Choice[] }): Html {
  return choiceGroup(field, 'radio', (value) => value === field.value)
}

export function checkboxGroup(
  field: FieldBase & { values: readonly string[]; choices: readonly Choice[] },
): Html {
  return choiceGroup(field, 'checkbox', (value) => field.values.includes(value))
}

/** Names every problem at the top, each linking to its field; nothing when there are none. */
export function errorSummary(errors: FieldErrors): Html | undefined {
  const entries = Object.entries(errors)
  if (entries.length === 0) return undefined
  const items = entries.map(([field, text]) => html`<li><a href="#${idOf(field)}">${text}</a></li>`)
  return html`<div class="notice notice-error" role="alert" tabindex="-1" data-focus>
  <p>${entries.length === 1 ? 'There is a problem' : `There are ${entries.length} problems`}</p>
  <ul>${items}</ul>
</div>`
}
