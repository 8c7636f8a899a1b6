import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import { markReported } from '../../../src/server/reply/notify.ts'
import errorCatalog, { CatalogError, serverOptions, type Failure, type OnFailure } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = {
  extends: 'http',
  codes: {
    locked: { status: 409, message: 'Invoice {id} is locked.', details: { id: 'string', holder: 'string' }, private: ['holder'], log: 'warn' }
  }
} as const

const secret = 'hunter2'

const throwing = [
  ['/locked', 'locked', 409], ['/unknown', 'internal_error', 500], ['/missing', 'not_found', 404], ['/fail', 'locked', 409]
] as const

function routes (app: { get: (path: string, handler: (request: FastifyRequest, reply: FastifyReply) => unknown) => unknown }) {
  app.get('/locked', async () => { throw new CatalogError('locked' as never, { id: 'in_1', holder: 'Ada', other: 1 } as never) })
  app.get('/unknown', async () => { throw new Error('outer', { cause: new Error(secret) }) })
  app.get('/fail', (_request, reply) => reply.fail('locked' as never, { id: 'in_2', holder: 'Ada' } as never))
  app.get('/ok', async () => 'ok')
}

t.test('each failure writes one line: code, status, id, all declared details, and the error of a 5xx with its cause', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    routes(app)
  })
  for (const [path, code, status] of throwing) {
    logs.length = 0
    await ask(path)
    const lines = logs.filter(line => line['code'] !== undefined)
    t.equal(lines.length, 1, path)
    t.match(lines[0], { code, status, requestId: 'id-1', reqId: 'id-1' })
  }
  logs.length = 0
  await ask('/locked')
  t.match(logs.find(({ code }) => code === 'locked'), { level: 40, msg: 'Invoice in_1 is locked.', details: { id: 'in_1', holder: 'Ada' }, err: undefined })
  t.notMatch(JSON.stringify(logs), /"other"/)
  await ask('/unknown')
  t.match(logs.find(({ code }) => code === 'internal_error'), { level: 50, err: { message: `outer: ${secret}`, stack: /notify\.test\.ts[^]*caused by: Error: hunter2\n/ } })
})

t.test('an error that cannot be logged as it is leaves its stack and its causes as text', async t => {
  const frozen = Object.freeze(new Error('outer', { cause: new Error(secret) }))
  const hostile = new Proxy(new Error('proxied'), { get: (of, name) => name === 'stack' ? 'proxied stack' : name === 'message' ? 'm' : Reflect.get(of, name), getOwnPropertyDescriptor: () => { throw new Error('no') }, ownKeys: () => { throw new Error('no') } })
  const opaque = { get stack () { throw new Error('no') }, get message () { throw new Error('no') }, get [Symbol.for('nodejs.util.inspect.custom')] () { throw new Error('no') } }
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/frozen', async () => { throw frozen })
    app.get('/hostile', async () => { throw hostile })
    app.get('/opaque', async () => { throw opaque })
  })
  for (const [path, err] of [['/frozen', /outer[^]*hunter2/], ['/hostile', undefined], ['/opaque', 'object that cannot be logged']] as const) {
    logs.length = 0
    t.match((await ask(path)).body, { error: { code: 'internal_error' } })
    t.match(logs.find(({ code }) => code === 'internal_error'), err === undefined ? { level: 50 } : { level: 50, err }, path)
  }
})

t.test('onFailure gets each failure once, with its request, its cause and its private details', async t => {
  const got: Array<[Failure, FastifyRequest | undefined]> = []
  const onFailure: OnFailure = (failure, request) => { got.push([failure, request]) }
  const { ask, raw } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure })
    routes(app)
  }, serverOptions())
  for (const [path] of throwing) await ask(path)
  await ask('/ok')
  t.same(got.map(([{ code, status, requestId }, request]) => [request?.url, code, status, requestId]), throwing.map(([path, code, status]) => [path, code, status, 'id-1']))
  t.match(got[0]?.[0], { message: 'Invoice in_1 is locked.', private: { holder: 'Ada' }, details: { id: 'in_1' }, entry: { retry: 'never' } })
  t.match(got[1]?.[0].cause, { message: 'outer', cause: { message: secret } })
  await raw('GARBAGE\r\n\r\n')
  t.match(got.at(-1), [{ code: 'bad_request' }, undefined])
})

t.test('a failure is sent although onFailure fails, and the log says so', async t => {
  const faults: Record<string, OnFailure> = {
    throws: () => { throw new Error(secret) },
    rejects: async () => { throw new Error(secret) },
    'returns a thenable that throws': () => ({ get then () { throw new Error(secret) } }),
    'rejects with nothing': async () => await Promise.reject(new Error(secret))
  }
  for (const [fault, onFailure] of Object.entries(faults)) {
    const { ask, logs } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog, onFailure })
      routes(app)
    })
    for (const [path, code, status] of throwing) {
      const got = await ask(path)
      t.match([got.status, got.body], [status, { error: { code } }], `${path} when onFailure ${fault}`)
      t.notMatch(got.text, secret)
    }
    t.equal(logs.filter(({ msg }) => /^onFailure threw/.test(String(msg))).length, throwing.length, fault)
  }
})

