import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'

/** What every answer has to arrive within, in milliseconds. */
export const LONGEST_WAIT = 5000

export type Header = readonly [name: string, value: string]

export type Outgoing = {
  readonly method: string
  readonly path: string
  readonly headers: readonly Header[]
  readonly body: Buffer
  readonly chunked: boolean
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

export type Transport = {
  send(outgoing: Outgoing): Promise<Answer>
  /** Writes bytes to a connection of their own, ends its half and gives back all that came. */
  sendBytes(bytes: Buffer): Promise<string>
  close(): void
}

const grouped = (headers: readonly Header[]): Record<string, string[]> => {
  const found: Record<string, string[]> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    found[key] = [...(found[key] ?? []), value]
  }
  return found
}

export const createTransport = (url: string): Transport => {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const { hostname, port } = new URL(url)
  return {
    send: ({ method, path, headers, body, chunked }) =>
      new Promise((resolve, reject) => {
        // Said outright: left to itself the client sends the body of a HEAD or DELETE unframed.
        const framing: Record<string, string> = chunked
          ? { 'transfer-encoding': 'chunked' }
          : { 'content-length': String(body.length) }
        const outgoing = request(
          {
            agent,
            hostname,
            port,
            method,
            path,
            headers: { ...grouped(headers), ...(body.length > 0 ? framing : {}) },
          },
          (incoming) => {
            const pieces: Buffer[] = []
            incoming.on('data', (piece: Buffer) => pieces.push(piece))
            incoming.once('error', reject)
            incoming.once('end', () => {
              clearTimeout(late)
              const text = Buffer.concat(pieces).toString('utf8')
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text })
            })
          },
        )
        const late = setTimeout(() => {
          outgoing.destroy(new Error(`no answer in ${LONGEST_WAIT} ms to ${method} ${path}`))
        }, LONGEST_WAIT)
        outgoing.once('error', (fault) => {
          clearTimeout(late)
          reject(fault)
        })
        outgoing.end(body)
      }),

    sendBytes: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: hostname, port: Number(port) })
        const pieces: Buffer[] = []
        const late = setTimeout(() => {
          socket.destroy()
          reject(new Error(`the connection was still open after ${LONGEST_WAIT} ms`))
        }, LONGEST_WAIT)
        socket.on('data', (piece) => pieces.push(piece))
        // A reset is a refusal too: the server owes garbage nothing but an end.
        socket.on('error', () => {})
        socket.once('close', () => {
          clearTimeout(late)
          resolve(Buffer.concat(pieces).toString('latin1'))
        })
        socket.end(bytes)
      }),

    close: () => agent.destroy(),
  }
}
