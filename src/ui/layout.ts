import { attributes, type Html, html } from '../lib/html.js'
import { badge, csrfField, name, tile } from './parts.js'

export type ChromeUser = {
  readonly name: string
  readonly email: string
  readonly avatarUrl: string | null
}

export type Notice = { readonly kind: 'success' | 'error'; readonly text: string }

export type Chrome = {
  readonly title: string
  readonly assetVersion: string
  readonly csrfToken: string
  readonly environment: 'development' | 'production'
  readonly user?: ChromeUser | undefined
  readonly active?:
    | 'workspace'
    | 'connections'
    | 'integrations'
    | 'workspaces'
    | 'inspector'
    | 'reference'
    | 'home'
    | undefined
  readonly notice?: Notice | undefined
}

/** `mine`: shown to who is signed in. */
const NAVIGATION = [
  { key: 'workspace', href: '/workspace', text: 'Workspace', mine: true },
  { key: 'connections', href: '/connections', text: 'My connections', mine: false },
  { key: 'integrations', href: '/integrations', text: 'My integrations', mine: false },
  { key: 'workspaces', href: '/workspaces', text: 'My workspaces', mine: false },
  { key: 'inspector', href: '/inspector', text: 'Inspector', mine: true },
  { key: 'reference', href: '/docs', text: 'API reference', mine: false },
] as const

const asset = (chrome: Chrome, file: string): string =>
  `/assets/${file}?v=${encodeURIComponent(chrome.assetVersion)}`

function wholeDocument(chrome: Chrome, kind: 'full' | 'focused', content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${chrome.title} · Tessera</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="same-origin">
<link rel="icon" type="image/svg+xml" href="${asset(chrome, 'favicon.svg')}">
<link rel="stylesheet" href="${asset(chrome, 'tessera.css')}">
<script type="module" src="${asset(chrome, 'tessera.js')}"></script>
</head>
<body class="${kind}">
<a class="skip" href="#main">Skip to content</a>
${content}
</body>
</html>
`
}

const brand = (chrome: Chrome): Html =>
  html`<img src="${asset(chrome, 'favicon.svg')}" alt="" width="24" height="24"><span>Tessera</span>`

function noticeBar(notice: Notice | undefined): Html | undefined {
  if (!notice) return undefined
  const role = notice.kind === 'error' ? 'alert' : 'status'
  return html`<div class="notice notice-${notice.kind}" role="${role}">${notice.text}</div>`
}

function account(chrome: Chrome): Html {
  const { user } = chrome
  if (!user) return html`<a class="button button-small" href="/login">Sign in</a>`
  return html`<div class="account">
  ${tile(user.avatarUrl, user.name, 'small')}
  <span class="account-text" title="${user.email}">
    <span class="visually-hidden">Signed in as </span>${name(user.name)}
  </span>
  <form method="post" action="/logout">${csrfField(chrome)}<button class="button button-small">Sign out</button></form>
</div>`
}

function header(chrome: Chrome): Html {
  const home = attributes({ 'aria-current': chrome.active === 'home' && 'page' })
  const shown = NAVIGATION.filter(({ mine }) => chrome.user !== undefined || !mine)
  const links = shown.map(({ key, href, text }) => {
    const current = attributes({ 'aria-current': chrome.active === key && 'page' })
    return html`<li><a href="${href}"${current}>${text}</a></li>`
  })
  return html`<header class="site-head">
<div class="site-head-inner">
  <a class="brand" href="/"${home}>${brand(chrome)}</a>
  ${chrome.environment === 'development' && badge('Development', 'warning')}
  <nav class="site-nav" aria-label="Main"><ul>${links}</ul></nav>
  ${account(chrome)}
</div>
</header>`
}

const siteFooter = html`<footer class="site-foot">
<p>Tessera, an open server that speaks the public Notion API. Not affiliated with Notion Labs, Inc.</p>
</footer>`

/** A page of the signed-in product: header with navigation, content, footer. */
export function page(chrome: Chrome, body: Html): Html {
  return wholeDocument(
    chrome,
    'full',
    html`${header(chrome)}
<main id="main" tabindex="-1">
${noticeBar(chrome.notice)}
${body}
</main>
${siteFooter}`,
  )
}

/** One decision at a time: no navigation that could lead a person away from it. */
export function focusedPage(chrome: Chrome, body: Html): Html {
  return wholeDocument(
    chrome,
    'focused',
    html`<header class="focus-head">
<p class="brand">${brand(chrome)}</p>
${chrome.environment === 'development' && badge('Development', 'warning')}
</header>
<main id="main" tabindex="-1">
${noticeBar(chrome.notice)}
<div class="card focus-card">
${body}
</div>
</main>
${siteFooter}`,
  )
}
