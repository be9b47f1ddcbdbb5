import pg from 'pg'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { describeOnBothStores } from '../support/server.js'
import { createNode, type Node } from './open.js'

describeOnBothStores('exclusive work', (kind) => {
  let node: Node
  beforeEach(async () => {
    node = await createNode(kind)
  })
  afterEach(() => node[Symbol.asyncDispose]())

  const gate = () => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    return { open, opened }
  }

  test('is done by one at a time, and by the next when it is over', async () => {
    const { db } = node
    const [begun, over] = [gate(), gate()]
    const first = db.exclusively('sweep', async () => {
      begun.open()
      await over.opened
    })
    await begun.opened
    const never = async () => expect.fail('two work at once')
    expect(await db.exclusively('sweep', never)).toBe(false)
    let other = false
    const otherWork = async () => {
      other = true
    }
    expect(await db.exclusively('seal', otherWork)).toBe(true)
    expect(other).toBe(true)
    over.open()
    expect(await first).toBe(true)
    expect(await db.exclusively('sweep', async () => {})).toBe(true)
  })

  test('that fails lets go', async () => {
    const { db } = node
    const fail = () => Promise.reject(new Error('the work failed'))
    await expect(db.exclusively('sweep', fail)).rejects.toThrow('the work failed')
    expect(await db.exclusively('sweep', async () => {})).toBe(true)
  })

  test.skipIf(kind === 'sqlite' || inject('postgresUrl') === null)(
    'is one of all nodes, and goes to another when a connection breaks',
    async () => {
      const { db, place } = node
      const other = place.open()
      const [begun, over] = [gate(), gate()]
      const first = db.exclusively('sweep', async () => {
        begun.open()
        await over.opened
      })
      await begun.opened
      expect(await other.exclusively('sweep', async () => {})).toBe(false)

      const operator = new pg.Client({ connectionString: place.url })
      await operator.connect()
      await operator.query(
        `select pg_terminate_backend(pid, 5000) from pg_locks
         where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
      )
      await operator.end()
      expect(await other.exclusively('sweep', async () => {})).toBe(true)
      over.open()
      await expect(first).rejects.toThrow()
      expect(await db.exclusively('sweep', async () => {})).toBe(true)
    },
  )
})
