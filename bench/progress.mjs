// @ts-check

const WIDTH = 24

/** @param {number} seconds */
export function minutes(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`
}

/**
 * A bar on standard error, with what is left by the pace so far.
 * @param {number} estimated Seconds that all of it was thought to take.
 */
export function createProgress(estimated) {
  const started = performance.now()
  let done = 0

  const bar = () => {
    const share = Math.min(1, done / estimated)
    const filled = Math.round(share * WIDTH)
    const spent = (performance.now() - started) / 1000
    // Until a tenth is done the pace says less than the estimate.
    const pace = share < 0.1 ? 1 : spent / done
    const left = minutes(Math.max(0, (estimated - done) * pace))
    return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${Math.round(share * 100)} %, ${left} left`
  }

  return {
    /** @param {string} line */
    show(line) {
      const text = `${bar()}  ${line}`
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`)
      else process.stderr.write(`${text}\n`)
    },
    /** @param {number} seconds Of the estimate. */
    advance(seconds) {
      done += seconds
    },
    end() {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
    },
  }
}
