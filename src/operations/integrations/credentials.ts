import {
  type ClientSecret,
  type Integration,
  MAX_SECRETS,
} from '../../domain/integrations/integration.js'
import { digestOf, hintOf } from '../../domain/oauth/credential.js'
import { contend } from '../contend.js'
import { type Call, type Deps, newGrantId, newId } from '../deps.js'
import { mintCredential } from '../oauth/mint-pair.js'
import { occasionOf } from '../occasion.js'

/** A secret as it is stored. */
export const secretOf = (deps: Deps, secret: string, hint: string): ClientSecret => ({
  secretId: newId(deps),
  digest: digestOf(secret),
  hint,
  createdAt: deps.clock(),
})

/**
 * Adds a second live secret and answers it, to be shown once. When two live already, the older one ends.
 */
export const rotateSecret = (deps: Deps, integrationId: string): Promise<string> => {
  const secret = mintCredential(deps, 'secret')
  return contend(async () => {
    const integration = await deps.store.integrations.find(integrationId)
    if (integration?.kind !== 'public') throw new Error('only a public integration has secrets')
    const kept = integration.secrets.slice(-(MAX_SECRETS - 1))
    const secrets = [...kept, secretOf(deps, secret, hintOf(secret))]
    return (await deps.store.integrations.update({ ...integration, secrets })) ? secret : undefined
  })
}

/** Ends one of two live secrets; the last one stays. */
export const removeSecret = (
  { store }: Deps,
  integrationId: string,
  secretId: string,
): Promise<boolean> =>
  contend(async () => {
    const integration = await store.integrations.find(integrationId)
    const secrets = integration?.secrets.filter((secret) => secret.secretId !== secretId) ?? []
    if (!integration || secrets.length === 0) return false
    return (await store.integrations.update({ ...integration, secrets })) || undefined
  })

/** Gives an internal integration a token, to be shown once; a former one ends first. */
export const issueStaticToken = async (
  call: Call,
  userId: string,
  integration: Integration,
): Promise<string> => {
  const { store, clock } = call
  const person = { kind: 'person', id: userId } as const
  const { integrationId, workspaceId } = integration
  const former = await store.grants.findStatic(integrationId)
  if (former) {
    const ending = occasionOf(call, person, newId(call))
    await store.grants.revoke(former.grant.grantId, 'static_token_removed', ending)
  }
  const bot = await store.integrations.bot({
    botId: newId(call),
    integrationId,
    workspaceId,
    ownerId: null,
    createdAt: clock(),
  })
  const token = mintCredential(call, 'access')
  const tokens = { access: { digest: digestOf(token), hint: hintOf(token) }, refresh: undefined }
  await store.grants.createStatic(newGrantId(call), bot.botId, tokens, occasionOf(call, person))
  return token
}
