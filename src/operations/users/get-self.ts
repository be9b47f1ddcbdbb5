import type { Operation } from '../operation.js'
import { presentBot } from './present.js'

/** The bot that the token belongs to. Needs no capability. Notion: reference/get-self. */
export const getSelf: Operation<'getSelf'> = async ({ store }, { grant, party }) =>
  presentBot(await store.integrations.getBot(grant.botId), party.capabilities)
