import { EventEmitter, once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { connect as connectHttp2, constants } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { expectTypeOf } from 'expect-type'
import httpErrors from 'http-errors'
import t from 'tap'
import { z } from 'zod'
import errorCatalog, { CatalogError, defineCatalog, type Failure } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = defineCatalog({
  extends: 'http',
  codes: {
    order_not_found: { status: 404, message: 'Order {orderId} does not exist.', details: { orderId: 'string', 'owner?': 'string' }, private: ['owner'] },
    stock_gone: { status: 409, message: 'The stock is gone.' }
  },
  map: { errors: { OutOfStock: 'stock_gone' } }
})

const Create = CatalogError as unknown as new (...args: unknown[]) => Error

const errors: Readonly<Record<string, () => unknown>> = {
  'a CatalogError': () => new Create('order_not_found', { orderId: 'o_1', owner: 'Ada' }, { headers: { 'x-order': 'o_1' }, retryAfter: 3 }),
  'a CatalogError of an unknown code': () => new Create('order_lost'),
  'a mapped class': () => new (class OutOfStock extends Error {})('none left'),
  'an error of http-errors': () => httpErrors(429, { headers: { 'retry-after': 7 } }),
  'a validation error': () => z.object({ id: z.string() }).safeParse({}).error,
  'an error of the network': () => Object.assign(new Error('hunter2'), { code: 'ECONNREFUSED' }),
  'a bug': () => new TypeError('hunter2'),
  nothing: () => undefined,
  'a text': () => 'hunter2',
  'an error that throws when it is read': () => new Proxy(new Error('hunter2'), { get () { throw new Error('no') } })
}

t.test('reply.failWith sends what the error handler sends, and observers get the same failure', async t => {
  const seen: Failure[] = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: failure => { seen.push(failure) } })
    const pick = ({ query }: FastifyRequest) => errors[(query as { name: string }).name]?.()
    app.get('/thrown', async request => { throw pick(request) })
    app.get('/given', async (request, reply) => reply.failWith(pick(request)))
    app.get('/not returned', (request, reply) => { reply.failWith(pick(request)) })
    app.register(async scope => {
      scope.setErrorHandler((error, _request, reply) => { reply.failWith(error) })
      scope.get('/own handler', async request => { throw pick(request) })
    })
  })
  for (const name of Object.keys(errors)) {
    seen.length = 0
    const want = await ask(`/thrown?name=${name}`)
    for (const path of ['/given', '/not returned', '/own handler']) {
      const got = await ask(`${path}?name=${name}`)
      t.same([got.status, got.text, { ...got.headers, date: '' }], [want.status, want.text, { ...want.headers, date: '' }], `${path}: ${name}`)
      t.notMatch(got.text, /hunter2|Ada/)
    }
    const [first, ...others] = seen.map(({ code, details, cause }) => ({ code, details, cause: inspect(cause).split('\n')[0] }))
    t.same(others, [first, first, first], `observers: ${name}`)
  }
})

t.test('reply.failWith after the reply was sent or hijacked warns and does nothing', async t => {
  const error = new Error('hunter2')
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/sent', (_request, reply) => { reply.send('first'); reply.failWith(error) })
    app.get('/failed', (_request, reply) => { reply.fail('stock_gone'); reply.failWith(error) })
    app.get('/hijacked', (_request, reply) => { reply.hijack(); reply.failWith(error); reply.raw.end('raw') })
  })
  const after = 'came after the reply was sent and did nothing: write "return reply.failWith(…)" and send one reply only'
  for (const [path, want, message] of [
    ['/sent', 'first', after], ['/failed', { error: { code: 'stock_gone' } }, after],
    ['/hijacked', 'raw', 'came after reply.hijack() and did nothing: write the failure yourself, app.describeFailure(error, request) describes it']
  ] as const) {
    logs.length = 0
    t.match((await ask(path)).body, want, path)
    t.match(logs.find(({ level }) => level === 40), { msg: `reply.failWith(error) on GET ${path} ${message}`, route: `GET ${path}`, err: { message: 'hunter2' } })
  }
  t.match((await ask('/nowhere')).status, 404)
})

t.test('a late call on an unknown URL names the method', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.setNotFoundHandler((_request, reply) => { reply.send('first'); reply.fail('stock_gone') })
  })
  t.equal((await ask('/nowhere')).text, 'first')
  t.match(logs.find(({ level }) => level === 40), { msg: /^reply\.fail\("stock_gone"\) on GET of an unknown URL came after the reply was sent/ })
})

const streaming: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  'a stream': reply => {
    const stream = new Readable({ read () {} })
    stream.push('data: 1\n\n')
    reply.send(stream)
  },
  'a hijacked reply': reply => {
    reply.hijack()
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
  },
  'reply.raw': reply => { reply.raw.writeHead(200).write('data: 1\n\n') }
}

const lateCalls: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  'reply.fail': reply => reply.fail('order_not_found', { orderId: 'o_1' }),
  'reply.failWith': reply => reply.failWith(new Create('order_not_found', { orderId: 'o_1' })),
  'both, twice': reply => [0, 1].map(() => [reply.failWith(new Create('order_not_found', { orderId: 'o_1' })), reply.fail('stock_gone')])
}

