import { EventEmitter, once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { defineCatalog, serverOptions } from '../../src/index.ts'
import { parseReply, type Reply } from './ask.ts'

const big = 'x'.repeat(300_000)
const soon = () => new Promise(resolve => setTimeout(resolve, 5))

const catalog = defineCatalog({ extends: 'http', envelope: 'nested', codes: { locked: { status: 409, message: 'Thing {id} is locked.', details: { id: 'string' } } } })

/** The request of a client, and the response it must get unless the server closes: the status, and the code or the whole body. */
const requests: ReadonlyArray<readonly [line: string, status: number, want: string, body?: string]> = [
  ['GET /fail/a', 409, 'locked'],
  ['GET /later/a', 409, 'locked'],
  ['GET /bug', 500, 'internal_error'],
  ['GET /nothing', 404, 'not_found'],
  ['DELETE /fail/a', 405, 'method_not_allowed'],
  ['POST /body', 400, 'validation_failed', '{}'],
  ['POST /body', 200, 'read', '{"a":1}'],
  ['GET /slow', 200, 'slow'],
  ['GET /big', 200, big]
]

function build (options: FastifyServerOptions): FastifyInstance {
  const app = Fastify(serverOptions({ logger: false, ...options }))
  app.register(errorCatalog, { catalog })
  app.register(async app => {
    app.get<{ Params: { id: string } }>('/fail/:id', (request, reply) => fail(reply, request.params.id))
    app.get<{ Params: { id: string } }>('/later/:id', async (request, reply) => {
      await soon()
      return fail(reply, request.params.id)
    })
    app.get('/bug', async () => { throw new Error('hunter2') })
    app.post('/body', { schema: { body: { type: 'object', required: ['a'] } } }, async () => 'read')
    app.get('/slow', async () => {
      await soon()
      return 'slow'
    })
    app.get('/big', async () => big)
  })
  return app
}

const fail = (reply: { fail: unknown }, id: string) => (reply.fail as (code: string, details: object) => unknown)('locked', { id })

interface Load {
  /** All problems that clients found. */
  readonly flaws: string[]
  answered: number
  refused: number
  ended: number
  /** Requests that got a closed connection instead of a response. */
  cut: number
}

/** Send request after request, `window` of them at a time, until the server closes the connection. */
async function client (port: number, name: string, window: number, load: Load, seen: EventEmitter) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1')
  const waiting: number[] = []
  let sent = 0
  let rest = ''
  let refused = false
  const send = () => {
    while (waiting.length < window) {
      const [line, , , body = ''] = requests[(sent * 7 + name.length) % requests.length] as typeof requests[number]
      const type = body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
      socket.write(`${line} HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${name}-${sent}\r\n${type}\r\n${body}`)
      waiting.push(sent++)
    }
  }
  socket.on('data', chunk => {
    rest += chunk
    for (let reply = parseReply(rest); reply !== undefined; reply = parseReply(rest)) {
      rest = rest.slice(reply.bytes.length)
      const at = waiting.shift()
      if (at === undefined || refused) {
        load.flaws.push(`${name}: an answer that nobody waits for: ${reply.bytes.slice(0, 300)}`)
        return
      }
      const flaw = flawOf(reply, `${name}-${at}`, requests[(at * 7 + name.length) % requests.length] as typeof requests[number])
      if (flaw !== undefined) load.flaws.push(`${name}-${at}: ${flaw}: ${reply.bytes.slice(0, 300)}`)
      refused = reply.status === 503
      if (refused) load.refused++
      else load.answered++
      seen.emit('news')
    }
    if (!refused) send()
  })
  socket.on('error', () => {})
  socket.on('connect', send)
  await new Promise(resolve => socket.once('close', resolve))
  load.cut += waiting.length
  load.ended++
  seen.emit('news')
  // An incomplete response must be the start of the expected one: its head has a length that the client never receives.
  if (rest !== '' && !/^HTTP\/1\.1 200 OK\r\n[^]*content-length: 300000\r\n/.test(rest)) load.flaws.push(`${name}: half an answer: ${rest.slice(0, 300)}`)
}

function flawOf ({ status, headers, body }: Reply, id: string, [, wantedStatus, want]: typeof requests[number]): string | undefined {
  if (headers.get('x-request-id') !== id) return 'the id is another'
  if (status === 200) return status === wantedStatus && body === want ? undefined : 'not the answer to this request'
  const { error } = JSON.parse(body)
  if (error.request_id !== id) return 'the id of the body is another'
  if (status === 503) return error.code === 'unavailable' && headers.get('connection') === 'close' && headers.has('retry-after') ? undefined : 'not the refusal of the catalog'
  return status === wantedStatus && error.code === want ? undefined : 'not the failure of this request'
}

const clients = 24

for (const [way, options] of Object.entries<FastifyServerOptions>({
  'that waits for its connections': {},
  'that ends idle connections': { forceCloseConnections: 'idle' },
  'that cuts its connections': { forceCloseConnections: true }
})) {
  t.test(`a server ${way}, closed under load, gives each request its complete response, the refusal of the catalog, or a closed connection`, async t => {
    const app = build(options)
    const load: Load = { flaws: [], answered: 0, refused: 0, ended: 0, cut: 0 }
    const seen = new EventEmitter()
    const until = async (holds: () => boolean) => { while (!holds()) await once(seen, 'news') }
    // The server goes on to read until it has refused. With further requests unread, a system may drop the refusal.
    app.addHook('preClose', async () => await until(() => load.ended >= clients / 2))
    t.teardown(() => app.close())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const all = Array.from({ length: clients }, (_, at) => client(port, `c${'-'.repeat(at % 3)}${at}`, 1 + at % 4, load, seen))
    await until(() => load.answered >= 1000)
    await app.close()
    await Promise.all(all)
    t.same(load.flaws, [])
    t.ok(load.refused >= clients / 8, `${load.refused} were refused`)
    t.ok(load.answered >= 1000, `${load.answered} were answered, ${load.cut} cut`)
    await t.rejects(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' })
  })
}
