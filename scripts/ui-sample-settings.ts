import type { Html } from '../src/lib/html.js'
import { connectionHistoryPage, pastConnectionsPage } from '../src/ui/connection-history.js'
import { connectionsPage } from '../src/ui/connections.js'
import { integrationDetailPage } from '../src/ui/integration-detail.js'
import type { IntegrationValues } from '../src/ui/integration-fields.js'
import { integrationFormPage } from '../src/ui/integration-form.js'
import { integrationsPage } from '../src/ui/integrations.js'
import { pageView } from '../src/ui/page-view.js'
import { revokeAllPage } from '../src/ui/revoke-all.js'
import { workspacePage } from '../src/ui/workspace.js'
import { workspacesPage } from '../src/ui/workspaces.js'
import {
  ALL_CAPABILITIES,
  PICTURE_ICON,
  type Say,
  sampleChrome,
  samplePages,
} from './ui-sample-data.js'

const TIME = '2026-11-22T12:14:09.000Z'

const sampleValues = (say: Say): IntegrationValues => ({
  name: say('Acme Sync'),
  icon: '🔄',
  websiteUrl: say('https://acme.example'),
  redirectUris: say('https://acme.example/callback\nhttp://127.0.0.1:8080/callback'),
  capabilities: ['read_content', 'update_content'],
  userInformation: 'without_email',
})

export function integrationPages(say: Say): Record<string, Html> {
  const chrome = sampleChrome(say, 'My integrations', { active: 'integrations' })
  const row = {
    id: say('i1'),
    name: say('Acme Sync'),
    icon: '🔄',
    kind: 'public',
    environment: 'live',
    workspaceName: say('Lovelace Labs'),
    clientId: say('3f6c1a52-9a41-4b7e-8d1a-0c0a3f1f7e11'),
    authorizationUrl: say('http://127.0.0.1:3000/v1/oauth/authorize?client_id=3f6c1a52&owner=user'),
    createdAt: TIME,
  } as const
  const internal = {
    ...row,
    kind: 'internal',
    environment: 'test',
    name: say('Nightly export'),
    icon: null,
    clientId: null,
    authorizationUrl: null,
  } as const
  const workspaces = [{ id: say('w1'), name: say('Lovelace Labs') }]
  const values = sampleValues(say)
  const secret = { id: say('s1'), hint: say('••••abcd'), createdAt: TIME }
  return {
    'integrations-empty': integrationsPage({ chrome, integrations: [] }),
    integrations: integrationsPage({
      chrome: { ...chrome, notice: { kind: 'success', text: say('The integration was deleted.') } },
      integrations: [row, internal, { ...row, icon: PICTURE_ICON, name: say('Picture perfect') }],
      nextHref: say('/integrations?cursor=2'),
    }),
    'integration-new': integrationFormPage({
      chrome,
      workspaces,
      values: { ...values, kind: 'public', workspaceId: say('w1') },
      errors: {},
    }),
    'integration-new-errors': integrationFormPage({
      chrome,
      workspaces,
      values: { ...values, name: '', kind: 'internal', workspaceId: say('w1') },
      errors: { name: say('Give it a name'), redirect_uris: say('“nope” is not an address') },
    }),
    'integration-public': integrationDetailPage({
      chrome,
      integration: row,
      secrets: [secret, { ...secret, id: say('s0'), hint: say('••••wxyz') }],
      token: null,
      revealed: { label: say('New client secret'), value: say('secret_mJ3vT9pQxK2bN7rW8yZ1cD4f') },
      values,
      errors: {},
    }),
    'integration-internal': integrationDetailPage({
      chrome: { ...chrome, notice: { kind: 'error', text: say('That did not work.') } },
      integration: internal,
      secrets: [],
      token: { hint: say('••••91af'), createdAt: TIME },
      values,
      errors: { website_url: say('That is not an address') },
    }),
    'integration-internal-revoked': integrationDetailPage({
      chrome: { ...chrome, notice: { kind: 'success', text: say('Revoked.') } },
      integration: internal,
      secrets: [],
      token: null,
      values,
      errors: {},
    }),
  }
}

export function revocationPages(say: Say): Record<string, Html> {
  const view = {
    chrome: sampleChrome(say, 'Revoke everything in Lovelace Labs?'),
    title: say('Revoke everything in Lovelace Labs?'),
    consequences: [
      say('Every integration loses access to this workspace at once.'),
      say('Nobody is signed out, and people can connect integrations again.'),
    ],
    grants: 1204,
    credentials: 2391,
    connections: ['Acme Sync', 'Nightly export', 'Quiet bot'].map((text) => ({
      name: say(text),
      workspaceName: say('Lovelace Labs'),
      connectedAt: TIME,
    })),
    action: say('/workspaces/w1/revoke-all'),
    button: 'Revoke everything',
    cancelHref: say('/workspaces'),
  }
  const workspace = { id: say('w1'), name: say('Lovelace Labs'), icon: '🏛️', role: 'owner' } as const
  const chrome = sampleChrome(say, 'My workspaces', { active: 'workspaces' })
  return {
    'revoke-all': revokeAllPage(view),
    'revoke-all-nothing': revokeAllPage({ ...view, grants: 0, credentials: 0, connections: [] }),
    workspaces: workspacesPage({
      chrome,
      workspaces: [
        workspace,
        { ...workspace, name: say('Home'), icon: null, role: 'member' },
        { ...workspace, name: say('Elsewhere'), icon: null, role: 'guest' },
      ],
    }),
    'workspaces-empty': workspacesPage({ chrome, workspaces: [] }),
  }
}

