import { attributes, type Html, html } from '../lib/html.js'
import { type Chrome, focusedPage } from './layout.js'

export type ErrorDetail = { readonly label: string; readonly value: string }

export type ErrorView = {
  readonly chrome: Chrome
  readonly title: string
  readonly message: string
  readonly details?: readonly ErrorDetail[] | undefined
  /** What the person can do about it. */
  readonly nextStep?: string | undefined
  readonly action?: { readonly href: string; readonly text: string } | undefined
  readonly requestId: string
}

export function errorPage(view: ErrorView): Html {
  const { details = [], action } = view
  const rows = details.map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd><code>${value}</code></dd></div>`,
  )
  const body = html`<div class="intro intro-plain">
<h1>${view.title}</h1>
<p class="lead">${view.message}</p>
</div>
${rows.length > 0 && html`<dl class="facts facts-boxed">${rows}</dl>`}
${view.nextStep && html`<h2>What to do next</h2><p>${view.nextStep}</p>`}
${action && html`<p><a class="button"${attributes({ href: action.href })}>${action.text}</a></p>`}
<p class="request-id">Request ID <code>${view.requestId}</code></p>`
  return focusedPage(view.chrome, body)
}
