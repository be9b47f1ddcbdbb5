import { type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { type PageNode, pagePicker } from './page-picker.js'
import { csrfField, name, testBadge, tile } from './parts.js'

export type ConnectionPagesView = {
  readonly chrome: Chrome
  readonly grantId: string
  readonly integration: {
    readonly name: string
    readonly icon: string | null
    readonly environment: 'live' | 'test'
  }
  readonly workspaceName: string
  readonly pages: readonly PageNode[]
}

/** Which pages a connection sees, to be changed. */
export function connectionPagesPage(view: ConnectionPagesView): Html {
  const { chrome, grantId, integration, workspaceName, pages } = view
  const action = `/connections/${encodeURIComponent(grantId)}/pages`
  const body = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/connections">My connections</a></nav>
<div class="card connection narrow">
<div class="connection-head">
${tile(integration.icon, integration.name)}
<div class="row-main">
<h1 class="row-title">${name(integration.name)}${testBadge(integration.environment)}</h1>
<p class="row-facts"><span>${name(workspaceName)}</span></p>
</div>
</div>
<form method="post" action="${action}" class="connection-pages" data-consent>
${csrfField(chrome)}
<fieldset class="picker">
<legend><h2>Pages it sees</h2></legend>
${pagePicker(pages)}
</fieldset>
<p class="hint">A page taken away is out of its reach with its next request. Pages that it created itself at the top of the workspace stay in its sight.</p>
<div class="buttons"><button class="button button-primary">Save pages</button><a class="button" href="/connections">Cancel</a></div>
</form>
</div>`
  return page(chrome, body)
}
