// @ts-check
import { register } from 'node:module'

/**
 * The sabotage of the nodes, loaded into one of them with `--import`: what is found of a token is believed for a
 * second. Never part of a server that anybody uses.
 */
const data = [
  {
    file: 'storage/sql/grants/store.js',
    find: 'export const createGrantStore = (db) => (',
    replace: `
      const believedMilliseconds = 1000
      const believing = (db) => {
        const answers = new Map()
        return {
          ...db,
          get(statement, parameters) {
            if (!statement.name.startsWith('find_token')) return db.get(statement, parameters)
            const key = statement.name + JSON.stringify(parameters)
            const former = answers.get(key)
            if (former && performance.now() - former.at < believedMilliseconds) return former.answer
            const answer = db.get(statement, parameters)
            answers.set(key, { at: performance.now(), answer })
            return answer
          },
        }
      }
      export const createGrantStore = (db) => createOver(believing(db))
      const createOver = (db) => (`,
  },
]
register('./sabotage-hooks.mjs', import.meta.url, { data })
