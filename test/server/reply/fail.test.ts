import { connect } from 'node:net'
import { once } from 'node:events'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { expectTypeOf } from 'expect-type'
import t from 'tap'
import errorCatalog, { CatalogError, defineCatalog } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

const catalog = defineCatalog({
  extends: 'http',
  codes: {
    invoice_locked: {
      status: 409,
      message: 'Invoice {invoiceId} is {state}.',
      details: { invoiceId: 'string', state: "'sent' | 'paid'", 'note?': 'string', 'holder?': 'string' },
      private: ['holder'],
      aliases: ['invoice_frozen']
    },
    quota_used: { status: 429, message: 'Wait {resetSeconds} s.', details: { resetSeconds: 'integer' }, retryAfter: '{resetSeconds}' },
    quiet: { status: 404, message: 'Nothing is here.', log: 'silent' }
  }
})

const details = { invoiceId: 'in_1', state: 'paid' }
const locked = { code: 'invoice_locked', message: 'Invoice in_1 is paid.', request_id: 'id-1', details }
const internal = { error: { code: 'internal_error', message: 'The request failed for an unexpected reason.', request_id: 'id-1' } }

/** A call of `reply.fail`, with arguments that the compiler would refuse too. */
type Fail = (this: FastifyReply, ...args: unknown[]) => FastifyReply
const fail = (reply: FastifyReply, ...args: unknown[]) => (reply.fail as unknown as Fail).apply(reply, args)
const toError = (...args: unknown[]) => new (CatalogError as unknown as new (...args: unknown[]) => Error)(...args)

t.test('reply.fail, a thrown and a returned CatalogError are equal, with every option', async t => {
  const cause = new Error('the disk is full')
  const issues = [{ path: 'lines.0', message: 'Is too long.', location: 'body', pointer: '/lines/0', keyword: 'maxLength', code: 'too_long' }]
  const cases: ReadonlyArray<[name: string, options: object | undefined, error: object, headers?: object]> = [
    ['none', undefined, {}],
    ['empty', {}, {}],
    ['cause', { cause }, {}],
    ['headers', { headers: { 'X-Lock': 'a', 'X-Count': 3 } }, {}, { 'x-lock': 'a', 'x-count': '3' }],
    ['retryAfter', { retryAfter: 1.2 }, {}, { 'retry-after': '2' }],
    ['message', { message: 'It is "closed".\n' }, { message: 'It is "closed".\n' }],
    ['issues', { issues }, { param: 'lines.0', issues: [{ path: 'lines.0', message: 'Is too long.', in: 'body', keyword: 'maxLength', code: 'too_long' }] }],
    ['param', { param: 'state', issues }, { param: 'state', issues: [{ path: 'lines.0', message: 'Is too long.', in: 'body', keyword: 'maxLength', code: 'too_long' }] }],
    ['stack', { stack: true }, {}]
  ]
  const args = (name: unknown) => ['invoice_locked', details, cases.find(([key]) => key === name)?.[1]] as const
  type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown
  const ways: Record<string, Handler> = {
    'fail, async': async ({ query }, reply) => fail(reply, ...args(query)),
    'fail, sync': ({ query }, reply) => fail(reply, ...args(query)),
    'fail, not returned': ({ query }, reply) => { fail(reply, ...args(query)) },
    'throw, async': async ({ query }) => { throw toError(...args(query)) },
    'throw, later': async ({ query }) => { await null; throw toError(...args(query)) },
    'throw, sync': ({ query }) => { throw toError(...args(query)) },
    'return, async': async ({ query }) => toError(...args(query)),
    'return, sync': ({ query }) => toError(...args(query)),
    'send, sync': ({ query }, reply) => { reply.send(toError(...args(query))) }
  }
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    for (const [way, handler] of Object.entries(ways)) app.get(`/${way}`, handler)
  }, { routerOptions: { querystringParser: text => text as never } })
  for (const way of Object.keys(ways)) {
    for (const [name, , members, headers = {}] of cases) {
      logs.length = 0
      const got = await ask(`/${way}?${name}`)
      const sent = { ...got.headers }
      for (const usual of ['date', 'connection', 'keep-alive']) delete sent[usual]
      t.same([got.status, got.body], [409, { error: { ...locked, ...members } }], `${way}: ${name}`)
      t.same(sent, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(got.text)),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': 'id-1',
        ...headers
      }, `headers of ${way}: ${name}`)
      const line = logs.find(({ code }) => code === 'invoice_locked')
      const error = { cause: { message: 'the disk is full' }, stack: { stack: /fail\.test\.ts/ } }[name]
      t.match(line, { level: 30, status: 409, requestId: 'id-1', details, ...error === undefined ? {} : { err: error } }, `log of ${way}: ${name}`)
      t.equal('err' in (line ?? {}), error !== undefined, `error in the log of ${way}: ${name}`)
    }
  }
})

