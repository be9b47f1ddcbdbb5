import type { Operation } from '../operation.js'
import { presentBot } from './present.js'

/** The bot that the token belongs to. Needs no capability. Notion: reference/get-self. */
export const getSelf: Operation<'getSelf'> = async ({ settings }, { bot, party }) =>
  presentBot(bot, party.capabilities, settings.files)