function addStreams (app: FastifyInstance) {
  for (const [begin, start] of Object.entries(streaming)) {
    for (const [call, fail] of Object.entries(lateCalls)) {
      app.get(`/${begin} ${call}`, (_request, reply) => {
        start(reply)
        setTimeout(() => fail(reply), 20)
      })
    }
  }
}

t.test('a failure of a stream that has begun closes the connection and reaches the observers once', async t => {
  const seen: Failure[] = []
  const { url, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: failure => { seen.push(failure) } })
    addStreams(app)
  })
  for (const begin of Object.keys(streaming)) {
    for (const call of Object.keys(lateCalls)) {
      const path = `/${begin} ${call}`
      logs.length = seen.length = 0
      const response = await fetch(url + path)
      t.equal(response.status, 200, `${path}: the status was sent before`)
      await t.rejects(response.text(), `${path}: the body has no end, so no client treats it as complete`)
      t.match(seen, [{ code: 'order_not_found', details: { orderId: 'o_1' } }], path)
      t.equal(seen.length, 1)
      t.match(logs.find(({ level }) => level === 50), { code: 'order_not_found', route: `GET ${path}`, msg: `"order_not_found" on GET ${path} came after its headers were sent: the connection is closed` })
    }
  }
})

t.test('a failure of a stream of HTTP/2 that has begun resets the stream', async t => {
  const seen: string[] = []
  const { url } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: ({ code }) => { seen.push(code) } })
    addStreams(app as never)
  }, { http2: true } as never)
  for (const call of Object.keys(lateCalls)) {
    seen.length = 0
    const session = connectHttp2(url)
    const stream = session.request({ ':path': encodeURI(`/a stream ${call}`) }).on('error', () => {}).resume()
    await new Promise(resolve => stream.on('close', resolve))
    t.equal(stream.rstCode, constants.NGHTTP2_INTERNAL_ERROR, call)
    t.same(seen, ['order_not_found'])
    session.close()
  }
})

t.test('a failure of a stream whose client has left is one line at debug', async t => {
  const seen: string[] = []
  const done = new EventEmitter()
  const failed = once(done, 'failed')
  const { url, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: ({ code }) => { seen.push(code) } })
    app.get('/', (_request, reply) => {
      reply.raw.writeHead(200).write('begun')
      reply.raw.on('close', () => {
        reply.fail('stock_gone')
        reply.failWith(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
        done.emit('failed')
      })
    })
  })
  httpRequest(url, response => { response.on('error', () => {}).destroy() }).on('error', () => {}).end()
  await failed
  t.same(seen, [])
  t.match(logs.find(({ code }) => code === 'stock_gone'), { level: 20, msg: 'reply.fail("stock_gone") on GET / did nothing: the client closed the connection' })
  t.match(logs.find(({ err }) => err !== undefined), { level: 20, msg: 'the client closed the connection before its response was sent' })
})

t.test('an error that is thrown after a stream has failed is dropped', async t => {
  const { url, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', (_request, reply) => {
      reply.raw.writeHead(200).write('begun')
      reply.fail('stock_gone')
      throw new Error('hunter2')
    })
  })
  await t.rejects(fetch(url).then(async response => await response.text()))
  t.match(logs.filter(({ level }) => level as number >= 40), [
    { level: 50, code: 'stock_gone' },
    { level: 40, err: { message: 'hunter2' }, msg: /^dropped a payload or an error/ }
  ])
})

t.test('app.describeFailure describes any error by its public parts', async t => {
  const failures: unknown[] = []
  const { app, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { ...catalog, docs: 'https://docs.example/{code}' }, onFailure: failure => { failures.push(failure) } })
  })
  logs.length = 0
  const fixed = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  const link = (code: string) => ({ docs: `https://docs.example/${code}`, headers: { ...fixed, link: `<https://docs.example/${code}>; rel="help"` } })
  const internal = { code: 'internal_error', status: 500, message: 'The request failed for an unexpected reason.', details: {}, issues: [], retry: 'idempotent', ...link('internal_error') }
  const order = link('order_not_found')
  const want: Readonly<Record<string, unknown>> = {
    'a CatalogError': {
      code: 'order_not_found', status: 404, message: 'Order o_1 does not exist.', details: { orderId: 'o_1' }, issues: [], retry: 'never', docs: order.docs, headers: { ...order.headers, 'retry-after': '3', 'x-order': 'o_1' }
    },
    'a CatalogError of an unknown code': internal,
    'a mapped class': { code: 'stock_gone', status: 409, message: 'The stock is gone.', details: {}, issues: [], retry: 'never', ...link('stock_gone') },
    'a bug': internal,
    nothing: internal,
    'a text': internal,
    'an error that throws when it is read': internal
  }
  for (const [name, described] of Object.entries(want)) t.same(app.describeFailure(errors[name]?.()), described, name)
  t.match(app.describeFailure(errors['a validation error']?.()), {
    code: 'validation_failed', status: 400, issues: [{ path: 'id', keyword: 'required', message: 'This field is required.', location: 'body', pointer: '/id' }]
  })
  t.match(app.describeFailure(Object.assign(new Error('hunter2'), { validation: [{ keyword: 'required', instancePath: '', params: { missingProperty: 'id' } }], validationContext: 'querystring' })), {
    code: 'validation_failed', issues: [{ path: 'id', keyword: 'required', location: 'query' }]
  }, 'a validation error of Fastify, of a request that is not given')
  t.same(app.describeFailure(new SyntaxError('hunter2')), internal, 'a SyntaxError outside of a body parser')
  t.match(app.describeFailure(errors['an error of http-errors']?.()), { code: 'rate_limited', headers: { 'retry-after': '7' }, retry: 'after' })
  t.match(app.describeFailure(errors['an error of the network']?.()), { code: 'unavailable', status: 503, headers: { 'retry-after': '5' } })
  t.same(failures, [], 'it calls no observer')
  t.same(logs.map(({ msg }) => msg), ['unknown error code "order_lost": add it to the catalog'], 'it logs only a code that the catalog lacks')
  t.match(app.describeFailure(new Create('stock_gone', {}, { headers: { 'set-cookie': ['a=1', 'b=2'], 'x-bad': 'a\nb', 'content-type': 'text/plain' } })).headers,
    { 'set-cookie': ['a=1', 'b=2'], 'x-bad': undefined, 'content-type': undefined }, 'headers that would split a response are left out')
})

