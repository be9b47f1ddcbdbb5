import { type Html, html } from '../lib/html.js'
import { errorSummary, textField } from './fields.js'
import { type Chrome, focusedPage } from './layout.js'
import { copyable, csrfField, hiddenFields, name, tile } from './parts.js'

export type DemoAccount = {
  readonly name: string
  readonly email: string
  readonly password: string
}

export type SignInView = {
  readonly chrome: Chrome
  readonly returnTo: string
  /** What was typed in the attempt that failed. */
  readonly email?: string | undefined
  readonly error?: string | undefined
  readonly integration?: { readonly name: string; readonly icon: string | null } | undefined
  readonly demoAccounts?: readonly DemoAccount[] | undefined
}

function introduction({ integration }: SignInView): Html {
  if (!integration) return html`<h1>Sign in to Tessera</h1>`
  return html`${tile(integration.icon, integration.name, 'large')}
<h1>Sign in to connect ${name(integration.name)}</h1>
<p class="lead">Next, you choose what it may see. Nothing is shared by signing in.</p>`
}

function demoPanel(accounts: readonly DemoAccount[]): Html | undefined {
  if (accounts.length === 0) return undefined
  const items = accounts.map(
    (account) => html`<li>
  <p>${name(account.name)}</p>
  <div class="demo-pair">${copyable(`email of ${account.name}`, account.email)}
  ${copyable(`password of ${account.name}`, account.password)}</div>
</li>`,
  )
  return html`<section class="demo" aria-labelledby="demo-title">
<h2 id="demo-title">Demo accounts</h2>
<p class="hint">Only on a development server. The first one is already filled in above.</p>
<ul class="demo-list">${items}</ul>
</section>`
}

export function signInPage(view: SignInView): Html {
  const { chrome } = view
  const accounts = chrome.environment === 'development' ? (view.demoAccounts ?? []) : []
  const [first] = accounts
  const email = view.email ?? first?.email ?? ''
  const password = first && first.email === email ? first.password : ''
  const body = html`<div class="intro">${introduction(view)}</div>
${view.error && errorSummary({ email: view.error })}
<form method="post" action="/login" class="stack">
  ${csrfField(chrome)}${hiddenFields({ return_to: view.returnTo })}
  ${textField({ name: 'email', label: 'Email', type: 'email', value: email, required: true, autocomplete: 'username' })}
  ${textField({ name: 'password', label: 'Password', type: 'password', value: password, required: true, autocomplete: 'current-password' })}
  <button class="button button-primary button-wide">Sign in</button>
</form>
${demoPanel(accounts)}`
  return focusedPage(chrome, body)
}
