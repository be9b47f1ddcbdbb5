import { attributes, type Html, html } from '../lib/html.js'
import { breadcrumb, type Label } from './breadcrumb.js'
import { type Choice, type FieldErrors, selectField, textField } from './fields.js'
import { type Chrome, page } from './layout.js'
import { badge, csrfField, name, panel } from './parts.js'

type Level = 'view' | 'comment' | 'edit' | 'full_access'

export type SharingView = {
  readonly chrome: Chrome
  readonly workspace: { readonly name: string; readonly icon: string | null }
  readonly pageId: string
  readonly title: string
  readonly icon: Label['icon']
  readonly ancestors: readonly Label[]
  /** What the page itself says of members who are not named; null: nothing. */
  readonly general: Level | 'none' | null
  /** What holds for them. */
  readonly generalAccess: Level | 'none'
  readonly sharers: readonly {
    readonly userId: string
    readonly name: string
    readonly email: string
    readonly role: 'owner' | 'member' | 'guest'
    readonly access: Level | 'none'
    readonly isOwn: boolean
    readonly isViewer: boolean
  }[]
  /** Whom the person may bring into the workspace. */
  readonly invites: readonly ('guest' | 'member')[]
  readonly invited: { readonly email: string; readonly level: string; readonly role: string }
  readonly errors: FieldErrors
}

const LEVELS: Readonly<Record<Level | 'none', string>> = {
  full_access: 'Full access',
  edit: 'Can edit',
  comment: 'Can comment',
  view: 'Can view',
  none: 'No access',
}

const levelChoices: readonly Choice[] = (['full_access', 'edit', 'comment', 'view'] as const).map(
  (value) => ({ value, text: LEVELS[value] }),
)

const shareHref = (pageId: string): string => `/p/${pageId.replaceAll('-', '')}/share`

/** Leads to who sees a page. */
export const shareLink = (pageId: string): Html =>
  html`<p class="share-link"><a class="button button-small"${attributes({ href: shareHref(pageId) })}>Share</a></p>`

const formOf = ({ chrome, pageId }: SharingView, change: string, content: Html): Html =>
  html`<form method="post" class="share-form"${attributes({ action: shareHref(pageId) })}>
${csrfField(chrome)}<input type="hidden" name="change" value="${change}">
${content}
</form>`

const generalForm = (view: SharingView): Html => {
  const { general, generalAccess, ancestors } = view
  const above = general === null ? `: ${LEVELS[generalAccess].toLowerCase()}` : ''
  const whence = ancestors.length === 0 ? 'As usual' : 'As the page above'
  const choices = [
    { value: 'above', text: `${whence}${above}` },
    ...levelChoices,
    { value: 'none', text: 'No access: only the people below' },
  ]
  return formOf(
    view,
    'general',
    html`${selectField({ name: 'general', label: 'Members who are not named', value: general ?? 'above', choices })}
<button class="button">Save</button>`,
  )
}

const ROLES = { owner: 'Owner', member: 'Member', guest: 'Guest' } as const

const sharerItem = (view: SharingView, sharer: SharingView['sharers'][number]): Html => {
  const { userId, email, role, access, isOwn, isViewer } = sharer
  const select = `level-${userId}`
  const choices: readonly Choice[] = [
    ...levelChoices,
    ...(isOwn ? [{ value: 'none', text: 'Remove' }] : []),
  ]
  const options = choices.map(
    ({ value, text }) =>
      html`<option${attributes({ value, selected: value === access })}>${text}</option>`,
  )
  const control = isViewer
    ? html`<p class="share-level">${LEVELS[access]}</p>`
    : formOf(
        view,
        'person',
        html`<input type="hidden" name="user_id" value="${userId}">
<label class="visually-hidden" for="${select}">Access of ${sharer.name}</label>
<select name="level" id="${select}">${options}</select>
<button class="button button-small">Save<span class="visually-hidden"> access of ${sharer.name}</span></button>`,
      )
  return html`<li class="share-item">
<div class="share-person"><p>${name(sharer.name)}${role !== 'member' && badge(ROLES[role])}${isViewer && badge('You', 'accent')}</p>
<p class="hint"><bdi>${email}</bdi>${!isOwn && !isViewer && html`<span> · from above</span>`}</p></div>
${control}
</li>`
}

const inviteForm = (view: SharingView): Html => {
  const { invites, invited, errors } = view
  const roles = invites.map((value) => ({
    value,
    text: ROLES[value],
  }))
  return formOf(
    view,
    'invite',
    html`${textField({
      name: 'email',
      label: 'Email address',
      type: 'email',
      value: invited.email,
      error: errors.email,
      required: true,
      autocomplete: 'off',
      maxlength: 254,
    })}
${selectField({ name: 'level', label: 'Access', value: invited.level, choices: levelChoices })}
${
  roles.length > 0 &&
  selectField({
    name: 'role',
    label: 'Who is new comes in as',
    value: invited.role,
    choices: roles,
    hint: 'Who has no password yet gets one from the operator of this server.',
  })
}
<button class="button button-primary">Share</button>`,
  )
}

/** Who sees a page or database, and what they may do with it. */
export function sharingPage(view: SharingView): Html {
  const { workspace, ancestors, pageId, title, icon, sharers } = view
  const way = breadcrumb(workspace, [...ancestors, { id: pageId, title, icon }], true)
  const body = html`${way}
<div class="page-head share-head"><div><h1>Share <bdi>${title || 'Untitled'}</bdi></h1>
<p class="lead">What is said here holds for everything below it, too, until something below says otherwise. Integrations see what the person who connected them has full access to.</p></div></div>
<div class="panels">
${panel({
  title: 'General access',
  hint: 'Guests see only what is shared with them by name.',
  content: generalForm(view),
})}
${panel({
  title: 'People',
  hint: 'Named here or further up. Your own access somebody else changes.',
  content: html`<ul class="share-list">${sharers.map((one) => sharerItem(view, one))}</ul>`,
})}
${panel({ title: 'Share with somebody', content: inviteForm(view) })}
</div>`
  return page(view.chrome, body)
}
