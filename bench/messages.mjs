// @ts-check
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

let lastId = 0

/**
 * Asks a child process one question and waits for its answer.
 * @param {ChildProcess} child
 * @param {string} question
 * @param {unknown} [payload]
 * @returns {Promise<any>}
 */
export function ask(child, question, payload) {
  lastId += 1
  const id = lastId
  return new Promise((resolve, reject) => {
    /** @param {any} message */
    const onMessage = (message) => {
      if (message.id !== id) return
      settle()
      if (message.error) reject(new Error(message.error))
      else resolve(message.answer)
    }
    /** @param {number | null} code */
    const onExit = (code) => {
      settle()
      reject(new Error(`The process ended (${code}) before it answered "${question}".`))
    }
    const settle = () => {
      child.off('message', onMessage)
      child.off('exit', onExit)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
    child.send({ id, question, payload })
  })
}

/**
 * Answers the questions of the parent process.
 * @param {Record<string, (payload: any) => unknown>} answers
 */
export function answer(answers) {
  process.on('message', async (/** @type {any} */ { id, question, payload }) => {
    try {
      const found = answers[question]
      if (!found) throw new Error(`No answer to "${question}".`)
      process.send?.({ id, answer: await found(payload) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}
