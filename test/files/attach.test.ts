import type { Client } from '@notionhq/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notionAt, pagesOfStudio, refusalOf, text } from '../content/ground.js'
import { studioSeed } from '../support/seeds.js'
import {
  describeOnBothStores,
  internalTokenOf,
  startTestServer,
  type TestServer,
} from '../support/server.js'
import { openBrowser } from '../support/web.js'

type Shown = Readonly<Record<string, { readonly url: string; readonly expiry_time: string }>>

describeOnBothStores('attached files', (kind) => {
  let server: TestServer
  let notion: Client
  let page_id: string
  beforeAll(async () => {
    server = await startTestServer(kind, { seed: studioSeed })
    notion = notionAt(server, internalTokenOf(studioSeed))
    const pages = await pagesOfStudio()
    const parent = { page_id: pages.Plans ?? '' }
    page_id = (await notion.pages.create({ parent, properties: {} })).id
  })
  afterAll(() => server.close())

  const upload = async (filename: string, bytes: string): Promise<string> => {
    const { id } = await notion.fileUploads.create({ filename })
    await notion.fileUploads.send({
      file_upload_id: id,
      file: { filename, data: new Blob([bytes]) },
    })
    return id
  }

  const byId = (id: string) => ({ type: 'file_upload' as const, file_upload: { id } })

  const read = async (shown: unknown): Promise<string> => {
    const { file } = shown as Shown
    expect(file?.expiry_time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    return (await fetch(file?.url ?? '')).text()
  }

  test('in every media block', async () => {
    const files = {
      image: 'a.png',
      video: 'a.mp4',
      audio: 'a.mp3',
      pdf: 'a.pdf',
      file: 'a.zip',
    } as const
    for (const [type, filename] of Object.entries(files)) {
      const file = byId(await upload(filename, `bytes of ${filename}`))
      const children = [{ [type]: { ...file, caption: text('said') } }] as never
      const { results } = await notion.blocks.children.append({ block_id: page_id, children })
      const [block] = results as unknown as Record<string, Record<string, unknown>>[]
      const body = block?.[type] ?? {}
      expect(Object.keys(body)).toEqual(
        type === 'file' ? ['caption', 'type', 'file', 'name'] : ['caption', 'type', 'file'],
      )
      expect(await read(body)).toBe(`bytes of ${filename}`)
      if (type === 'file') expect(body.name).toBe('a.zip')
    }
  })

  test('a page of HTML is embedded, told by its address, and gives way to another', async () => {
    const embed = async (embed: object) => {
      const children = [{ embed: { ...embed, caption: text('said') } }] as never
      const { results } = await notion.blocks.children.append({ block_id: page_id, children })
      return results[0] as unknown as { id: string; embed: { url: string } }
    }
    const bytesAt = async (url: string) => (await fetch(url)).text()
    const { file_upload } = byId(await upload('a.html', '<p>one</p>'))
    const block = await embed({ file_upload })
    expect(Object.keys(block.embed)).toEqual(['caption', 'url'])
    expect(await bytesAt(block.embed.url)).toBe('<p>one</p>')
    const change = async (embed: object) => {
      const asked = { block_id: block.id, embed } as never
      return ((await notion.blocks.update(asked)) as unknown as typeof block).embed
    }
    expect(await bytesAt((await change({ caption: [] })).url)).toBe('<p>one</p>')
    expect(await change({ url: 'https://example.com' })).toMatchObject({
      url: 'https://example.com',
    })
    const other = byId(await upload('b.html', '<p>two</p>'))
    expect(await bytesAt((await change(other)).url)).toBe('<p>two</p>')
    const picture = embed(byId(await upload('a.png', 'x')))
    expect(await refusalOf(picture, 400, 'validation_error')).toContain('cannot be used as embed')
    expect(await refusalOf(embed({}), 400, 'validation_error')).toBe(
      'body failed validation: body.children[0].embed.url should be defined, instead was `undefined`.',
    )
  })

  test('a file takes the place of another, and of an address', async () => {
    const children = [{ image: { external: { url: 'https://example.com/a.png' } } }]
    const { results } = await notion.blocks.children.append({ block_id: page_id, children })
    const block_id = results[0]?.id ?? ''
    const file_upload = { id: await upload('b.png', 'b') }
    const updated = await notion.blocks.update({ block_id, image: { file_upload } })
    expect(await read((updated as unknown as { image: unknown }).image)).toBe('b')
    const back = await notion.blocks.update({
      block_id,
      image: { external: { url: 'https://example.com/c.png' } },
    })
    expect(back).toMatchObject({ image: { external: { url: 'https://example.com/c.png' } } })
  })

  test('as icon and cover of pages, databases and data sources, and of a callout', async () => {
    const picture = byId(await upload('icon.png', 'icon'))
    const page = await notion.pages.update({ page_id, icon: picture, cover: picture })
    const { icon, cover } = page as unknown as Record<string, unknown>
    expect([await read(icon), await read(cover)]).toEqual(['icon', 'icon'])
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id },
      title: text('db'),
      icon: picture,
      cover: picture,
    })
    const shown = database as unknown as Record<string, unknown>
    expect([await read(shown.icon), await read(shown.cover)]).toEqual(['icon', 'icon'])
    const { data_sources } = database as unknown as { data_sources: { id: string }[] }
    const source = await notion.dataSources.retrieve({ data_source_id: data_sources[0]?.id ?? '' })
    expect(await read((source as unknown as { icon: unknown }).icon)).toBe('icon')
    const { results } = await notion.blocks.children.append({
      block_id: page_id,
      children: [{ callout: { rich_text: text('hear'), icon: picture } }],
    })
    expect(await read((results[0] as unknown as { callout: { icon: unknown } }).callout.icon)).toBe(
      'icon',
    )
  })

  test('in a property, and again by the address that it was shown at', async () => {
    const database = await notion.databases.create({
      parent: { type: 'page_id', page_id },
      initial_data_source: { properties: { Name: { title: {} }, Files: { files: {} } } },
    })
    const { data_sources } = database as unknown as { data_sources: { id: string }[] }
    const parent = { data_source_id: data_sources[0]?.id ?? '' }
    const file = byId(await upload('report.pdf', 'report'))
    const made = await notion.pages.create({
      parent,
      properties: { Files: { files: [file, { ...file, name: 'named' }] } },
    })
    const filesOf = (page: object) =>
      (page as { properties: { Files: { files: { name: string; file: { url: string } }[] } } })
        .properties.Files.files
    expect(filesOf(made).map(({ name }) => name)).toEqual(['report.pdf', 'named'])
    server.advance(2 * 3_600_000)
    const [first, second] = filesOf(made)
    expect((await fetch(first?.file.url ?? '')).status).toBe(403)
    const kept = await notion.pages.update({
      page_id: made.id,
      properties: {
        Files: { files: [second, first].map((one) => ({ ...one, type: 'file' })) as never },
      },
    })
    expect(filesOf(kept).map(({ name }) => name)).toEqual(['named', 'report.pdf'])
    expect(await read(filesOf(kept)[0])).toBe('report')
    const forged = (first?.file.url ?? '').replace(/signature=(.)/, (_, letter: string) =>
      letter === '_' ? 'signature=-' : 'signature=_',
    )
    for (const url of ['https://example.com/a.pdf', forged]) {
      const asked = notion.pages.update({
        page_id: made.id,
        properties: { Files: { files: [{ name: 'x', type: 'file', file: { url } }] } },
      })
      expect(await refusalOf(asked, 400, 'validation_error')).toContain('external.url')
    }
  })

  test('on a comment, by kind', async () => {
    const names = ['a.png', 'a.mp3', 'a.csv']
    const ids = await Promise.all(names.map((name) => upload(name, name)))
    const comment = await notion.comments.create({
      parent: { page_id },
      rich_text: text('see'),
      attachments: ids.map((file_upload_id) => ({ file_upload_id })),
    })
    const { attachments } = comment as unknown as { attachments: { category: string }[] }
    expect(attachments.map(({ category }) => category)).toEqual(['image', 'audio', 'productivity'])
    expect(await Promise.all(attachments.map(read))).toEqual(names)
    const again = await notion.comments.retrieve({ comment_id: comment.id })
    expect(again).toMatchObject({ attachments: [{ category: 'image' }, {}, {}] })
  })

  test('only where its kind may stand, and only once it is there', async () => {
    const pdf = byId(await upload('a.pdf', 'x'))
    const append = (child: object) =>
      refusalOf(
        notion.blocks.children.append({ block_id: page_id, children: [child as never] }),
        400,
        'validation_error',
      )
    expect(await append({ image: pdf })).toContain('cannot be used as image')
    expect(await append({ video: pdf })).toContain('cannot be used as video')
    const asIcon = notion.pages.update({ page_id, icon: pdf })
    expect(await refusalOf(asIcon, 400, 'validation_error')).toContain('cannot be used as icon')
    const { id } = await notion.fileUploads.create({ filename: 'a.png' })
    const early = notion.blocks.children.append({
      block_id: page_id,
      children: [{ image: byId(id) }],
    })
    expect(await refusalOf(early, 404, 'object_not_found')).toContain('is `uploaded`')
  })

  test('a person sees them on the page', async () => {
    const picture = byId(await upload('shown.png', 'shown'))
    await notion.blocks.children.append({ block_id: page_id, children: [{ image: picture }] })
    const ada = openBrowser(server)
    await ada.signIn('ada@example.com')
    const { html: page } = await ada.get(`/p/${page_id.replaceAll('-', '')}`)
    const [, src = ''] = /<img class="picture" src="([^"]*shown[^"]*)"/.exec(page) ?? []
    const address = src.replaceAll('&amp;', '&')
    expect(address).toMatch(/^\/files\//)
    expect(await (await fetch(server.url + address)).text()).toBe('shown')
  })
})
