import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

/** How a server on loopback fails each client that connects. */
export type Fault = 'refuses' | 'hangs' | 'hangs up' | 'sends garbage'

/** Bytes of no protocol: an invalid status line, an invalid length for PostgreSQL, an invalid frame of HTTP/2, BSON and MySQL. */
export const garbage = 'hunter2 is garbage\r\n\r\n'.repeat(20)

const behaviours: Readonly<Record<Exclude<Fault, 'refuses'>, (socket: Socket) => void>> = {
  hangs: socket => { socket.resume() },
  'hangs up': socket => { socket.destroy() },
  'sends garbage': socket => { socket.end(garbage) }
}

/** Start a server with this fault. @returns its port. A server that refuses has closed its port. */
export async function startFaultyServer (t: Test, fault: Fault): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    // A client may reset the connection.
    socket.on('error', () => {})
    if (fault !== 'refuses') behaviours[fault](socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }
  if (fault === 'refuses') await close()
  else t.teardown(close)
  return port
}