t.test('app.describeFailure takes the scope and the language of a request', async t => {
  const translated = {
    extends: 'http', codes: { stock_gone: { status: 409, message: 'The stock is gone.' } }, locales: { de: { stock_gone: 'Der Bestand ist aufgebraucht.' } }
  } as const
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    const describe = (error: unknown, request?: FastifyRequest) => app.describeFailure(error, request)
    app.get('/', async request => describe(new Create('stock_gone'), request))
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog: translated })
      scope.get('/request', async request => describe(new Create('stock_gone'), request))
      scope.get('/own', async () => scope.describeFailure(new Create('stock_gone')))
      scope.get('/root', async () => describe(new Create('order_not_found', { orderId: 'o_1' })))
      scope.get('/raw', async ({ raw }) => scope.describeFailure(new Create('stock_gone'), raw as never))
      scope.post('/invalid', { schema: { body: { type: 'object', required: ['id'] } }, errorHandler: async (error, request, reply) => reply.code(400).send(describe(error, request)) }, async () => '')
    }, { prefix: '/v2' })
  })
  const headers = { 'accept-language': 'de' }
  for (const [path, want] of [
    ['/', { code: 'stock_gone', message: 'The stock is gone.' }],
    ['/v2/request', { code: 'stock_gone', message: 'Der Bestand ist aufgebraucht.', headers: { 'content-language': 'de' } }],
    ['/v2/own', { code: 'stock_gone', message: 'The stock is gone.', headers: { 'content-language': 'en' } }],
    ['/v2/root', { code: 'order_not_found', message: 'Order o_1 does not exist.' }],
    ['/v2/raw', { code: 'stock_gone', message: 'The stock is gone.' }]
  ] as const) t.match((await ask(path, { headers })).body, want, path)
  const { body } = await ask('/v2/invalid', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  t.match(body, { code: 'validation_failed', issues: [{ path: 'id', keyword: 'required' }] })
})

t.test('app.describeFailure uses its own scope for a request that no catalog answers', async t => {
  let describing: FastifyInstance | undefined
  const { ask } = await serve(t, async app => {
    await app.register(async scope => {
      await scope.register(errorCatalog, { catalog })
      describing = scope
    }, { prefix: '/v2' })
    app.get('/outside', async request => describing?.describeFailure(new Create('stock_gone'), request))
  })
  t.match((await ask('/outside')).body, { code: 'stock_gone', status: 409 })
})

t.test('an upstream that hangs up in the middle of a proxied stream is a failure of the stream', async t => {
  const upstream = createServer((_request, response) => { response.write('begun', () => response.destroy()) })
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve))
  t.teardown(() => upstream.close())
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const seen: string[] = []
  const { url } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: ({ code }) => { seen.push(code) } })
    app.get('/', async (_request, reply) => {
      reply.raw.writeHead(200)
      try {
        for await (const chunk of (await fetch(origin)).body as unknown as AsyncIterable<Uint8Array>) reply.raw.write(chunk)
        reply.raw.end()
      } catch (error) {
        return reply.failWith(error)
      }
    })
  })
  await t.rejects(fetch(url).then(async response => await response.text()))
  t.same(seen, ['bad_gateway'])
})

t.test('failWith and describeFailure have types', async () => {
  expectTypeOf<Parameters<FastifyReply['failWith']>>().toEqualTypeOf<[error: unknown]>()
  expectTypeOf<ReturnType<FastifyReply['failWith']>>().toEqualTypeOf<FastifyReply>()
  expectTypeOf<ReturnType<FastifyInstance['describeFailure']>['retry']>().toEqualTypeOf<'never' | 'after' | 'idempotent' | 'same-key' | 'check-first'>()
})
