import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { secret, type Test } from './rows.ts'

const ok = 'HTTP/1.1 200 OK\r\n'

/** The faults of a server that an API depends on, by path. */
export const faults: Readonly<Record<string, (socket: Socket) => unknown>> = {
  '/resets': socket => socket.resetAndDestroy(),
  '/hangs-up': socket => socket.destroy(),
  '/ends': socket => socket.end(),
  '/garbage': socket => socket.end(`${secret}\r\n\r\n`),
  '/half-a-line': socket => socket.end('HTTP/1.1 20'),
  '/half-a-header': socket => socket.end(`${ok}x-secret: ${secret}`),
  '/no-version': socket => socket.end('HTTP/ 200 OK\r\n\r\n'),
  '/bad-header': socket => socket.end(`${ok}a b: ${secret}\r\n\r\n`),
  '/bad-length': socket => socket.end(`${ok}content-length: ${secret}\r\n\r\n`),
  '/two-lengths': socket => socket.end(`${ok}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
  '/both-lengths': socket => socket.end(`${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`),
  '/large-head': socket => socket.end(`${ok}x-large: ${'a'.repeat(70_000)}\r\n\r\n`)
}

/** Responses with valid heads and invalid bodies. */
export const brokenBodies: Readonly<Record<string, (socket: Socket) => unknown>> = {
  '/bad-chunk': socket => socket.write(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`),
  '/short': socket => socket.end(`${ok}content-length: 100\r\n\r\n`),
  '/cut-off': socket => socket.end(`${ok}transfer-encoding: chunked\r\n\r\n`)
}

const silent = (socket: Socket) => socket

/** A server that answers as its paths say, or never; its port. */
export async function misbehave (t: Test): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('data', chunk => {
      const path = /^\w+ (\/[\w-]*)/.exec(chunk.toString('latin1'))?.[1] ?? ''
      const act = faults[path] ?? brokenBodies[path] ?? silent
      act(socket)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A port that nobody listens on any more. */
export async function closedPort (): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}
