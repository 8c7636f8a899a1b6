import dns from 'node:dns'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import http2 from 'node:http2'
import { connect, type Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import errorCatalog, { serverOptions, type ErrorCatalogOptions } from '../../../src/index.ts'
import { serve, type Served } from '../../serve.ts'

const slowAfter = { requestTimeout: 300, http: { connectionsCheckingInterval: 50, headersTimeout: 200 } } as FastifyServerOptions
const garbage = 'GARBAGE\r\n\r\n'
const host = 'host: a\r\n'

/** A connection that is written to step by step, and what has come back when it ends. */
function dial ({ url }: Pick<Served, 'url'>, address = '127.0.0.1', allowHalfOpen = false) {
  const socket = connect({ port: Number(new URL(url).port), host: address, allowHalfOpen })
  let got = ''
  socket.setEncoding('latin1').on('data', chunk => { got += chunk }).on('error', () => {})
  return {
    socket,
    write: (text: string) => socket.write(text, 'latin1'),
    /** Wait until a text has come back. */
    async until (text: string) {
      while (!got.includes(text)) await once(socket, 'data')
    },
    async ended () {
      if (!socket.closed) await once(socket, 'close')
      return got
    }
  }
}

async function send (served: Pick<Served, 'url'>, text: string): Promise<string> {
  const { write, ended } = dial(served)
  write(text)
  return ended()
}

/** Something to wait for until the test lets it happen. */
function gate () {
  let open = () => {}
  const passed = new Promise<void>(resolve => { open = resolve })
  return { passed, open: () => open() }
}

function responses (got: string): number {
  return got.split('HTTP/1.1 ').length - 1
}

function bodyOf (got: string): Record<string, unknown> {
  return JSON.parse(got.slice(got.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>
}

function idOf (got: string): string | undefined {
  return /^x-request-id: (.*)\r$/im.exec(got)?.[1]
}

t.test('malformed requests get failures of the catalog of the root, and are logged', async t => {
  const served = await serve(t, app => app.register(errorCatalog), serverOptions(slowAfter))
  const got = await send(served, garbage)
  t.match(got, /^HTTP\/1\.1 400 Bad Request\r\ndate: .* GMT\r\nconnection: close\r\ncontent-type: application\/json; charset=utf-8\r\ncontent-length: \d+\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\nX-Request-Id: [\w-]{36}\r\n\r\n\{/)
  t.same(bodyOf(got), { error: { code: 'bad_request', message: 'The request is not valid.', request_id: idOf(got) } })
  t.equal(/content-length: (\d+)/.exec(got)?.[1], String(got.length - got.indexOf('\r\n\r\n') - 4))
  t.match(served.logs.find(({ code }) => code === 'bad_request'), { level: 20, status: 400, requestId: idOf(got), err: /^Parse Error/ })
})

t.test('bytes that are no valid request are logged at debug alone', async t => {
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/', async () => 'done')
  }, serverOptions(slowAfter))
  const sent: ReadonlyArray<readonly [text: string, status: number]> = [
    [garbage, 400],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    [`GET / HTTP/9.9\r\n${host}\r\n`, 400],
    [`GET / HTTP/1.1\r\n${host}no colon\r\n\r\n`, 400],
    [`POST / HTTP/1.1\r\n${host}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`, 400],
    [`GET / HTTP/1.1\r\n${host}x: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    [`GET / HTTP/1.1\r\n${host}x: `, 408],
    [`POST / HTTP/1.1\r\n${host}connection: close\r\nexpect: cake\r\n\r\n`, 417]
  ]
  served.logs.length = 0
  for (const [text, status] of sent) {
    t.ok((await send(served, text)).startsWith(`HTTP/1.1 ${status} `), JSON.stringify(text.slice(0, 80)))
  }
  t.equal(served.logs.filter(({ code }) => code !== undefined).length, sent.length, 'one line each')
  t.same(served.logs.filter(({ level }) => level !== 20), [])
})

t.test('if the root has no catalog, a catalog below it responds; kyc with its header', async t => {
  const served = await serve(t, app => app.register(async scope => await scope.register(errorCatalog, { catalog: { extends: 'kyc' } }), { prefix: '/v1' }))
  const got = await send(served, garbage)
  t.match(bodyOf(got), { code: 'validation_error', request_id: /.+/ })
  t.match(got, /^KYC-Request-Id: .+\r$/m)
})

t.test('a request that breaks while it is read keeps its id, and is answered once', async t => {
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/late', async () => 'late')
    app.post('/early', { onRequest: async (_request, reply) => await reply.send('early') }, async () => '')
    app.post('/streamed', { onRequest: async (_request, reply) => { reply.hijack(); reply.raw.writeHead(200).write('begun') } }, async () => '')
  }, serverOptions(slowAfter))
  const chunked = (path: string, headers = '') => `POST ${path} HTTP/1.1\r\n${host}${headers}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`

  const trusted = dial(served)
  trusted.write(`POST /late HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 9\r\n\r\n{`)
  const slow = await trusted.ended()
  t.match(slow, /^HTTP\/1\.1 408 Request Timeout\r\n/)
  t.match(bodyOf(slow), { error: { code: 'request_timeout' } })
  t.ok(served.logs.some(({ reqId, msg }) => msg === 'incoming request' && reqId === idOf(slow)), 'the id is the one the request was logged with')

  t.match(await send(served, `${chunked('/late')}ZZ\r\n`), /^HTTP\/1\.1 400 /)

  const early = dial(served)
  early.write(chunked('/early'))
  await early.until('early')
  early.write('ZZ\r\n')
  const answered = await early.ended()
  t.equal(responses(answered), 1, 'after its answer nothing is written')

  const streamed = dial(served)
  streamed.write(chunked('/streamed'))
  await streamed.until('begun')
  streamed.write('ZZ\r\n')
  const begun = await streamed.ended()
  t.equal(responses(begun), 1)
  t.notMatch(begun, /bad_request|0\r\n\r\n$/, 'into a body that has begun nothing is written, and it does not look whole')
})

t.test('bytes after a whole request do not take the place of its answer', async t => {
  const { passed: go, open } = gate()
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/slow', async () => { await go; return 'slow' })
    app.get('/sync', (_request, reply) => { reply.send('sync') })
  }, serverOptions())
  const waiting = dial(served)
  waiting.write(`GET /slow HTTP/1.1\r\n${host}\r\n${garbage}`)
  const logged = dial(served)
  logged.write(`GET /sync HTTP/1.1\r\n${host}\r\n${garbage}`)
  const sync = await logged.ended()
  t.match(sync, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nsync$/)
  open()
  const slow = await waiting.ended()
  t.match(slow, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n\r\nslow$/i)
})

t.test('all whole requests are answered before a connection closes, however much garbage follows', async t => {
  const { passed: go, open } = gate()
  const warnings: Error[] = []
  const warn = (warning: Error) => { warnings.push(warning) }
  process.on('warning', warn)
  t.teardown(() => process.off('warning', warn))
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get<{ Params: { name: string } }>('/slow/:name', async ({ params }) => {
      await go
      return `answer ${params.name}`
    })
  }, serverOptions())
  const errors: Error[] = []
  served.app.server.on('clientError', error => errors.push(error))
  const { write, ended } = dial(served)
  write(`${['a', 'b', 'c'].map(name => `GET /slow/${name} HTTP/1.1\r\n${host}\r\n`).join('')}${garbage}`)
  while (errors.length < 20) {
    await new Promise(resolve => setTimeout(resolve, 5))
    write(garbage)
  }
  open()
  const got = await ended()
  t.same(got.match(/answer \w/g), ['answer a', 'answer b', 'answer c'])
  t.same(warnings, [], 'no listener is added for each error')
})

t.test('a handler that never answers does not keep a connection open after an error', async t => {
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/never', () => new Promise(() => {}))
  }, serverOptions({ requestTimeout: 200 }))
  t.equal(await send(served, `GET /never HTTP/1.1\r\n${host}\r\n${garbage}`), '')
})

t.test('a client that never closes its half of a connection is answered, and does not keep it open', async t => {
  const lines: Readonly<Record<number, string>> = { 400: garbage, 408: `GET / HTTP/1.1\r\n${host}x: `, 431: `GET / HTTP/1.1\r\n${host}x: ${'x'.repeat(1_000_000)}` }
  const served = await serve(t, app => app.register(errorCatalog), serverOptions(slowAfter))
  const count = async () => await new Promise<number>((resolve, reject) => served.app.server.getConnections((error, count) => error === null ? resolve(count) : reject(error)))
  await Promise.all(Object.entries(lines).flatMap(([status, text]) => Array.from({ length: 20 }, async () => {
    const { write, socket } = dial(served, '127.0.0.1', true)
    t.teardown(() => socket.destroy())
    let got = ''
    socket.on('data', chunk => { got += chunk })
    write(text)
    await new Promise(resolve => socket.once('end', resolve).once('close', resolve))
    t.ok(got.startsWith(`HTTP/1.1 ${status} `) && got.endsWith('}}'), `${status}: ${got}`)
  })))
  while (await count() > 0) await new Promise(resolve => setTimeout(resolve, 10))
  await served.app.close()
})

t.test('a client that resets its connection is not written to', async t => {
  const served = await serve(t, async app => {
    await app.register(errorCatalog)
    app.post('/', async () => '')
  })
  const { socket, write } = dial(served)
  const [{ remotePort }] = await Promise.all([once(served.app.server, 'connection').then(([given]) => given as Socket), once(socket, 'connect')])
  const gone = once(served.app.server, 'clientError')
  write(`POST / HTTP/1.1\r\n${host}content-type: application/json\r\ncontent-length: 5\r\n\r\na`)
  await once(served.app.server, 'request')
  socket.resetAndDestroy()
  const [error] = await gone as [{ code: string }]
  t.equal(error.code, 'ECONNRESET', `of ${remotePort}`)
  const isTold = ({ msg, code }: Record<string, unknown>) => code !== undefined || /closed the connection/.test(String(msg))
  while (!served.logs.some(isTold)) await new Promise(resolve => setImmediate(resolve))
  t.match(served.logs.filter(isTold), [{ level: 20, err: { message: 'aborted', code: 'ECONNRESET' } }], 'one line at debug, and no failure')
})

t.test('a clientErrorHandler of the user wins, and start-up logs that at debug', async t => {
  const own = await serve(t, app => app.register(errorCatalog), serverOptions({ clientErrorHandler: (_error, socket) => { socket.end('HTTP/1.1 418 Mine\r\n\r\n') } }))
  t.match(await send(own, garbage), /^HTTP\/1\.1 418 Mine/)
  t.match(own.logs.find(({ uncovered }) => uncovered !== undefined), { level: 20, uncovered: ['malformed requests, which your clientErrorHandler handles'] })
})

t.test('other listeners for clientError keep working', async t => {
  const heard: string[] = []
  const served = await serve(t, async app => {
    app.server.on('clientError', () => heard.push('before'))
    await app.register(errorCatalog)
    app.server.on('clientError', () => heard.push('after'))
  }, serverOptions())
  const got = await send(served, garbage)
  t.equal(responses(got), 1)
  t.match(bodyOf(got), { error: { code: 'bad_request' } })
  t.same(heard, ['before', 'after'])
})

t.test('start-up logs once, at debug, which errors other code handles', async t => {
  const reports = ({ logs }: Served) => logs.filter(({ uncovered }) => uncovered !== undefined).map(({ level, uncovered }) => [level, uncovered])
  const all = ['URLs that cannot be routed', 'requests while the server closes', 'requests without Host']
  const twice = async (app: FastifyInstance) => {
    await app.register(errorCatalog)
    app.register(async scope => await scope.register(errorCatalog, { catalog: { extends: 'kyc' } }), { prefix: '/v1' })
  }
  t.same(reports(await serve(t, twice)), [[20, all]])
  t.same(reports(await serve(t, twice, serverOptions())), [[20, []]])
  const options = { frameworkErrors: () => {}, return503OnClosing: true, http: { requireHostHeader: true } } as unknown as FastifyServerOptions
  t.same(reports(await serve(t, twice, serverOptions(options))), [[20, all]])
  t.same(reports(await serve(t, twice, { ...serverOptions(), ...options })), [[20, all]], 'beside the spread they take the place of ours')
  t.same(reports(await serve(t, twice, { ...serverOptions(), http: { maxHeaderSize: 1000 } } as FastifyServerOptions)), [[20, ['requests without Host']]])
  t.same(reports(await serve(t, twice, serverOptions({ http: { maxHeaderSize: 1000 } } as FastifyServerOptions))), [[20, []]])
})

t.test('each server that localhost is bound to answers alike', async t => {
  const { lookup } = dns
  const both = [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.2', family: 4 }]
  // Fastify asks for all addresses of localhost (lib/server.js, multipleBindings): here two of the loopback.
  t.intercept(dns, 'lookup', { value: (name: string, options: { all?: boolean }, done: (error: null, addresses: object) => void) => options.all === true && name === 'localhost' ? done(null, both) : lookup(name, options as never, done as never) })
  const app = Fastify(serverOptions())
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  const url = await app.listen({ port: 0, host: 'localhost' })
  for (const { address } of both) {
    const { write, ended } = dial({ url }, address)
    write(garbage)
    t.match(bodyOf(await ended()), { error: { code: 'bad_request' } }, address)
  }
})

t.test('Expect with anything but 100-continue is 417 with the id of the request', async t => {
  const served = await serve(t, app => app.register(errorCatalog))
  const got = await send(served, `GET /a?b HTTP/1.1\r\n${host}x-request-id: mine-1\r\nexpect: cake\r\n\r\n`)
  t.match(got, /^HTTP\/1\.1 417 Expectation Failed\r\n[^]*connection: close\r\n/)
  t.match(bodyOf(got), { error: { code: 'expectation_failed', request_id: 'mine-1' } })
})

t.test('another listener for checkExpectation answers alone, at once or later', async t => {
  const served = await serve(t, async app => {
    app.server.on('checkExpectation', (request, response) => {
      if (request.url === '/at-once') response.writeHead(418).end()
    })
    await app.register(errorCatalog)
    app.get('/later', async () => 'it was served')
    app.server.on('checkExpectation', (request, response) => {
      if (request.url !== '/at-once') setImmediate(() => app.server.emit('request', request, response))
    })
  })
  const ask = (path: string) => send(served, `GET ${path} HTTP/1.1\r\n${host}connection: close\r\nexpect: cake\r\n\r\n`)
  t.match(await ask('/at-once'), /^HTTP\/1\.1 418 /)
  t.match(await ask('/later'), /^HTTP\/1\.1 200 [^]*it was served$/)
  t.equal((await ask('/later')).split('HTTP/1.1').length, 2)
})

t.test('HTTP/1.1 must name one Host, HTTP/1.0 none', async t => {
  const served = await serve(t, buildOk, serverOptions())
  for (const [lines, status] of [
    ['GET / HTTP/1.1\r\n', 400],
    ['GET / HTTP/1.1\r\nhost: a\r\nHost: a\r\n', 400],
    ['GET / HTTP/1.1\r\nHOST: a\r\nconnection: close\r\n', 200],
    ['GET / HTTP/1.1\r\nhost:\r\nconnection: close\r\n', 200],
    ['GET / HTTP/1.0\r\n', 200]
  ] as const) {
    const got = await send(served, `${lines}\r\n`)
    t.ok(got.startsWith(`HTTP/1.1 ${status} `), lines)
    if (status === 400) t.match(got, /^connection: close\r$/m)
    if (status === 400) t.match(bodyOf(got), { error: { code: 'bad_request', request_id: idOf(got) } })
  }
})

async function buildOk (app: FastifyInstance, options: ErrorCatalogOptions = {}) {
  await app.register(errorCatalog, options)
  app.get('/', async () => ({ served: true }))
}

/** Copies of options that lose symbols, prototypes or functions. */
const copies: Readonly<Record<string, (options: object) => object>> = {
  'by Object.entries': options => Object.fromEntries(Object.entries(options)),
  'by for…in, at every depth': copyMembers,
  'by structuredClone of the plain values': options => structuredClone(Object.fromEntries(Object.entries(options).filter(([name]) => ['http', 'return503OnClosing'].includes(name)))),
  'spread beside other options': options => ({ logger: false, ...options })
}

function copyMembers (from: object): object {
  const copy: Record<string, unknown> = {}
  for (const name in from) {
    const value = (from as Record<string, unknown>)[name]
    copy[name] = typeof value === 'object' && value !== null ? copyMembers(value) : value
  }
  return copy
}

t.test('requests without Host and while the server closes are refused, however the server was given its options', async t => {
  const noHost = 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'
  for (const [name, copy] of Object.entries(copies)) {
    const { passed: go, open } = gate()
    const served = await serve(t, async app => {
      app.addHook('preClose', async () => await go)
      await buildOk(app)
    }, copy(serverOptions()))
    t.match(bodyOf(await send(served, noHost)), { error: { code: 'bad_request' } }, `without Host, ${name}`)
    t.match(bodyOf(await askWhileClosing(served, open)), { error: { code: 'unavailable' } }, `while closing, ${name}`)
  }
  const factory = (requireHostHeader: boolean) => ({ serverFactory: (handler: RequestListener) => createServer({ requireHostHeader }, handler) }) as FastifyServerOptions
  const lax = await serve(t, buildOk, { ...factory(false), http: { requireHostHeader: true } } as FastifyServerOptions)
  t.match(bodyOf(await send(lax, noHost)), { error: { code: 'bad_request' } }, 'the server of a serverFactory decides')
  const strict = await serve(t, buildOk, serverOptions(factory(true)))
  const refused = await send(strict, noHost)
  t.match(refused, /^HTTP\/1\.1 400 /)
  t.notMatch(refused, 'bad_request', 'Node answers itself where its server requires Host')
  t.match(strict.logs.find(({ uncovered }) => uncovered !== undefined), { uncovered: ['requests without Host'] })
})

t.test('requestGuards: false serves requests without Host and while the server closes', async t => {
  const { passed: go, open } = gate()
  const served = await serve(t, async app => {
    app.addHook('preClose', async () => await go)
    await buildOk(app, { requestGuards: false })
  }, serverOptions())
  t.match(bodyOf(await send(served, 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n')), { served: true })
  t.match(bodyOf(await askWhileClosing(served, open)), { served: true })
})

t.test('an option of undefined does not take the place of one that serverOptions sets', async t => {
  const options = serverOptions({ frameworkErrors: undefined, return503OnClosing: undefined, http: { requireHostHeader: undefined } } as unknown as FastifyServerOptions)
  const served = await serve(t, buildOk, options)
  t.match(served.logs.find(({ uncovered }) => uncovered !== undefined), { uncovered: [] })
})

/** What comes back for a request on a connection that was there before the server began to close; `open` lets it end. */
async function askWhileClosing (served: Served, open: () => void): Promise<string> {
  const { write, ended, socket } = dial(served)
  await once(socket, 'connect')
  const closed = served.app.close()
  write(`GET / HTTP/1.1\r\n${host}\r\n`)
  const got = await ended()
  open()
  await closed
  return got
}

t.test('a request that comes while the server closes is answered by the catalog', async t => {
  for (const [options, want] of [
    [serverOptions(), { error: { code: 'unavailable' } }],
    [{}, { message: 'Service Unavailable', statusCode: 503 }]
  ] as const) {
    const { passed: go, open } = gate()
    const served = await serve(t, async app => {
      await app.register(errorCatalog)
      app.addHook('preClose', async () => await go)
      app.get('/', async () => ({ served: true }))
    }, options)
    const got = await askWhileClosing(served, open)
    t.match(bodyOf(got), want)
    t.match(got, /^connection: close\r$/im)
  }
})

t.test('outside of every scope the nearest there is refuses what comes while the server closes', async t => {
  const { passed: go, open } = gate()
  const served = await serve(t, async app => {
    app.addHook('preClose', async () => await go)
    app.get('/', async () => '')
    await app.register(async scope => await scope.register(errorCatalog, { catalog: { extends: 'kyc' } }), { prefix: '/v1' })
  }, serverOptions())
  const got = await askWhileClosing(served, open)
  t.match(got, /^HTTP\/1\.1 503 /)
  t.match(bodyOf(got), { code: 'dependency_unavailable' })
})

t.test('https and HTTP/2 are built with the same options', async t => {
  for (const [given, kind] of [[{}, 'http'], [{ https: null }, 'http'], [{ https: {} }, 'https'], [{ https: true }, 'https']] as const) {
    t.match(serverOptions(given as FastifyServerOptions), { [kind]: { requireHostHeader: false }, return503OnClosing: false })
  }
  const app = Fastify({ http2: true, ...serverOptions({ routerOptions: { maxParamLength: 5 } }) } as unknown as FastifyServerOptions) as FastifyInstance
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  app.get('/a/:id', async () => { throw new Error('hunter2') })
  const session = http2.connect(await app.listen({ port: 0, host: '127.0.0.1' }))
  t.teardown(() => session.close())
  for (const [path, method, status, code] of [
    ['/a/1', 'GET', 500, 'internal_error'],
    ['/a/1', 'PUT', 405, 'method_not_allowed'],
    ['/b', 'GET', 404, 'not_found'],
    ['/a/%zz', 'GET', 400, 'uri_invalid'],
    ['/a/123456', 'GET', 414, 'uri_too_long']
  ] as const) {
    const stream = session.request({ ':path': path, ':method': method })
    const [headers] = await once(stream, 'response') as [Record<string, unknown>]
    const body = await new Response(stream as never).json() as { error: { code: string, request_id: string } }
    t.same([headers[':status'], body.error.code, body.error.request_id], [status, code, headers['x-request-id']], path)
    t.notMatch(JSON.stringify([headers, body]), /hunter2/)
  }
})
