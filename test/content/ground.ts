import { APIResponseError, Client, LogLevel } from '@notionhq/client'
import { expect } from 'vitest'
import { seedRows } from '../../src/operations/seed/seed-rows.js'
import { studioSeed } from '../support/seeds.js'
import type { TestServer } from '../support/server.js'

/** The official client of a token. */
export const notionAt = (server: TestServer, auth: string): Client =>
  new Client({ auth, baseUrl: server.url, retry: false, logLevel: LogLevel.ERROR })

export const text = (content: string) => [{ type: 'text' as const, text: { content } }]

export const paragraph = (content: string) => ({
  type: 'paragraph' as const,
  paragraph: { rich_text: text(content) },
})

/** Ids of the pages of the studio's seed, by title. */
export const pagesOfStudio = async (): Promise<Record<string, string>> => {
  const { contents } = await seedRows(studioSeed, 0)
  const pages = contents.flatMap((content) => content.pages)
  return Object.fromEntries(
    pages.map(({ pageId, title }) => [
      title.map((one) => ('content' in one ? one.content : '')).join(''),
      pageId,
    ]),
  )
}

/** Expects a refusal and answers its message. */
export const refusalOf = async (
  asked: Promise<unknown>,
  status: number,
  code: string,
): Promise<string> => {
  const fault = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(fault instanceof APIResponseError)) throw new Error(`no refusal: ${String(fault)}`)
  expect({ status: fault.status, code: fault.code }).toEqual({ status, code })
  return fault.message
}
