import { type Combination, scenes } from './actors.js'
import type { Failure } from './prove.js'

/** Names a schedule so that it can be run again. */
export const replayOf = (store: string, { combination, run }: Omit<Failure, 'faults'>): string => {
  const { scene, actors } = combination
  return [store, scene.name, actors.map(({ name }) => name).join(' & '), run.schedule].join(' / ')
}

/** Reads what {@link replayOf} wrote. Throws if there is no such scene or actor. */
export const parseReplay = (
  text: string,
): { store: 'sqlite' | 'postgres'; combination: Combination; schedule: string } => {
  const [store, sceneName = '', cast = '', schedule = ''] = text.split(' / ')
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`There is no store ${store}.`)
  const scene = scenes.find(({ name }) => name === sceneName)
  if (!scene) throw new Error(`There is no scene ${sceneName}.`)
  const actors = cast.split(' & ').map((wanted) => {
    const actor = scene.actors.find(({ name }) => name === wanted)
    if (!actor) throw new Error(`The scene ${sceneName} has no actor ${wanted}.`)
    return actor
  })
  return { store, combination: { scene, actors }, schedule }
}
