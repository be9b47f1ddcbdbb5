import { type Html, html } from '../lib/html.js'
import { type Chrome, page } from './layout.js'
import { badge, emptyState, name, pageHeading, tile } from './parts.js'

export type WorkspaceRow = {
  readonly id: string
  readonly name: string
  readonly icon: string | null
  readonly role: 'owner' | 'member' | 'guest'
}

const ROLES = { owner: 'Owner', member: 'Member', guest: 'Guest' } as const

const revoke = ({ id, name: text }: WorkspaceRow): Html =>
  html`<a class="button button-small button-danger-quiet" href="/workspaces/${encodeURIComponent(id)}/revoke-all">Revoke everything<span class="visually-hidden"> in ${text}</span></a>`

const row = (item: WorkspaceRow): Html => html`<li class="row">
${tile(item.icon, item.name)}
<div class="row-main">
<h2 class="row-title">${name(item.name)}${badge(ROLES[item.role], item.role === 'owner' ? 'accent' : 'neutral')}</h2>
${item.role === 'owner' && html`<p class="row-action">${revoke(item)}</p>`}
</div>
</li>`

export function workspacesPage(view: {
  readonly chrome: Chrome
  readonly workspaces: readonly WorkspaceRow[]
}): Html {
  const body = html`${pageHeading(
    'My workspaces',
    'An owner can end the access of every integration to a workspace at once.',
  )}
${
  view.workspaces.length === 0
    ? emptyState('No workspaces yet', 'Ask the owner of a workspace to invite you.')
    : html`<ul class="card rows">${view.workspaces.map(row)}</ul>`
}`
  return page(view.chrome, body)
}
