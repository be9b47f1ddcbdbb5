import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a PostgreSQL server that can go silent, as a network does that loses every packet. */
export type Pipe = AsyncDisposable & {
  readonly url: string
  /** From now on nothing passes, and new connections are taken without a word. */
  silence(): void
  /** New connections pass again; those that were silenced stay so. */
  restore(): void
}

export const startPipe = async (url: string): Promise<Pipe> => {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isSilent = false
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    return socket
  }
  const listener = createServer((client) => {
    keep(client)
    if (isSilent) return
    const server = keep(connect(Number(port), hostname))
    client.pipe(server)
    server.pipe(client)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((listener.address() as AddressInfo).port)
  return {
    url: through.href,
    silence() {
      isSilent = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    restore() {
      isSilent = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}
