import { attributes, type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { type CodeSample, codeSample, copyable } from './parts.js'

export type HomeView = {
  readonly chrome: Chrome
  readonly baseUrl: string
  /** The authorization address of the demo integration; null where there is none. */
  readonly tryHref: string | null
  readonly demoAccount: { readonly email: string; readonly password: string } | null
  readonly quickStart: readonly CodeSample[]
  readonly docsHref: string | null
}

const link = (href: string, title: string, text: string): Html => html`<li>
<a class="card link-card"${attributes({ href })}><strong>${title}</strong><span>${text}</span></a>
</li>`

const hero = (view: HomeView): Html => html`<section class="hero">
<h1>Your own server for the Notion API</h1>
<p class="lead">Tessera speaks the public Notion API, from OAuth consent to token revocation. Point any
Notion SDK at it and build, test or self-host without leaving your machine.</p>
<div class="buttons">
${view.tryHref !== null && html`<a class="button button-primary"${attributes({ href: view.tryHref })}>Try connecting the demo integration</a>`}
<a class="button" href="/docs">API reference</a>
</div>
</section>`

const demo = ({ demoAccount }: HomeView): Html | false =>
  demoAccount !== null &&
  html`<div class="field"><p class="label">Demo account</p>
${copyable('demo email', demoAccount.email)}
${copyable('demo password', demoAccount.password)}</div>`

export function homePage(view: HomeView): Html {
  const body = html`${hero(view)}
<div class="home-grid">
<section class="home-start" aria-labelledby="start-title">
<h2 id="start-title">Quick start</h2>
${view.quickStart.map(codeSample)}
</section>
<section class="card home-facts" aria-labelledby="server-title">
<h2 id="server-title">This server</h2>
<div class="field"><p class="label">Base URL</p>${copyable('base URL', view.baseUrl)}</div>
${demo(view)}
</section>
</div>
<section aria-labelledby="more-title">
<h2 id="more-title">Go further</h2>
<ul class="link-cards">
${link('/integrations', 'My integrations', 'Create an app, rotate its secrets, set its capabilities.')}
${link('/connections', 'My connections', 'See what is connected to your workspaces and disconnect it.')}
${link('/docs', 'API reference', 'Every endpoint, its parameters and its answers.')}
${view.docsHref !== null && link(view.docsHref, 'Documentation', 'Install, configure and operate the server.')}
</ul>
</section>`
  return page(view.chrome, body)
}
