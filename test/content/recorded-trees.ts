import { isJson, type Json } from '../support/recordings.js'
import { GROUND, type Ground, titled } from './recorded-ground.js'

export type Trees = ReturnType<typeof treesOn>

/** Makes blocks as they were told. */
export const treesOn = ({ ids, make, sendable, plantTitled }: Ground) => {
  /** What a block needs below it. */
  const childrenOf = (type: string, body: Json): object[] => {
    const below = { paragraph: { rich_text: [{ text: { content: 'below' } }] } }
    if (type === 'table') {
      return [{ table_row: { cells: Array.from({ length: Number(body.table_width) }, () => []) } }]
    }
    if (type === 'column_list') return [columnOf({}), columnOf({})]
    return [below]
  }

  const columnOf = (body: Json) => ({ column: { ...body, children: childrenOf('column', body) } })

  const append = async (parent: string, child: object): Promise<string> => {
    const path = `/v1/blocks/${parent}/children`
    const { results } = await make('PATCH', path, { children: [child] })
    return String((results as Json[])[0]?.id)
  }

  const firstChildIn = async (id: string): Promise<string> => {
    const { results } = await make('GET', `/v1/blocks/${id}/children`)
    return String((results as Json[])[0]?.id)
  }

  /** Makes a block, and around it what it cannot be without. */
  const grow = async (parent: string, told: Json): Promise<string> => {
    const type = String(told.type)
    const body = (await sendable(told[type])) as Json
    const place = { type: 'page_id', page_id: parent }
    switch (type) {
      case 'child_page': {
        const properties = { title: titled(String(body.title)) }
        return String((await make('POST', '/v1/pages', { parent: place, properties })).id)
      }
      case 'child_database': {
        const title = [{ text: { content: body.title } }]
        return String((await make('POST', '/v1/databases', { parent: place, title })).id)
      }
      case 'column': {
        const children = [columnOf(body), columnOf({})]
        return firstChildIn(await append(parent, { column_list: { children } }))
      }
      case 'table_row': {
        const table_width = (body.cells as unknown[]).length
        const table = { table_width, children: [{ table_row: body }] }
        return firstChildIn(await append(parent, { table }))
      }
      case 'synced_block':
        if (isJson(told.synced_block) && isJson(told.synced_block.synced_from)) {
          const original = String(told.synced_block.synced_from.block_id)
          if (ids.find(original) === undefined) {
            const synced_block = { synced_from: null, children: childrenOf(type, body) }
            ids.learn(original, await append(parent, { synced_block }))
          }
          return append(parent, { synced_block: ids.adapt(told.synced_block) })
        }
    }
    const below = told.has_children ? { children: childrenOf(type, body) } : {}
    return append(parent, { [type]: { ...body, ...below } })
  }

  const plantBlock = async (told: Json, parent = GROUND.page_id): Promise<void> => {
    const { block_id } = told.parent as { block_id?: string }
    const within = block_id !== undefined && !['column', 'table_row'].includes(String(told.type))
    const place = within ? await plantToggle(block_id) : parent
    ids.learn(String(told.id), await grow(place, told))
  }

  /** Where blocks stand that stand in a block. */
  const plantToggle = async (id: string): Promise<string> => {
    if (ids.find(id) === undefined) {
      ids.learn(id, await append(GROUND.page_id, { toggle: { rich_text: [] } }))
    }
    return ids.find(id) ?? ''
  }

  /** A block or a page with the recorded children. */
  const plantParent = async (id: string, children: Json[]): Promise<void> => {
    const [first] = children
    if (first?.type === 'table_row') {
      const rows = (await sendable(children)) as (Json & { table_row: { cells: unknown[] } })[]
      const table_width = rows[0]?.table_row.cells.length
      const table = { table_width, children: rows.map(({ table_row }) => ({ table_row })) }
      ids.learn(id, await append(GROUND.page_id, { table }))
    } else if (first?.type === 'column') {
      const columns = children.map(({ column }) => columnOf(column as Json))
      ids.learn(id, await append(GROUND.page_id, { column_list: { children: columns } }))
    } else {
      const isInBlock = isJson(first?.parent) && 'block_id' in first.parent
      if (!isInBlock) await plantTitled(id, 'Blocks')
      for (const child of children) await plantBlock(child, ids.find(id))
    }
  }

  return { append, plantBlock, plantToggle, plantParent }
}