t.test('each scope has its own onFailure', async t => {
  const got: string[] = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { onFailure: () => got.push('root') })
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: { extends: 'kyc' }, onFailure: () => got.push('v1') })
      scope.get('/', async () => { throw new Error(secret) })
    }, { prefix: '/v1' })
  })
  for (const path of ['/v1', '/v1/none', '/none']) await ask(path)
  t.same(got, ['v1', 'v1', 'root'])
})

t.test('the channel fastify-error-catalog.failure gets every failure of the process', async t => {
  const got: unknown[] = []
  const listener = (message: unknown) => { got.push(message) }
  subscribe('fastify-error-catalog.failure', listener)
  t.teardown(() => unsubscribe('fastify-error-catalog.failure', listener))
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    routes(app)
  })
  for (const [path] of throwing) await ask(path)
  t.match(got, throwing.map(([url, code]) => ({ failure: { code }, request: { url }, catalog: '' })))
  t.equal(got.length, throwing.length)
})

t.test('a body that is broken off is one failure', async t => {
  const got: unknown[] = []
  const { url, logs, app } = await serve(t, async app => {
    await app.register(errorCatalog, { onFailure: ({ code, requestId }) => { got.push([code, requestId]) } })
    app.post('/', async () => 'ok')
  }, serverOptions())
  const head = 'POST / HTTP/1.1\r\nhost: a\r\nx-request-id: id-1\r\ncontent-type: application/json\r\n'
  for (const text of [`${head}content-length: 100\r\n\r\n{"a"`, `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"a"`, `${head}transfer-encoding: chunked\r\n\r\nZZ\r\n`]) {
    got.length = logs.length = 0
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
    const aborted = new Promise(resolve => app.server.once('request', request => request.once('close', resolve)))
    socket.resume().on('error', () => {}).end(text)
    await Promise.all([once(socket, 'close'), aborted])
    await new Promise(resolve => setTimeout(resolve, 50))
    t.same(got, [['bad_request', 'id-1']], text)
    t.equal(logs.filter(({ code }) => code !== undefined).length, 1, text)
  }
})

t.test('what onFailure sends, fails with or throws changes no reply', async t => {
  const replies = new Map<string, FastifyReply>()
  const acts: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
    fails: reply => reply.fail('conflict'),
    sends: reply => reply.send('mine'),
    'sends an error': reply => reply.send(new Error(secret)),
    throws: () => { throw new Error(secret) },
    'sends later': async reply => {
      await null
      reply.code(200).send('mine')
    }
  }
  for (const [name, act] of Object.entries(acts)) {
    for (const isAsync of [false, true]) {
      let called = 0
      const { ask, logs } = await serve(t, async app => {
        if (isAsync) app.addHook('onSend', async () => { await new Promise(resolve => setTimeout(resolve, 10)) })
        await app.register(errorCatalog, {
          catalog,
          onFailure: (_failure, request) => {
            called++
            return act(replies.get(request?.id as string) as FastifyReply)
          }
        })
        app.addHook('onRequest', async (request, reply) => { replies.set(request.id, reply) })
        routes(app)
      })
      for (const [path, code, status] of throwing) {
        const got = await ask(path)
        t.match([got.status, got.body], [status, { error: { code } }], `${path} when onFailure ${name}, ${isAsync ? 'with' : 'without'} a hook that takes time`)
      }
      t.equal(called, throwing.length, `${name}: once for each failure`)
      t.ok(logs.some(({ msg }) => /did nothing|^dropped|onFailure threw|without the remaining onSend hooks/.test(String(msg))), `${name}: it is in the log`)
    }
  }
})

t.test('onFailure may describe its failure, which is no further failure', async t => {
  const described: Array<{ code: string, status: number }> = []
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, {
      catalog,
      onFailure: ({ cause }, request) => {
        for (const error of [cause, new CatalogError('conflict' as never), new Error(secret)]) {
          described.push(app.describeFailure(error, request), app.describeFailure(error))
        }
      }
    })
    routes(app)
  }, serverOptions())
  for (const [path, code, status] of throwing) {
    described.length = 0
    t.match(await ask(path), { status, body: { error: { code } } }, path)
    t.equal(described.length, 6, `${path}: onFailure was called once`)
    t.match(described.slice(2), [{ code: 'conflict' }, { code: 'conflict' }, { code: 'internal_error' }, { code: 'internal_error' }])
  }
})

