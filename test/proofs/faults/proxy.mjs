// @ts-check
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { answerReader, exchangeReader } from './wire.mjs'

/** @typedef {import('./wire.mjs').Exchange} Exchange */
/** @typedef {import('node:net').Socket} Socket */

/**
 * @typedef {object} Link One connection through the proxy.
 * @property {Socket} client
 * @property {Socket} server
 * @property {(bytes: Buffer) => Promise<Buffer | undefined>} ask The server's whole answer; none if it went away.
 * @property {() => void} cut Ends both sides.
 */

/**
 * @typedef {object} Interference
 * @property {(link: Link, exchange: Exchange) => (() => unknown) | undefined} onExchange What happens instead of
 *   forwarding; nothing: it is forwarded.
 * @property {(client: Socket) => boolean} onConnection Whether it took care of a new connection.
 * @property {(answer: Buffer) => void} onAnswer Sees every answer of the server.
 */

/**
 * Stands between a node and its PostgreSQL and lets everything through, except what the interference takes.
 * @param {{ host: string, port: number }} target
 * @param {Interference} interference
 */
export async function startProxy(target, interference) {
  /** @type {Set<Socket>} */
  const sockets = new Set()

  /** @param {Socket} socket */
  const keep = (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    return socket.setNoDelay(true)
  }

  /** @param {Socket} client */
  const link = (client) => {
    const server = keep(connect(target))
    /** @type {((answer: Buffer | undefined) => void) | undefined} */
    let waiting
    /** @param {Buffer} [answer] */
    const settle = (answer) => {
      const settled = waiting
      waiting = undefined
      settled?.(answer)
    }
    /** @type {Link} */
    const self = {
      client,
      server,
      ask: (bytes) =>
        new Promise((resolve) => {
          waiting = resolve
          if (server.destroyed) settle()
          else server.write(bytes)
        }),
      cut() {
        client.destroy()
        server.destroy()
      },
    }
    const readAnswer = answerReader((answer) => {
      interference.onAnswer(answer)
      settle(answer)
    })
    server.on('data', (bytes) => {
      const isAwaited = waiting !== undefined
      readAnswer(bytes)
      if (!isAwaited) client.write(bytes)
    })
    server.once('close', () => {
      settle()
      client.end()
    })
    const readExchange = exchangeReader((exchange) => {
      const instead = interference.onExchange(self, exchange)
      if (instead) instead()
      else server.write(exchange.bytes)
    })
    let isStarted = false
    client.on('data', (bytes) => {
      if (isStarted) return readExchange(bytes)
      // The start-up message is the one without a type; the driver sends it alone.
      isStarted = true
      server.write(bytes)
    })
    client.once('close', () => server.end())
  }

  const listener = createServer((client) => {
    keep(client)
    if (!interference.onConnection(client)) link(client)
  })
  let port = 0
  const listen = async () => {
    listener.listen(port, '127.0.0.1')
    await once(listener, 'listening')
    port = /** @type {import('node:net').AddressInfo} */ (listener.address()).port
  }
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  await listen()
  return {
    get port() {
      return port
    },
    cutAll,
    /** Connections are refused until {@link listen}. */
    async refuse() {
      const closed = once(listener, 'close')
      listener.close()
      cutAll()
      await closed
    },
    listen,
    async close() {
      if (listener.listening) listener.close()
      cutAll()
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof startProxy>>} Proxy */