export function contentPages(say: Say): Record<string, Html> {
  const chrome = sampleChrome(say, 'Workspace', { active: 'workspace' })
  const workspace = { name: say('Lovelace Labs'), icon: '🏛️' }
  const annotations = {
    bold: false,
    italic: false,
    strikethrough: false,
    underline: false,
    code: false,
    color: 'default',
  } as const
  const title = [
    { type: 'text', content: say('Roadmap'), link: say('https://acme.example'), annotations },
  ] as const
  const file = { type: 'external', url: say('https://acme.example/cover.png') } as const
  return {
    workspace: workspacePage({
      chrome,
      workspaces: [
        { ...workspace, pages: samplePages(say), isCut: true },
        { name: say('Home'), icon: null, pages: [], isCut: false },
      ],
    }),
    'workspace-empty': workspacePage({ chrome, workspaces: [] }),
    page: pageView({
      chrome,
      workspace,
      pageId: '2b3e4a52-1f0d-8c0e-9c57-1d8f6d1c2b3a',
      page: { title, icon: file, cover: file, isLocked: false, row: null },
      properties: [],
      blockId: undefined,
      ancestors: [{ id: say('p1'), title: say('Engineering handbook'), icon: null }],
      tree: [],
      inTrash: true,
      isSharer: false,
      isContinued: true,
      next: 'p2',
      labels: new Map(),
      names: new Map(),
    }),
    row: pageView({
      chrome,
      workspace,
      pageId: '2b3e4a52-1f0d-8c0e-9c57-1d8f6d1c2b3a',
      page: { title, icon: null, cover: null, isLocked: false, row: null },
      properties: [
        { name: say('Glaze'), parts: [{ type: 'option', name: say('Matt'), color: say('blue') }] },
        { name: say('Notes'), parts: [{ type: 'texts', texts: title }] },
        { name: say('Plan'), parts: [{ type: 'link', words: say('plan'), address: say('x') }] },
        { name: say('Due'), parts: [{ type: 'date', start: say('2026-03-02'), end: say('soon') }] },
        {
          name: say('Rest'),
          parts: [
            { type: 'words', words: say('12') },
            { type: 'check', isChecked: true },
            { type: 'page', id: say('p1') },
            { type: 'user', id: say('u1') },
          ],
        },
        { name: say('None'), parts: [] },
      ],
      blockId: undefined,
      ancestors: [],
      tree: [],
      inTrash: false,
      isSharer: true,
      isContinued: false,
      next: undefined,
      labels: new Map([[say('p1'), { id: say('p1'), title: say('Other'), icon: null }]]),
      names: new Map([[say('u1'), say('Ada')]]),
    }),
  }
}

export function connectionPages(say: Say): Record<string, Html> {
  const chrome = sampleChrome(say, 'My connections', { active: 'connections' })
  const connection = {
    grantId: say('g1'),
    integration: { name: say('Acme Sync'), icon: '🔄', environment: 'live' },
    workspaceName: say('Lovelace Labs'),
    connectedAt: TIME,
    lastUsedAt: TIME,
    pageCount: 12,
    capabilities: ALL_CAPABILITIES,
  } as const
  const unused = {
    ...connection,
    integration: { name: say('Quiet bot'), icon: null, environment: 'test' },
    lastUsedAt: null,
    pageCount: 0,
    capabilities: [say('read_content')],
  } as const
  return {
    'connections-empty': connectionsPage({ chrome, connections: [], nextHref: null }),
    connections: connectionsPage({
      chrome,
      connections: [connection, unused],
      nextHref: say('/connections?cursor=2'),
    }),
    ...historyPages(say),
  }
}

function historyPages(say: Say): Record<string, Html> {
  const chrome = sampleChrome(say, 'Acme Sync', { active: 'connections' })
  const party = {
    integrationName: say('Acme Sync'),
    integrationIcon: '🔄',
    environment: 'live',
    workspaceName: say('Lovelace Labs'),
  } as const
  const turn = {
    kind: 'turn',
    event: 'authorized',
    reason: null,
    actorKind: 'person',
    isViewer: true,
    at: TIME,
    requestId: say('e7d154d8-5d27-4b7d-89c7-17c09fee7992'),
  } as const
  const refreshes = {
    kind: 'refreshes',
    times: 1,
    isCapped: false,
    first: TIME,
    last: TIME,
  } as const
  const past = { ...party, grantId: say('g1'), connectedAt: TIME }
  return {
    'connection-history': connectionHistoryPage({
      chrome,
      party,
      rows: [
        { ...turn, event: 'revoked', reason: 'refresh_token_replayed', actorKind: 'client' },
        { ...refreshes, times: 1000, isCapped: true },
        { ...turn, event: 'replay_ended', reason: 'token_revoked', actorKind: 'client' },
        refreshes,
        { ...turn, event: 'connected', actorKind: 'client' },
        turn,
      ],
      nextHref: say('/connections/g1?before=1'),
    }),
    'connections-past-empty': pastConnectionsPage({ chrome, connections: [], nextHref: null }),
    'connections-past': pastConnectionsPage({
      chrome,
      connections: [
        { ...past, end: { at: TIME, reason: 'disconnected_by_user' } },
        { ...past, environment: 'test', end: { at: TIME, reason: say('unheard_of') } },
        { ...past, integrationIcon: null, end: null },
      ],
      nextHref: say('/connections/past?before=1'),
    }),
  }
}
