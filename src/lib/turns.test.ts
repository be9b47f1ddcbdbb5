import { describe, expect, it } from 'vitest'
import { createTurns } from './turns.js'

/** Work that ends when it is told to. */
const openWork = () => {
  const begun: string[] = []
  const end: Record<string, () => void> = {}
  const work =
    (name: string, outcome: 'done' | 'failed' = 'done') =>
    () => {
      begun.push(name)
      return new Promise<string>((resolve, reject) => {
        end[name] = () => (outcome === 'done' ? resolve(name) : reject(new Error(name)))
      })
    }
  return { begun, end, work }
}

describe('turns', () => {
  it('run so many at once, the rest in the order in which they came, and turn away who finds no place', async () => {
    const turns = createTurns(2, 2)
    const { begun, end, work } = openWork()
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => turns(work(name)))
    expect(e).toBeUndefined()
    expect(begun).toEqual(['a', 'b'])
    end.b?.()
    expect(await b).toBe('b')
    await Promise.resolve()
    expect(begun).toEqual(['a', 'b', 'c'])
    const f = turns(work('f'))
    expect(turns(work('g'))).toBeUndefined()
    end.a?.()
    end.c?.()
    expect(await Promise.all([a, c])).toEqual(['a', 'c'])
    await Promise.resolve()
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'f'])
    end.d?.()
    end.f?.()
    expect(await Promise.all([d, f])).toEqual(['d', 'f'])
    const h = turns(work('h'))
    end.h?.()
    expect(await h).toBe('h')
  })

  it('go on after work that failed', async () => {
    const turns = createTurns(1, 1)
    const { end, work } = openWork()
    const failing = turns(work('a', 'failed'))
    const next = turns(work('b'))
    end.a?.()
    await expect(failing).rejects.toThrow('a')
    await Promise.resolve()
    end.b?.()
    expect(await next).toBe('b')
  })
})