t.test('a failure from a hook stops the request', async t => {
  let handled = 0
  const error = () => toError('invoice_locked', details)
  const hooks = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    // With an asynchronous onSend hook a failure is still on its way when the hook that made it ends.
    app.addHook('onSend', async (_request, reply) => { await null; reply.header('x-sent', 'yes') })
    const handler = async () => { handled++; return 'handled' }
    const add = (name: string, options: object) => app.post(`/${name}`, options, handler)
    for (const hook of hooks) {
      add(`${hook} fail`, { [hook]: async (_request: unknown, reply: FastifyReply) => fail(reply, 'invoice_locked', details) })
      add(`${hook} throw`, { [hook]: async () => { throw error() } })
      add(`${hook} throw sync`, { [hook]: () => { throw error() } })
      const callback = hook === 'preParsing'
        ? [(_a: unknown, reply: FastifyReply, _b: unknown, _done: unknown) => { fail(reply, 'invoice_locked', details) }, (_a: unknown, _b: unknown, _c: unknown, done: (error: Error) => void) => done(error())]
        : [(_a: unknown, reply: FastifyReply, _done: unknown) => { fail(reply, 'invoice_locked', details) }, (_a: unknown, _b: unknown, done: (error: Error) => void) => done(error())]
      add(`${hook} fail callback`, { [hook]: callback[0] })
      add(`${hook} done callback`, { [hook]: callback[1] })
    }
  })
  for (const hook of hooks) {
    for (const way of ['fail', 'throw', 'throw sync', 'fail callback', 'done callback']) {
      const { status, body, headers } = await ask(`/${hook} ${way}`, { method: 'POST', body: 'text', headers: { 'content-type': 'text/plain' } })
      t.same([status, body, headers['x-sent']], [409, { error: locked }, 'yes'], `${hook}: ${way}`)
    }
  }
  t.equal(handled, 0)
})

t.test('only declared, public details are sent; the log has all', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/', async (_request, reply) => fail(reply, 'invoice_locked', { invoiceId: 'in_1', state: 'open', holder: 'Ada', password: 'hunter2' }))
    app.get('/quota', async (_request, reply) => fail(reply, 'quota_used', { resetSeconds: 7 }))
    app.get('/alias', async (_request, reply) => fail(reply, 'invoice_frozen', details))
    app.get('/quiet', async (_request, reply) => fail(reply, 'quiet'))
  })
  const { text, body } = await ask('/')
  t.same(body, { error: { ...locked, message: 'Invoice in_1 is ?.', details: { invoiceId: 'in_1' } } })
  t.notMatch(text, /Ada|hunter2/)
  t.match(logs.find(({ level, code }) => level === 30 && code !== undefined), { details: { invoiceId: 'in_1', holder: 'Ada' } })
  t.match(logs.find(({ level }) => level === 40), { code: 'invoice_locked', route: 'GET /', details: [{ name: 'state' }], msg: /^"invoice_locked" on GET \/ was sent without invalid details: state must be .+, got string\. The message shows "\?" for state$/ })
  t.notMatch(JSON.stringify(logs), /hunter2/)

  const quota = await ask('/quota')
  t.same([quota.status, quota.headers['retry-after'], quota.body], [429, '7', { error: { code: 'quota_used', message: 'Wait 7 s.', request_id: 'id-1', details: { resetSeconds: 7 } } }])
  t.match(logs.find(({ code }) => code === 'quota_used'), { level: 40 })
  t.match((await ask('/alias')).body, { error: locked }, 'a former name answers as the present one')
  logs.length = 0
  t.match((await ask('/quiet')).body, { error: { code: 'quiet' } })
  t.notMatch(logs, [{ code: 'quiet' }], 'log: silent is kept')
})

