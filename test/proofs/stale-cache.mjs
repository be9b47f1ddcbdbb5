// @ts-check
import pg from 'pg'

/**
 * The sabotage of the nodes, loaded into one of them with `--import`: what is found of a token is believed for a
 * second. Never part of a server that anybody uses.
 */
const believedMilliseconds = 1000
const cached = ['find_token', 'find_token_of_client']

/** @type {Map<string, { at: number, answer: Promise<unknown> }>} */
const answers = new Map()
const { query } = pg.Pool.prototype

/**
 * @this {pg.Pool}
 * @param {any[]} args
 */
pg.Pool.prototype.query = /** @type {never} */ (
  function queryOnce(/** @type {any[]} */ ...args) {
    const ask = () => query.apply(/** @type {never} */ (this), /** @type {never} */ (args))
    const [{ name, values }] = args
    if (!cached.includes(name)) return ask()
    const key = `${name} ${values}`
    const former = answers.get(key)
    if (former && performance.now() - former.at < believedMilliseconds) return former.answer
    const answer = /** @type {Promise<unknown>} */ (/** @type {unknown} */ (ask()))
    answers.set(key, { at: performance.now(), answer })
    return answer
  }
)
