// @ts-check
import { connect } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')
const lineEnd = Buffer.from('\r\n')

/**
 * Where the chunked body that begins at `start` ends, or -1 while it is incomplete.
 * @param {Buffer} bytes
 * @param {number} start
 */
function chunkedEnd(bytes, start) {
  let position = start
  for (;;) {
    const sizeEnd = bytes.indexOf(lineEnd, position)
    if (sizeEnd === -1) return -1
    const size = Number.parseInt(bytes.toString('latin1', position, sizeEnd), 16)
    position = sizeEnd + 2 + size + 2
    if (position > bytes.length) return -1
    if (size === 0) return position
  }
}

/**
 * Where the first response in `bytes` ends, or -1 while it is incomplete.
 * @param {Buffer} bytes
 */
export function responseEnd(bytes) {
  const headLength = bytes.indexOf(headEnd)
  if (headLength === -1) return -1
  const bodyStart = headLength + 4
  const head = bytes.toString('latin1', 0, headLength).toLowerCase()
  const at = head.indexOf('\r\ncontent-length:')
  if (at !== -1) {
    const end = bodyStart + Number.parseInt(head.slice(at + 17), 10)
    return end <= bytes.length ? end : -1
  }
  if (head.includes('\r\ntransfer-encoding: chunked')) return chunkedEnd(bytes, bodyStart)
  return bodyStart
}

/** @param {Buffer} bytes */
export function statusOf(bytes) {
  return Number.parseInt(bytes.toString('latin1', 9, 12), 10)
}

/** One keep-alive connection with at most one request under way. */
export class HttpConnection {
  /** @type {Buffer | undefined} */
  #partial
  #socket
  /** @type {(response: Buffer) => void} */
  #onResponse = () => undefined

  /**
   * @param {URL} url
   * @param {(error: Error) => void} onBroken
   */
  constructor(url, onBroken) {
    this.#socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    this.#socket.on('data', (bytes) => this.#receive(bytes))
    this.#socket.on('error', onBroken)
    this.#socket.on('end', () => onBroken(new Error('The server closed a connection.')))
  }

  /** @returns {Promise<void>} */
  opened() {
    return new Promise((resolve) => this.#socket.once('connect', resolve))
  }

  /**
   * @param {Buffer} request
   * @param {(response: Buffer) => void} onResponse
   */
  send(request, onResponse) {
    this.#onResponse = onResponse
    this.#socket.write(request)
  }

  close() {
    this.#socket.removeAllListeners('end')
    this.#socket.destroy()
  }

  /** @param {Buffer} bytes */
  #receive(bytes) {
    const received = this.#partial ? Buffer.concat([this.#partial, bytes]) : bytes
    const end = responseEnd(received)
    if (end === -1) {
      this.#partial = received
      return
    }
    this.#partial = undefined
    this.#onResponse(received)
  }
}
