import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { connect, type AddressInfo } from 'node:net'
import { join, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import deepmerge from '@fastify/deepmerge'
import Fastify, { type FastifyServerOptions } from 'fastify'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import t from 'tap'

const { resolve } = createRequire(import.meta.url)

/** Requests that reach the catalog only because of `serverOptions`. */
const rows: Readonly<Record<string, [head: string, want: RegExp]>> = {
  'without Host': ['GET / HTTP/1.1\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 400 [^]*"code":"bad_request"/],
  'with two Hosts': ['GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 400 [^]*"code":"bad_request"/],
  'a URL that cannot be decoded': ['GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 400 [^]*"error":\{"code":/],
  'a valid request': ['GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', /^HTTP\/1\.1 200 [^]*the handler ran/]
}

async function send (port: number, head: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(head)
  return Buffer.concat(await socket.toArray() as Buffer[]).toString()
}

t.test('serverOptions merged by @fastify/deepmerge refuse the same requests', async t => {
  const merged = [
    deepmerge()({ logger: false }, serverOptions()),
    deepmerge()(serverOptions(), { bodyLimit: 100 }),
    deepmerge({ all: true })({ logger: false }, serverOptions(), { http: { maxHeaderSize: 20_000 } })
  ] as FastifyServerOptions[]
  for (const options of merged) {
    const app = Fastify(options)
    t.teardown(async () => await app.close())
    await app.register(errorCatalog)
    app.get('/', async () => 'the handler ran')
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    for (const [name, [head, want]] of Object.entries(rows)) t.match(await send(port, head), want, name)
  }
})

const application = (options: string) => `
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
export const options = ${options}
export default async function (app, options) {
  await app.register(errorCatalog)
  app.get('/', async () => 'the handler ran')
}
`

t.test('fastify start --options refuses the same requests', async t => {
  for (const options of ['serverOptions()', '{ ...serverOptions(), skipOverride: true }']) {
    const folder = t.testdir({ 'package.json': '{"type":"module"}', 'app.js': application(options) })
    const program = join(dirname(resolve('fastify-cli/package.json')), 'cli.js')
    const args = [program, 'start', '--options', '--address', '127.0.0.1', '--port', '0', '--log-level', 'info', 'app.js']
    const started = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(started, 'exit')
    t.teardown(() => started.kill('SIGKILL'))
    const port = await portOf(createInterface(started.stdout))
    for (const [name, [head, want]] of Object.entries(rows)) t.match(await send(port, head), want, `${options}: ${name}`)
    started.kill('SIGTERM')
    await ended
  }
})

/** The port that the first log line of a listening server names. */
async function portOf (lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const port = /Server listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error('fastify-cli ended before it was listening')
}
