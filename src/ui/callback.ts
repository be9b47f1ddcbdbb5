import { attributes, type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { type CodeSample, codeSample, copyable, pageHeading } from './parts.js'

export type CallbackOutcome =
  | { readonly kind: 'code'; readonly code: string; readonly state: string | null }
  | { readonly kind: 'error'; readonly error: string; readonly state: string | null }

export type CallbackView = {
  readonly chrome: Chrome
  readonly outcome: CallbackOutcome
  /** Commands to run in order, from the token exchange to the revoked token being refused. */
  readonly steps: readonly CodeSample[]
  readonly retryHref: string | null
}

const stateField = (
  state: string | null,
): Html => html`<div class="field"><p class="label">state</p>
${state === null ? html`<p class="muted">None was sent.</p>` : copyable('state', state)}</div>`

const retry = (view: CallbackView, text: string): Html | false =>
  view.retryHref !== null &&
  html`<p><a class="button"${attributes({ href: view.retryHref })}>${text}</a></p>`

function refused(view: CallbackView, error: string, state: string | null): Html {
  const isDenied = error === 'access_denied'
  const title = isDenied ? 'You kept your workspace to yourself' : 'The connection did not happen'
  const lead = isDenied
    ? 'You chose Cancel, so no access was given and no code was issued.'
    : 'The server sent an error back instead of a code.'
  return html`${pageHeading(title, lead)}
<section class="card received" aria-label="What came back">
<div class="field"><p class="label">error</p>${copyable('error', error)}</div>
${stateField(state)}
${retry(view, 'Try again')}
</section>`
}

function connected(view: CallbackView, code: string, state: string | null): Html {
  const steps = view.steps.map((step) => html`<li>${codeSample(step)}</li>`)
  return html`${pageHeading(
    'Connected',
    'This is where an integration takes over: it received a code and exchanges it for a token.',
  )}
<section class="card received" aria-label="What came back">
<div class="field"><p class="label">code</p>
<p class="hint">Works once, and only for a few minutes.</p>${copyable('code', code)}</div>
${stateField(state)}
</section>
<section aria-labelledby="steps-title">
<h2 id="steps-title">What the integration does now</h2>
<ol class="steps">${steps}</ol>
${retry(view, 'Connect again')}
</section>`
}

export function callbackPage(view: CallbackView): Html {
  const { outcome } = view
  const body =
    outcome.kind === 'code'
      ? connected(view, outcome.code, outcome.state)
      : refused(view, outcome.error, outcome.state)
  return page(view.chrome, html`<div class="narrow callback">${body}</div>`)
}
