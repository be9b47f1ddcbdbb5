import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { notionAt, pagesOfStudio } from '../content/ground.js'
import { createDatabase, type TestDatabase } from '../support/postgres.js'
import { studioSeed } from '../support/seeds.js'
import { internalTokenOf, startTestServer, type TestServer } from '../support/server.js'

describe.skipIf(inject('postgresUrl') === null)('files of two nodes with one folder', () => {
  let database: TestDatabase
  let folder: string
  let nodes: readonly [TestServer, TestServer]
  let here: Client
  let there: Client

  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl') ?? '')
    folder = await mkdtemp(join(tmpdir(), 'tessera-shared-'))
    const secretKey = randomBytes(32).toString('base64url')
    const start = () =>
      startTestServer('postgres', {
        seed: studioSeed,
        config: { databaseUrl: database.url, secretKey, dataDir: folder },
      })
    nodes = [await start(), await start()]
    here = notionAt(nodes[0], internalTokenOf(studioSeed))
    there = notionAt(nodes[1], internalTokenOf(studioSeed))
  })
  afterAll(async () => {
    for (const node of nodes) await node.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const send = (client: Client, file_upload_id: string, bytes: Buffer, part: number) =>
    client.fileUploads.send({
      file_upload_id,
      file: { filename: 'a.txt', data: new Blob([new Uint8Array(bytes)]) },
      part_number: String(part),
    })

  test('parts go to either, and the file comes from either', async () => {
    const asked = { mode: 'multi_part', filename: 'a.txt', number_of_parts: 2 } as const
    const { id } = await here.fileUploads.create(asked)
    const one = Buffer.alloc(5 * 1024 * 1024, 'a')
    const two = Buffer.from('the end')
    await Promise.all([send(here, id, one, 1), send(there, id, two, 2)])
    const done = await Promise.allSettled(
      [here, there].map((client) => client.fileUploads.complete({ file_upload_id: id })),
    )
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { Plans = '' } = await pagesOfStudio()
    const { results } = await there.blocks.children.append({
      block_id: Plans,
      children: [{ file: { type: 'file_upload', file_upload: { id } } }],
    })
    const [block] = results as unknown as { file: { file: { url: string } } }[]
    const url = new URL(block?.file.file.url ?? '')
    for (const node of nodes) {
      const answer = await fetch(`${node.url}${url.pathname}${url.search}`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect(bytes.equals(Buffer.concat([one, two]))).toBe(true)
    }
  })
})
