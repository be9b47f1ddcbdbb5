import type { Capability } from '../../contract/capabilities.js'
import type { Endpoints, Output } from '../../contract/index.js'
import type { TokenPair } from '../../domain/oauth/sealed-pair.js'
import type { Bot } from '../../domain/workspaces/workspace.js'
import { presentOwner } from '../users/present.js'

/** A new pair on the wire, keys in the documented order. */
export const presentTokenPair = (
  pair: TokenPair,
  bot: Bot,
  granted: readonly Capability[],
): Output<Endpoints['oauthToken']> => ({
  access_token: pair.accessToken,
  token_type: 'bearer',
  refresh_token: pair.refreshToken,
  bot_id: bot.botId,
  workspace_name: bot.workspaceName,
  workspace_icon: bot.workspaceIcon,
  workspace_id: bot.workspaceId,
  owner: presentOwner(bot, granted),
  duplicated_template_id: null,
})
