import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { followStore } from '../../src/store-clock.js'
import { describeOnBothStores } from '../support/server.js'
import { createNode } from './open.js'

const FIVE_MINUTES = 300_000
const TOLERANCE = 5000

describeOnBothStores('the time of a store', (kind) => {
  test('is a whole number of milliseconds that goes on', async () => {
    await using node = await createNode(kind)
    const first = await node.db.now()
    await delay(20)
    const later = await node.db.now()
    expect(first).toSatisfy(Number.isInteger)
    expect(later).toBeGreaterThan(first)
    expect(Math.abs(first - Date.now())).toBeLessThan(TOLERANCE)
  })

  test('is followed by a node whose machine is wrong', async () => {
    await using node = await createNode(kind)
    for (const wrongBy of [-FIVE_MINUTES, FIVE_MINUTES]) {
      const clock = await followStore(node.db, () => Date.now() + wrongBy)
      expect(Math.abs(clock() - Date.now())).toBeLessThan(TOLERANCE)
    }
  })
})