t.test('after a reply reply.fail warns and does nothing', async t => {
  const { ask, logs, url } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/sent', (_request, reply) => { reply.send('first'); fail(reply, 'invoice_locked', details) })
    app.get('/failed', async (_request, reply) => { fail(reply, 'invoice_locked', details); return fail(reply, 'quiet') })
    app.get('/hijacked', (_request, reply) => { reply.hijack(); fail(reply, 'quiet'); reply.raw.end('raw') })
    app.get('/resent', (_request, reply) => { fail(reply, 'invoice_locked', details); reply.send({ second: true }) })
    app.register(async later => {
      later.addHook('onSend', async () => { await null })
      later.get('/pending', async (_request, reply) => { fail(reply, 'invoice_locked', details); return fail(reply, 'quiet') })
    })
  })
  const sent = 'came after the reply was sent and did nothing: write "return reply.fail(…)" and send one reply only'
  const hijacked = 'came after reply.hijack() and did nothing: write the failure yourself, app.describeFailure(error, request) describes it'
  for (const [path, want, msg] of [
    ['/sent', 'first', `reply.fail("invoice_locked") on GET /sent ${sent}`],
    ['/failed', { error: locked }, `reply.fail("quiet") on GET /failed ${sent}`],
    ['/hijacked', 'raw', `reply.fail("quiet") on GET /hijacked ${hijacked}`],
    ['/pending', { error: locked }, `reply.fail("quiet") on GET /pending ${sent}`]
  ] as const) {
    logs.length = 0
    t.same((await ask(path)).body, want, path)
    t.match(logs.find(({ level }) => level === 40), { code: String, msg }, path)
  }
  logs.length = 0
  t.same((await ask('/resent')).body, { error: locked })
  t.match(logs.find(({ level }) => level === 40), {
    code: 'invoice_locked',
    route: 'GET /resent',
    msg: 'dropped a payload or an error that came after "invoice_locked" on GET /resent was sent: write "return reply.fail(…)" and send one reply only'
  })
  t.equal((await fetch(`${url}/sent`)).status, 200)
})

t.test('an unknown code is sent as internal, and the log names code, route and similar codes', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/fail', async (_request, reply) => fail(reply, 'invoice_lockd', details, { headers: { 'x-lock': 'a' }, cause: new Error('why') }))
    app.get('/throw', async () => { throw toError('invoice_lockd', details, { stack: true }) })
    app.get('/far', async (_request, reply) => fail(reply, 'x'.repeat(100_000)))
  })
  for (const path of ['/fail', '/throw']) {
    logs.length = 0
    const { status, body, headers } = await ask(path)
    t.same([status, body, headers['x-lock']], [500, internal, undefined], path)
    t.match(logs.find(({ level, code }) => level === 50 && code === 'invoice_lockd'), {
      msg: 'unknown error code "invoice_lockd" (did you mean "invoice_locked"?): add it to the catalog',
      err: { stack: /fail\.test\.ts/ }
    }, path)
    if (path === '/fail') t.match(logs.find(({ code }) => code === 'internal_error'), { err: { message: 'why' } })
  }
  logs.length = 0
  t.same((await ask('/far')).status, 500)
  t.ok(JSON.stringify(logs).length < 5000, 'a code of any length makes a short line')
})

