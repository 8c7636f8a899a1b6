import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import replyFrom from '@fastify/reply-from'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { covered, docOf, request, rowsOf, wire } from './serve.ts'

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)
const close = 'connection: close\r\n'

/** The first byte, then a failure. */
async function * failing () {
  yield 'first'
  await new Promise(resolve => setImmediate(resolve))
  throw new Error('hunter2')
}

t.test('every proof that docs/reference/failures.md names is a test of this file', async t => {
  const titles = [...readFileSync(fileURLToPath(import.meta.url), 'utf8').matchAll(/^t\.test\('(.+)', async/gm)].map(([, title]) => title)
  const named = rowsOf(docOf('reference/failures.md')).filter(cells => cells.length === 3).flatMap(([, , proof = '']) => [...proof.matchAll(/"([^"]+)"/g)].map(([, title]) => title))
  t.same(titles.slice(1), named)
})

t.test('a stream that fails after its first byte is a body without an end and a closed socket', async t => {
  const { url } = await covered(t, app => { app.get('/', async (_request, reply) => reply.send(Readable.from(failing()))) })
  const got = await wire(url, request('/'))
  t.match(got, /^HTTP\/1.1 200 OK/)
  t.equal(bodyOf(got), '5\r\nfirst\r\n', 'the last chunk, 0, is missing')
  await t.rejects(fetch(url).then(response => response.text()), 'a client sees that the body is not whole')
})

t.test('a hijacked reply is what was written into it', async t => {
  const { url } = await covered(t, app => {
    app.get('/', async (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(500, { connection: 'close', 'content-length': 3 }).end('own')
      throw new Error('hunter2')
    })
  })
  const got = await wire(url, request('/'))
  t.match(got, /^HTTP\/1.1 500 /)
  t.equal(bodyOf(got), 'own')
})

t.test('a reply that was begun through reply.raw is a body without an end', async t => {
  const { url } = await covered(t, app => {
    app.get('/', async (_request, reply) => {
      await new Promise<unknown>(resolve => reply.raw.write('first', resolve))
      throw new Error('hunter2')
    })
  })
  const got = await wire(url, request('/'))
  t.match(got, /^HTTP\/1.1 200 OK/)
  t.equal(bodyOf(got), '5\r\nfirst\r\n')
})

t.test('what an upstream has answered is sent as it is', async t => {
  const upstream = createServer((_request, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('upstream')).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  t.teardown(() => upstream.close())
  const { ask } = await covered(t, async app => {
    await app.register(replyFrom, { base: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` })
    app.get('/', (_request, reply) => { reply.from('/') })
  })
  const { status, text } = await ask('/')
  t.same([status, text], [404, 'upstream'])
})

t.test('a stream, a buffer and a Response with an error status are sent as they are', async t => {
  const { ask } = await covered(t, app => {
    app.get('/stream', async (_request, reply) => reply.code(409).send(Readable.from(['own'])))
    app.get('/buffer', async (_request, reply) => reply.code(409).send(Buffer.from('own')))
    app.get('/response', async () => new Response('own', { status: 409 }))
  })
  for (const path of ['/stream', '/buffer', '/response']) {
    const { status, text } = await ask(path)
    t.same([status, text], [409, 'own'], path)
  }
})

t.test('a handler that never answers sends nothing until handlerTimeout is set', async t => {
  const never = () => new Promise(() => {})
  const { app, url, ask } = await covered(t, app => {
    app.get('/never', never)
    app.get('/limited', { handlerTimeout: 50 }, never)
  }, { forceCloseConnections: true })
  const entered = new Promise<void>(resolve => app.server.once('request', () => resolve()))
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let got = ''
  socket.on('data', chunk => { got += chunk })
  socket.write(request('/never'))
  await entered
  t.match(await ask('/limited'), { status: 503, body: { error: { code: 'handler_timeout' } } })
  t.equal(got, '')
  socket.destroy()
})

t.test('an exception outside of the lifecycle ends the process', async t => {
  const file = join(t.testdir({}), 'server.mjs')
  writeFileSync(file, `
import Fastify from 'fastify'
import errorCatalog, { serverOptions } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
const fail = () => { throw new Error('hunter2') }
const tenant = { name: 'tenant', storage: () => ({ get: () => null, set () {} }), deriveConstraint: fail, mustMatchWhenDerived: true }
const options = {
  timer: {},
  genReqId: { genReqId: fail },
  rewriteUrl: { rewriteUrl: fail },
  querystringParser: { routerOptions: { querystringParser: fail } },
  constraint: { routerOptions: { constraints: { tenant } } }
}
const place = process.argv[2]
const app = Fastify(serverOptions(options[place]))
await app.register(errorCatalog)
app.get('/', place === 'constraint' ? { constraints: { tenant: 'a' } } : {}, async () => place === 'timer' ? new Promise(() => setTimeout(fail)) : 'ok')
console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
`)
  for (const place of ['timer', 'genReqId', 'rewriteUrl', 'querystringParser', 'constraint']) {
    const child = spawn(process.execPath, ['--import', 'tsx', file, place], { env: { PATH: process.env['PATH'], _TAPJS_PROCESSINFO_COVERAGE_: '0' } })
    t.teardown(() => child.kill())
    let told = ''
    child.stderr.on('data', chunk => { told += chunk })
    const exit = once(child, 'close')
    const [line] = await Promise.race([once(child.stdout, 'data'), exit]) as [unknown]
    t.equal(await wire(String(line).trim(), request('/?a=1')), '', `${place}: no answer`)
    t.same(await exit, [1, null], `${place}: exit code 1`)
    t.match(told, 'Error: hunter2', place)
  }
})

t.test('undefined or null thrown from a hook with a callback lets the request go on', async t => {
  const { ask } = await covered(t, app => {
    app.get('/undefined', { onRequest: () => { throw undefined } }, async () => 'the handler') // eslint-disable-line no-throw-literal -- it is what is tested
    app.get('/null', { onRequest: () => { throw null } }, async () => 'the handler') // eslint-disable-line no-throw-literal -- it is what is tested
    app.get('/promise', { onRequest: async () => { throw undefined } }, async () => 'the handler') // eslint-disable-line no-throw-literal -- it is what is tested
  })
  for (const [path, want] of [['/undefined', [200, 'the handler']], ['/null', [200, 'the handler']], ['/promise', [500, /internal_error/]]] as const) {
    const { status, text } = await ask(path)
    t.match([status, text], want, path)
  }
})

t.test('undefined from a parser that is async lets the request go on', async t => {
  const { ask } = await covered(t, app => {
    app.addContentTypeParser('text/own', async () => { throw undefined }) // eslint-disable-line no-throw-literal -- it is what is tested
    app.post('/parser', async ({ body }) => ({ body: body ?? 'nothing' }))
  })
  t.match(await ask('/parser', { method: 'POST', body: '{}', headers: { 'content-type': 'text/own' } }), { status: 200, body: { body: 'nothing' } })
})

t.test('what is falsy and given to done in preSerialization or onSend lets the success go on', async t => {
  const cases = [0, '', false].flatMap((value, index) => ['preSerialization', 'onSend'].map(hook => ({ value, hook, path: `/${hook}/${index}` })))
  const { ask } = await covered(t, app => {
    for (const { value, hook, path } of cases) {
      app.get(path, { [hook]: (_request: unknown, _reply: unknown, _payload: unknown, done: (error: unknown) => void) => done(value) }, async () => ({ of: 'the handler' }))
      app.get(`${path}/thrown`, { [hook]: async () => { throw value } }, async () => ({ of: 'the handler' }))
    }
  })
  for (const { path } of cases) {
    t.match(await ask(path), { status: 200, body: { of: 'the handler' } }, path)
    t.match(await ask(`${path}/thrown`), { status: 500, body: { error: { code: 'internal_error' } } }, `${path}/thrown`)
  }
})

t.test('what a synchronous error handler throws, and is no error, is sent as a success', async t => {
  const { ask } = await covered(t, app => {
    app.register(async scope => {
      scope.setErrorHandler(() => { throw 'a text' }) // eslint-disable-line no-throw-literal -- it is what is tested
      scope.get('/', async () => { throw new Error('hunter2') })
    })
  })
  t.match(await ask('/'), { status: 200, body: 'a text' })
})

t.test('the request after maxRequestsPerSocket is refused by Node', async t => {
  const { url } = await covered(t, app => { app.get('/', async () => 'ok') }, { maxRequestsPerSocket: 1, keepAliveTimeout: 50 })
  const [, second = ''] = (await wire(url, request('/').repeat(2))).split('HTTP/1.1 200 OK')[1]?.split('HTTP/1.1 ') ?? []
  t.match(second, /^503 Service Unavailable/)
  t.notMatch(second, 'error')
})

t.test('CONNECT closes the socket without an answer', async t => {
  const { url } = await covered(t, () => {})
  t.equal(await wire(url, 'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n'), '')
})

t.test('a connection past connectionTimeout is closed without an answer', async t => {
  const { url } = await covered(t, app => { app.get('/', () => new Promise(() => {})) }, { connectionTimeout: 50 })
  t.equal(await wire(url, request('/')), '')
})

t.test('a refused handshake of a WebSocket is answered by ws', async t => {
  const { url } = await covered(t, async app => {
    await app.register(websocket)
    app.get('/', { websocket: true }, () => {})
  })
  const got = await wire(url, request('/', 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: short\r\n'))
  t.match(got, /^HTTP\/1.1 400 Bad Request\r\n[^]*content-type: text\/html/i)
  t.notMatch(got, '"error"')
})

t.test('a broken TLS handshake has no response', async t => {
  const app = Fastify({ https: {} })
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connectTls(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
  socket.on('data', () => t.fail('the client got a response'))
  const [error] = await once(socket, 'error') as [Error & { code: string }]
  t.match(error.code, /SSL|ECONN/)
})

t.test('a broken session of HTTP/2 has no response', async t => {
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const got = await wire(url, `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${request('/', close)}`)
  t.notMatch(got, /"error"|HTTP\/1/)
  const session = connectHttp2(url)
  t.teardown(() => session.destroy())
  const stream = session.request({ ':path': '/' })
  const [headers] = await once(stream, 'response') as [Record<string, unknown>]
  t.equal(headers[':status'], 404, 'a session that holds is answered')
  session.destroy()
})

t.test('bytes that cannot be parsed behind a request close the connection after its answer', async t => {
  const { app, url } = await covered(t, app => {
    app.get('/', async () => {
      await failed
      return 'the answer'
    })
  })
  const failed = once(app.server, 'clientError')
  const got = await wire(url, `${request('/')}hunter2\r\n\r\n`)
  t.match(got, /^HTTP\/1.1 200 OK/)
  t.equal(bodyOf(got), 'the answer')
})
