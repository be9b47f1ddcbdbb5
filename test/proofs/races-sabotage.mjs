// @ts-check
import '../../dist/storage/sql/store.js'
import { allStatements } from '../../dist/storage/sql/statement.js'

/**
 * The sabotage of the races, loaded into the server with `--import`; the query of this module's URL names the mode.
 * Never part of a server that anybody uses.
 */

/** @typedef {{ statements: readonly string[], edits: readonly (readonly [RegExp, string])[] }} Change */

/** @type {Record<string, Change>} */
const changes = {
  // Of two changes decided upon the same version both win.
  fence: {
    statements: ['redeem_grant', 'rotate_grant', 'mark_pair_used'],
    edits: [[/ version = (\S\d+)/, ' version >= $1']],
  },
  // A refresh writes the grant back as it was read.
  revival: {
    statements: ['rotate_grant'],
    edits: [
      [/ version = (\S\d+) and revoked_at is null/, ' version >= $1'],
      [/(?= sealed_pair =)/, ' revoked_at = null,'],
    ],
  },
  // A refresh answers without asking whether its grant still lives.
  handover: {
    statements: ['rotate_grant'],
    edits: [[/(?= rotated_at =)/, ' handed_over = generation + 1,']],
  },
  // The use of a new pair is not written down.
  replay: { statements: ['mark_pair_used'], edits: [[/, sealed_pair = null/, '']] },
}

const mode = new URL(import.meta.url).search.slice(1)
const change = changes[mode]
if (!change) throw new Error(`There is no sabotage called ${mode}.`)
for (const name of change.statements) {
  const found = allStatements().find((one) => one.name === name)
  if (!found) throw new Error(`There is no statement called ${name}.`)
  for (const form of /** @type {const} */ (['numbered', 'dollars'])) {
    for (const [from, to] of change.edits) {
      if (!from.test(found[form])) throw new Error(`The statement ${name} is not what it was.`)
      Object.assign(found, { [form]: found[form].replace(from, to) })
    }
  }
}