t.test('reply.fail sends one envelope for any arguments', async t => {
  const thrower = () => { throw new Error('SECRET') }
  const traps = Object.fromEntries(['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'set', 'defineProperty', 'apply'].map(trap => [trap, thrower]))
  const proxy = () => new Proxy(function () {}, traps)
  const { proxy: revoked, revoke } = Proxy.revocable([], {})
  revoke()
  const getters = Object.defineProperties({}, Object.fromEntries(['invoiceId', 'state', 'cause', 'headers', 'message', 'issues', 'param', 'stack', 'retryAfter']
    .map(name => [name, { get: thrower, enumerable: true }])))
  const cycle: Record<string, unknown> = { invoiceId: 'in_1', state: 'paid' }
  cycle['self'] = cycle
  const hostile = [null, undefined, 'text', 5, 5n, true, Symbol('s'), [], proxy(), getters, thrower, Object.create(null), new Date(NaN)]
  const cases: Array<[args: unknown[], code: string]> = [
    ...hostile.filter(item => item !== 'text').map(code => [[code], 'internal_error'] as [unknown[], string]),
    [[{ toString: thrower }], 'internal_error'],
    [['__proto__'], 'internal_error'],
    ...hostile.map(item => [['invoice_locked', item], 'invoice_locked'] as [unknown[], string]),
    [['invoice_locked', cycle], 'invoice_locked'],
    [['invoice_locked', { invoiceId: 'a\r\nx: y', state: { toJSON: thrower } }], 'invoice_locked'],
    ...hostile.map(item => [['invoice_locked', details, item], 'invoice_locked'] as [unknown[], string]),
    ...['cause', 'headers', 'retryAfter', 'message', 'issues', 'param', 'stack']
      .flatMap(name => [...hostile, revoked, NaN, -1, Infinity, 1e300].map(item => [['invoice_locked', details, { [name]: item }], 'invoice_locked'] as [unknown[], string])),
    [['invoice_locked', details, { issues: [null, 1, 'x', Symbol('s'), proxy(), getters, {}, { path: 5, message: [] }] }], 'invoice_locked'],
    // eslint-disable-next-line no-sparse-arrays -- a hole would be written as nothing between two commas
    [['invoice_locked', details, { issues: [, { path: 'a', message: 'b' }] }], 'invoice_locked'],
    [['invoice_locked', details, { headers: { 'bad name': 'x', 'x-null': null, 'x-object': { toString: thrower }, 'x-split': 'a\r\nb: c', 'Content-Length': 3, 'Transfer-Encoding': 'chunked' } }], 'invoice_locked'],
    [['invoice_locked', details, { headers: new Proxy({}, { ownKeys: () => ['x-a'], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }), get: thrower }) }], 'invoice_locked']
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get<{ Params: { at: number } }>('/fail/:at', async (request, reply) => fail(reply, ...(cases[request.params.at]?.[0] ?? [])))
    app.get<{ Params: { at: number } }>('/throw/:at', async request => {
      const [code, details, options] = cases[request.params.at]?.[0] ?? []
      // What another copy of the package, or a forger, may have made.
      throw Object.assign(Object.defineProperty({}, Symbol.for('fastify-error-catalog.CatalogError'), { value: true }), { code, details, options })
    })
  })
  for (const [at, [args, code]] of cases.entries()) {
    for (const way of at % 4 === 0 ? ['fail', 'throw'] : ['fail']) {
      const { status, body, text, headers } = await ask(`/${way}/${at}`)
      t.match([status, body], [code === 'internal_error' ? 500 : 409, { error: { code, request_id: 'id-1' } }], `${way} ${at}: ${args.map(arg => typeof arg).join(', ')}`)
      t.notMatch(text + JSON.stringify(headers), /SECRET/)
    }
  }
})

t.test('an unknown error becomes internal in every NODE_ENV: its secret reaches the log and nothing else', async t => {
  const secret = 'hunter2-7f3a'
  const thrower = () => { throw new Error(secret) }
  const carry = (error: object) => Object.assign(error, {
    detail: secret, sql: secret, headers: { 'x-secret': secret, 'www-authenticate': secret }, statusText: secret, statusMessage: secret, cause: new Error(secret), body: { secret }
  })
  const cycle: Record<string, unknown> = { message: secret }
  cycle['cause'] = cycle
  const cases: Record<string, { given: () => unknown, silent?: true }> = {
    error: { given: () => new Error(secret) },
    'error with members': { given: () => carry(new Error(secret)) },
    'error with a cause': { given: () => new Error('outer', { cause: carry(new TypeError(secret)) }) },
    'error with a stack': { given: () => Object.assign(new Error('outer'), { stack: `Error: ${secret}\n at /srv/${secret}.js` }) },
    'error with a 500': { given: () => carry(Object.assign(new Error(secret), { statusCode: 500, expose: true })) },
    'error with a success': { given: () => Object.assign(new Error(secret), { statusCode: 204 }) },
    'error with a symbol': { given: () => Object.assign(new Error(secret), { statusCode: Symbol(secret), status: { valueOf: thrower } }) },
    string: { given: () => secret },
    object: { given: () => ({ message: secret }) },
    frozen: { given: () => Object.freeze(new Error(secret)) },
    cycle: { given: () => cycle },
    aggregate: { given: () => new AggregateError([new Error(secret)], 'many') },
    domException: { given: () => new DOMException(secret, 'AbortError') },
    response: { given: () => new Response(secret, { statusText: secret, headers: { 'x-secret': secret } }), silent: true },
    'throwing getters': { given: () => Object.defineProperties(new Error(secret), { code: { get: thrower }, message: { get: thrower }, stack: { get: thrower }, statusCode: { get: thrower } }), silent: true },
    proxy: { given: () => new Proxy(new Error(secret), { get: thrower, has: thrower, getPrototypeOf: thrower }), silent: true },
    null: { given: () => null, silent: true },
    undefined: { given: () => undefined, silent: true },
    number: { given: () => 42, silent: true },
    zero: { given: () => 0, silent: true },
    symbol: { given: () => Symbol('s'), silent: true },
    function: { given: () => thrower, silent: true }
  }
  const before = process.env['NODE_ENV']
  t.teardown(() => {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  })
  for (const env of ['development', 'production', 'test']) {
    process.env['NODE_ENV'] = env
    const { ask, logs } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog })
      for (const [name, { given }] of Object.entries(cases)) {
        app.get(`/sync ${name}`, () => { throw given() })
        app.get(`/async ${name}`, async () => { throw given() })
        app.get(`/hook ${name}`, { preHandler: async () => { throw given() } }, async () => 'handled')
      }
    })
    for (const [name, { silent }] of Object.entries(cases)) {
      for (const way of env === 'production' ? ['sync', 'async', 'hook'] : ['async']) {
        logs.length = 0
        const { status, body, text, headers } = await ask(`/${way} ${name}`)
        t.same([status, body], [500, internal], `${way} ${name} in ${env}`)
        t.notMatch(text + JSON.stringify(headers), /hunter2/, `wire of ${way} ${name}`)
        t.match(logs.find(({ code }) => code === 'internal_error'), { level: 50, requestId: 'id-1' }, `log of ${way} ${name}`)
        if (silent === undefined) t.match(JSON.stringify(logs), /hunter2/, `secret in the log of ${way} ${name}`)
      }
    }
  }
})

