// @ts-check

/** Message types of PostgreSQL's protocol that matter here. PostgreSQL: protocol-message-formats. */
const type = { bind: 0x42, parse: 0x50, query: 0x51, sync: 0x53, terminate: 0x58, ready: 0x5a }

const typeBytes = 1
const lengthBytes = 4

/**
 * @typedef {object} Exchange What a client sends before it waits for an answer.
 * @property {Buffer} bytes
 * @property {'statement' | 'session' | 'goodbye'} kind A prepared statement with its values; anything else; the end.
 * @property {string} name Of the prepared statement; empty for one without.
 */

/**
 * Splits a stream into messages and hands on groups of them.
 * @param {(group: Buffer[]) => boolean} endsGroup
 * @param {(group: Buffer[]) => void} onGroup
 * @returns {(bytes: Buffer) => void}
 */
function grouper(endsGroup, onGroup) {
  let rest = Buffer.alloc(0)
  /** @type {Buffer[]} */
  let group = []
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= typeBytes + lengthBytes) {
      const end = typeBytes + rest.readUInt32BE(typeBytes)
      if (rest.length < end) return
      group.push(rest.subarray(0, end))
      rest = rest.subarray(end)
      if (!endsGroup(group)) continue
      const complete = group
      group = []
      onGroup(complete)
    }
  }
}

/** @param {readonly Buffer[]} group */
const lastType = (group) => group.at(-1)?.[0] ?? 0

/**
 * Reads what a client sends after its start-up message.
 * @param {(exchange: Exchange) => void} onExchange
 */
export const exchangeReader = (onExchange) =>
  grouper(
    (group) => [type.query, type.sync, type.terminate].includes(lastType(group)),
    (group) => {
      const bytes = Buffer.concat(group)
      const bind = group.find(([first]) => first === type.bind)
      if (lastType(group) === type.terminate) onExchange({ bytes, kind: 'goodbye', name: '' })
      else if (!bind) onExchange({ bytes, kind: 'session', name: '' })
      else onExchange({ bytes, kind: 'statement', name: statementOf(bind) })
    },
  )

/**
 * A Bind message names the portal, then the statement.
 * @param {Buffer} bind
 */
function statementOf(bind) {
  const start = bind.indexOf(0, typeBytes + lengthBytes) + 1
  return bind.toString('utf8', start, bind.indexOf(0, start))
}

/**
 * Reads what a server answers, up to the message that says it is ready: only there is a commit told of.
 * @param {(answer: Buffer) => void} onAnswer
 */
export const answerReader = (onAnswer) =>
  grouper(
    (group) => lastType(group) === type.ready,
    (group) => onAnswer(Buffer.concat(group)),
  )

/**
 * @param {string} letter
 * @param {Buffer} body
 */
function message(letter, body) {
  const head = Buffer.alloc(typeBytes + lengthBytes)
  head.write(letter)
  head.writeUInt32BE(body.length + lengthBytes, typeBytes)
  return Buffer.concat([head, body])
}

/**
 * @param {'ERROR' | 'FATAL'} severity
 * @param {string} code SQLSTATE
 */
export function errorResponse(severity, code) {
  const fields = { S: severity, V: severity, C: code, M: `injected ${code}` }
  const text = Object.entries(fields).map(([letter, value]) => `${letter}${value}\0`)
  return message('E', Buffer.from(`${text.join('')}\0`))
}

/** Ready for a query, outside of a transaction. */
export const ready = message('Z', Buffer.from('I'))

/**
 * Whether an answer holds an error of this code.
 * @param {Buffer} answer
 * @param {string} code
 */
export const answersError = (answer, code) => answer.includes(`\0C${code}\0`)
