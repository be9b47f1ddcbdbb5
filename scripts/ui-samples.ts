import type { Html } from '../src/lib/html.js'
import { callbackPage } from '../src/ui/callback.js'
import { type ConsentView, consentPage } from '../src/ui/consent.js'
import { errorPage } from '../src/ui/error-page.js'
import { homePage } from '../src/ui/home.js'
import { referencePage } from '../src/ui/reference.js'
import { type SignInView, signInPage } from '../src/ui/sign-in.js'
import {
  ALL_CAPABILITIES,
  manyPages,
  PICTURE_ICON,
  SAMPLE_STEPS,
  type Say,
  sampleChrome,
  sampleDocument,
  samplePages,
} from './ui-sample-data.js'
import {
  connectionPages,
  contentPages,
  integrationPages,
  revocationPages,
} from './ui-sample-settings.js'

export function sampleSignIn(say: Say): SignInView {
  return {
    chrome: sampleChrome(say, 'Sign in', { user: undefined }),
    returnTo: say('/v1/oauth/authorize?client_id=1&state=x'),
    integration: { name: say('Acme Sync'), icon: '🔄' },
    demoAccounts: [
      { name: say('Ada Lovelace'), email: say('ada@example.com'), password: say('ada-demo-pass') },
      { name: say('Alan Turing'), email: say('alan@example.com'), password: say('alan-demo-pass') },
    ],
  }
}

export function sampleConsent(say: Say): ConsentView {
  const workspace = { id: say('w1'), name: say('Lovelace Labs'), icon: '🏛️' }
  return {
    chrome: sampleChrome(say, 'Connect Acme Sync'),
    action: say('/v1/oauth/authorize'),
    fields: {
      client_id: say('c1'),
      redirect_uri: say('https://acme.example/callback'),
      response_type: 'code',
      state: say('opaque state'),
    },
    integration: {
      name: say('Acme Sync'),
      icon: null,
      environment: 'test',
      websiteUrl: say('https://acme.example'),
      capabilities: ['read_content', 'update_content', 'read_comments', 'read_user_without_email'],
    },
    workspace,
    workspaces: [workspace, { id: say('w2'), name: say('Home'), icon: null }],
    pages: samplePages(say),
    redirectHost: say('acme.example'),
    user: { name: say('Ada Lovelace'), email: say('ada@example.com') },
    switchAccountHref: say('/login?return_to=%2F'),
  }
}

function developmentPages(say: Say): Record<string, Html> {
  const chrome = sampleChrome(say, 'Development', { active: 'home' })
  const steps = SAMPLE_STEPS.map(({ title, command }) => ({
    title: say(title),
    command: say(command),
  }))
  return {
    home: homePage({
      chrome: { ...chrome, user: undefined },
      baseUrl: say('http://127.0.0.1:3000'),
      tryHref: say('/v1/oauth/authorize?client_id=demo'),
      demoAccount: { email: say('ada@example.com'), password: say('ada-demo-pass') },
      quickStart: [
        {
          title: say('Point the official SDK at it'),
          command: say("new Client({ auth: token, baseUrl: 'http://127.0.0.1:3000' })"),
        },
        { title: say('Or ask with curl'), command: say('curl http://127.0.0.1:3000/v1/users/me') },
      ],
      docsHref: say('/docs'),
    }),
    callback: callbackPage({
      chrome,
      outcome: { kind: 'code', code: say('0f2c7a1e-code'), state: say('xyz') },
      steps,
      retryHref: say('/v1/oauth/authorize?client_id=demo'),
    }),
    'callback-denied': callbackPage({
      chrome,
      outcome: { kind: 'error', error: 'access_denied', state: null },
      steps,
      retryHref: say('/v1/oauth/authorize?client_id=demo'),
    }),
    'callback-error': callbackPage({
      chrome,
      outcome: { kind: 'error', error: say('server_error'), state: say('xyz') },
      steps,
      retryHref: null,
    }),
    reference: referencePage({
      chrome: sampleChrome(say, 'API reference', { active: 'reference' }),
      document: sampleDocument(say, 6),
    }),
    error: errorPage({
      chrome: sampleChrome(say, 'Error', { environment: 'production' }),
      title: say('This redirect address is not registered'),
      message: say('Acme Sync asked to send you to an address its developer has not registered.'),
      details: [
        { label: say('redirect_uri given'), value: say('https://evil.example/callback') },
        { label: say('Registered'), value: say('https://acme.example/callback') },
      ],
      nextStep: say('Tell the developer of Acme Sync, or go back and try again.'),
      action: { href: say('/'), text: say('Go to the start page') },
      requestId: say('b9a1b7b8-1f1e-4f0a-9d3b-6f4f1f0f2a11'),
    }),
  }
}

/** Every page in every state worth looking at, by the name of its screenshot. */
export function samplePagesByName(say: Say): Record<string, Html> {
  const signIn = sampleSignIn(say)
  const consent = sampleConsent(say)
  const [workspace] = consent.workspaces
  return {
    'sign-in': signInPage(signIn),
    'sign-in-error': signInPage({
      ...signIn,
      chrome: { ...signIn.chrome, environment: 'production' },
      integration: undefined,
      email: say('ada@example.com'),
      error: say('That email and password do not match.'),
    }),
    consent: consentPage(consent),
    'consent-many': consentPage({
      ...consent,
      pages: manyPages(),
      integration: { ...consent.integration, environment: 'live', capabilities: ALL_CAPABILITIES },
    }),
    'consent-empty': consentPage({
      ...consent,
      pages: [],
      workspaces: workspace ? [workspace] : [],
      integration: {
        ...consent.integration,
        icon: PICTURE_ICON,
        websiteUrl: null,
        capabilities: [],
      },
    }),
    ...integrationPages(say),
    ...connectionPages(say),
    ...contentPages(say),
    ...revocationPages(say),
    ...developmentPages(say),
  }
}