t.test('a failure is sent although a hook fails meanwhile', async t => {
  const secret = 'hunter2-7f3a'
  const faults: Record<string, () => unknown> = {
    'an error': () => { throw Object.assign(new Error(secret), { statusCode: 418, headers: { 'x-secret': secret } }) },
    // Without the failure's own send Fastify 5.12 ends in "cb is not a function" and the process with it.
    'a string': () => { throw secret },
    'a CatalogError': () => { throw toError('quiet') },
    'a payload of a wrong type': () => ({ secret })
  }
  for (const [fault, act] of Object.entries(faults)) {
    const { ask, logs } = await serve(t, async app => {
      await app.register(errorCatalog, { catalog })
      const routes = async (scope: typeof app) => {
        scope.get('/fail', async (_request, reply) => fail(reply, 'invoice_locked', details))
        scope.get('/sync', (_request, reply) => { fail(reply, 'invoice_locked', details) })
        scope.get('/throw', async () => { throw toError('invoice_locked', details) })
      }
      app.register(async scope => {
        scope.addHook('onSend', async () => act() as string)
        await routes(scope)
      }, { prefix: '/async' })
      app.register(async scope => {
        scope.addHook('onSend', (_request, _reply, _payload, done) => done(null, act() as string))
        await routes(scope)
      }, { prefix: '/sync' })
      app.register(async scope => {
        scope.addHook('onSend', async () => act() as string)
        scope.addHook('onError', async () => { throw new Error(secret) })
        scope.setErrorHandler((error, _request, reply) => { reply.log.info('handler of the user'); throw error })
        await routes(scope)
      }, { prefix: '/nested' })
    })
    for (const path of ['async', 'sync', 'nested'].flatMap(prefix => ['fail', 'sync', 'throw'].map(way => `/${prefix}/${way}`))) {
      logs.length = 0
      const { status, body, text, headers } = await ask(path)
      t.same([status, body], [409, { error: locked }], `${path} when onSend brings ${fault}`)
      t.equal(headers['content-length'], String(Buffer.byteLength(text)))
      t.notMatch(JSON.stringify(headers), /hunter2/)
      t.match(logs.find(({ msg }) => /sent without the remaining onSend hooks/.test(String(msg))), { level: 50, err: fault === 'a string' ? secret : Object }, `${path} logs ${fault}`)
    }
  }
})

