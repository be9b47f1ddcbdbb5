import { type Html, html } from '../lib/html.js'
import { type Chrome, focusedPage } from './layout.js'
import { csrfField, name } from './parts.js'
import { timeElement } from './time.js'

export type RevokeAllView = {
  readonly chrome: Chrome
  readonly title: string
  /** What happens, and what does not. */
  readonly consequences: readonly string[]
  readonly grants: number
  readonly credentials: number
  /** The newest of what would end. */
  readonly connections: readonly {
    readonly name: string
    readonly workspaceName: string
    readonly connectedAt: string
  }[]
  readonly action: string
  readonly button: string
  readonly cancelHref: string
}

const figure = (count: number): string => count.toLocaleString('en')

const fact = (label: string, value: Html | string): Html =>
  html`<div><dt>${label}</dt><dd>${value}</dd></div>`

function newest({ connections, grants }: RevokeAllView): Html | undefined {
  if (connections.length === 0) return undefined
  const rows = connections.map((connection) =>
    fact(
      connection.name,
      html`${name(connection.workspaceName)}, since ${timeElement(connection.connectedAt)}`,
    ),
  )
  return html`<h2>${connections.length < grants ? 'The newest of them' : 'These will end'}</h2>
<dl class="facts facts-boxed">${rows}</dl>`
}

function decision(view: RevokeAllView): Html {
  const cancel = html`<a class="button" href="${view.cancelHref}">Cancel</a>`
  return html`<form method="post" action="${view.action}">${csrfField(view.chrome)}
<div class="buttons"><button class="button button-danger">${view.button}</button>${cancel}</div></form>`
}

const nothing = (view: RevokeAllView): Html => html`<p>There is nothing to revoke.</p>
<p><a class="button" href="${view.cancelHref}">Back</a></p>`

/** Asks once more before everything ends, with the figures of what would. */
export function revokeAllPage(view: RevokeAllView): Html {
  const { grants, credentials } = view
  const body = html`<div class="intro intro-plain">
<h1>${view.title}</h1>
${view.consequences.map((text) => html`<p class="lead">${text}</p>`)}
</div>
<dl class="facts facts-boxed">
${fact('Grants that end', figure(grants))}
${fact('Codes and tokens that stop working', figure(credentials))}
</dl>
${newest(view)}
${grants === 0 ? nothing(view) : decision(view)}`
  return focusedPage(view.chrome, body)
}