t.test('a subscriber of the channel that throws changes no reply, ends no process and keeps no other from being called', async t => {
  const name = 'fastify-error-catalog.failure'
  const got: unknown[] = []
  const bad = () => { throw new Error(secret) }
  const good = (message: unknown) => { got.push(message) }
  subscribe(name, bad)
  subscribe(name, good)
  t.teardown(() => [bad, good].forEach(listener => unsubscribe(name, listener)))
  const { ask, logs, raw } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    routes(app)
  }, serverOptions())
  for (const [path, code, status] of throwing) {
    const { status: sent, body } = await ask(path)
    t.match([sent, body], [status, { error: { code } }], path)
  }
  t.match(await raw('GARBAGE\r\n\r\n'), /^HTTP\/1\.1 400 /)
  await new Promise(resolve => setTimeout(resolve, 10))
  t.equal(got.length, throwing.length + 1)
  t.equal(logs.filter(({ msg, err }) => /a subscriber of the channel/.test(String(msg)) && (err as Error).message === secret).length, throwing.length + 1)
})

t.test('where Node keeps subscribers elsewhere the channel publishes by itself', async t => {
  const failures = channel('fastify-error-catalog.failure') as unknown as Record<string, unknown>
  const listener = () => {}
  subscribe('fastify-error-catalog.failure', listener)
  const { _subscribers: kept } = failures
  const got: unknown[] = []
  failures['_subscribers'] = undefined
  failures['publish'] = (message: unknown) => { got.push(message) }
  t.teardown(() => {
    failures['_subscribers'] = kept
    delete failures['publish']
    unsubscribe('fastify-error-catalog.failure', listener)
  })
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    routes(app)
  })
  await ask('/fail')
  t.match(got, [{ failure: { code: 'locked' } }])
})

t.test('a request whose failure was reported before is not reported again', async t => {
  const codes: string[] = []
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { onFailure: ({ code }) => { codes.push(code) } })
  app.get('/', async (request, reply) => {
    markReported(request.raw)
    return reply.fail('conflict')
  })
  t.equal((await app.inject('/')).statusCode, 409)
  t.same(codes, [])
})

t.test('the warning about invalid details names the route, the given name that looks alike, and the ? in the message', async t => {
  const { ask, raw, logs } = await serve(t, async app => {
    await app.register(errorCatalog, {
      catalog: {
        extends: 'http',
        locales: { de: { locked: 'Rechnung {id} ist gesperrt.' } },
        codes: { ...catalog.codes, bad_request: { status: 400, message: 'Not valid since {why}.', details: { why: 'string' } } }
      } as never
    })
    const given: Readonly<Record<string, readonly [details: object, options?: object]>> = {
      '/misspelled': [{ ID: 'in_1', holder: 'Ada' }],
      '/type': [{ id: 5, holder: 'Ada' }],
      '/own': [{ holder: 'Ada' }, { message: 'Mine.' }],
      '/private': [{ id: 'in_1' }]
    }
    for (const [path, [details, options]] of Object.entries(given)) app.get(path, (_request, reply) => reply.fail('locked' as never, details as never, options as never))
  }, serverOptions())
  const warning = () => logs.filter(({ msg }) => /without invalid details/.test(String(msg))).map(({ level, route, msg }) => [level, route, msg])
  for (const [path, language, msg] of [
    ['/misspelled', '', 'id must be string, got undefined: "ID" was given, which is not declared. The message shows "?" for id'],
    ['/misspelled', 'de', 'id must be string, got undefined: "ID" was given, which is not declared. The message shows "?" for id'],
    ['/type', '', 'id must be string, got number: pass String(value). The message shows "?" for id'],
    ['/own', '', 'id must be string, got undefined'],
    ['/private', '', 'holder must be string, got undefined']
  ] as const) {
    logs.length = 0
    await ask(path, { headers: { 'accept-language': language } })
    t.same(warning(), [[40, `GET ${path}`, `"locked" on GET ${path} was sent without invalid details: ${msg}`]], `${path} ${language}`)
  }
  logs.length = 0
  await raw('no request\r\n\r\n')
  t.same(warning(), [[20, undefined, '"bad_request" was sent without invalid details: why must be string, got undefined. The message shows "?" for why']])
})

t.test('what onFailure sends is dropped, and the warning says so', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, onFailure: (_failure, request) => { (request as unknown as { reply: FastifyReply }).reply.send('late') } })
    app.decorateRequest('reply')
    app.addHook('onRequest', (request, reply, done) => { Object.assign(request, { reply }); done() })
    routes(app)
  })
  t.match(await ask('/locked'), { status: 409, body: { error: { code: 'locked' } } })
  t.match(logs.find(({ msg }) => /^dropped/.test(String(msg))), { level: 40, msg: 'dropped a payload or an error that came after "locked" on GET /locked was sent: onFailure cannot change the response' })
})