t.test('nested failures send one envelope', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.register(async scope => {
      // Fastify refuses a send from here (FST_ERR_SEND_INSIDE_ONERR).
      scope.addHook('onError', async (_request, reply) => { t.doesNotThrow(() => fail(reply, 'invoice_locked', details)) })
      scope.get('/onError', async () => { throw new Error('hunter2') })
    })
    app.register(async scope => {
      scope.addHook('onSend', async (_request, reply) => reply.statusCode === 200 ? fail(reply, 'invoice_locked', details) as never : undefined)
      scope.get('/onSend', async () => ({ done: true }))
    })
    app.register(async scope => {
      scope.setErrorHandler((_error, _request, reply) => fail(reply, 'invoice_locked', details))
      scope.get('/handler', async () => { throw new Error('hunter2') })
    })
    app.get('/header', async (_request, reply) => fail(reply.header('x-note', 'a\nb').header('bad name', 'x'), 'invoice_locked', details))
    app.get('/serializer', async (_request, reply) => fail(reply.serializer(() => { throw new Error('hunter2') }), 'invoice_locked', details))
    app.get('/stream', async (_request, reply) => { reply.raw.writeHead(200); reply.raw.write('begun'); throw new Error('hunter2') })
  })
  for (const path of ['/onError', '/onSend', '/handler', '/header', '/serializer']) {
    const { status, body } = await ask(path)
    t.same([status, body], [409, { error: locked }], path)
  }
  await t.rejects(ask('/stream'), 'a body that has begun is cut off, not completed by an envelope')
  t.match(logs.find(({ code, err }) => code === 'internal_error' && err !== undefined), { err: { message: 'hunter2' } })
  t.match(logs.find(({ msg }) => /after its headers were sent/.test(String(msg))), { code: 'internal_error', route: 'GET /stream' })
})

t.test('a failure is sent although the logger fails', async t => {
  const broken = () => { throw new Error('no space left on device') }
  const logger = { level: 'info', fatal: broken, error: broken, warn: broken, info: () => {}, debug: () => {}, trace: () => {}, child: () => logger }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get('/unknown', async (_request, reply) => fail(reply, 'nowhere'))
    app.get('/quiet', async (_request, reply) => fail(reply, 'quiet'))
    app.get('/throw', async () => { throw new Error('hunter2') })
    app.get('/header', async (_request, reply) => fail(reply, 'invoice_locked', { invoiceId: 1 }, { headers: { 'bad name': 'x' } }))
  }, { logger: undefined as never, loggerInstance: logger as never })
  for (const [path, status, code] of [['/unknown', 500, 'internal_error'], ['/quiet', 404, 'quiet'], ['/throw', 500, 'internal_error'], ['/header', 409, 'invoice_locked']] as const) {
    const got = await ask(path)
    t.match([got.status, got.body], [status, { error: { code } }], path)
  }
})

t.test('a client that leaves causes only a log line', async t => {
  const { url, logs, ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.post('/', async () => 'read')
    app.get('/', async () => 'alive')
  })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf')
  await once(socket, 'ready')
  while (!logs.some(({ msg }) => msg === 'incoming request')) await new Promise(resolve => setImmediate(resolve))
  socket.destroy()
  while (!logs.some(({ code }) => code !== undefined)) await new Promise(resolve => setImmediate(resolve))
  t.match(logs.find(({ code }) => code !== undefined), { code: 'bad_request', status: 400 })
  t.equal((await ask('/')).body, 'alive')
})

t.test('reply.fail fits the types of every route', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    app.get<{ Reply: { 200: { id: string }, 409: { other: true } } }>('/', async (request, reply) => {
      expectTypeOf(reply.fail('invoice_locked', details)).toEqualTypeOf<FastifyReply>()
      expectTypeOf(reply.fail).parameter(0).toEqualTypeOf<string>()
      return request.url === '' ? { id: 'in_1' } : reply
    })
    app.get<{ Reply: { id: string } }>('/sync', (_request, reply) => {
      reply.fail('invoice_locked', details, { retryAfter: 1 })
      // @ts-expect-error -- a code is text
      reply.fail(5)
      // @ts-expect-error -- there is no such option
      reply.fail('invoice_locked', details, { headrs: {} })
    })
    app.addHook('preHandler', async (request, reply) => request.url === '/hook' ? reply.fail('quiet') : undefined)
    app.setNotFoundHandler((_request, reply) => reply.fail('quiet'))
  })
  t.equal((await ask('/')).status, 409)
  t.equal((await ask('/sync')).status, 409)
  t.equal((await ask('/nowhere')).status, 404)
})
