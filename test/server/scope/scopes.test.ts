import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Fastify from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import t from 'tap'
import errorCatalog, { CatalogError, InvalidCatalogError, type ErrorCatalogOptions } from '../../../src/index.ts'
import { serve, type Got } from '../../serve.ts'

const kyc = { catalog: { extends: 'kyc' } } as const
const cards = { catalog: { extends: 'cards' } } as const
const merchant = { catalog: { extends: 'merchant' } } as const

/** Which style a body is in. */
function styleOf ({ body }: Got): string {
  const { error, code, status, ok, problem, statusCode } = Object(body) as Record<string, unknown>
  if (ok === false) return 'merchant'
  if (typeof error === 'object') return 'nested'
  if (typeof code === 'string') return 'kyc'
  if (status === 'error') return 'cards'
  if (typeof problem === 'string') return 'billing'
  return statusCode === undefined ? 'other' : 'fastify'
}

/** A few routes that fail in different ways. */
function addRoutes (scope: FastifyInstance) {
  scope.get('/fail', async (_request, reply) => reply.fail('not_found'))
  scope.get('/throw', async () => { throw new Error('hunter2') })
  scope.post('/read', { schema: { body: { type: 'object', required: ['a'] } } }, async () => 'done')
}

const invalid = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
const malformed = { ...invalid, body: '{' }

t.test('each scope responds in the envelope of its catalog', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    addRoutes(app)
    app.register(async scope => { await scope.register(errorCatalog, kyc); addRoutes(scope) }, { prefix: '/v1' })
    app.register(async scope => {
      await scope.register(errorCatalog, cards)
      addRoutes(scope)
      scope.register(async inner => { await inner.register(errorCatalog, merchant); addRoutes(inner) }, { prefix: '/admin' })
      scope.register(async inner => addRoutes(inner), { prefix: '/inherits' })
    }, { prefix: '/v2' })
    app.register(async scope => { await scope.register(errorCatalog, merchant); addRoutes(scope) }, { prefix: '/tenants/:tenant' })
    app.register(async scope => { await scope.register(errorCatalog, kyc); addRoutes(scope) }, { prefix: '/r:release/' })
    app.register(async scope => { await scope.register(errorCatalog, kyc); addRoutes(scope) }, { prefix: '/same' })
    app.register(async scope => { await scope.register(errorCatalog, cards); scope.get('/other', async (_request, reply) => reply.fail('not_found')) }, { prefix: '/same' })
    app.register(async scope => { await scope.register(errorCatalog, cards); scope.get('/bare', async (_request, reply) => reply.fail('not_found')) })
  })
  for (const [prefix, style] of [['', 'nested'], ['/v1', 'kyc'], ['/v2', 'cards'], ['/v2/admin', 'merchant'], ['/v2/inherits', 'cards'], ['/tenants/a%20b', 'merchant'], ['/r5', 'kyc'], ['/same', 'kyc']] as const) {
    for (const [path, init, status] of [
      ['/fail', {}, [404]], ['/throw', {}, [500]], ['/read', invalid, [400, 422]], ['/read', malformed, [400, 422]],
      ['/nowhere', {}, [404]], ['/nowhere?a=/v1', {}, [404]], ['/nowhere', malformed, [404]], ['/fail', invalid, [404, 405]]
    ] as const) {
      const got = await ask(prefix + path, init)
      t.equal(styleOf(got), style, `${'method' in init ? 'POST' : 'GET'} ${prefix}${path}`)
      t.ok((status as readonly number[]).includes(got.status), `${got.status} of ${prefix}${path}`)
      t.notMatch(got.text, /hunter2/)
    }
  }
  for (const [path, style] of [
    ['/same/other', 'cards'], ['/same/nowhere', 'kyc'], ['/bare', 'cards'], ['/', 'nested'], ['/v1', 'kyc'], ['/v1/', 'kyc'], ['/v1?a=b', 'kyc'], ['/v10/x', 'nested'], ['/v', 'nested'],
    ['/x/v1/y', 'nested'], ['/?/v1/x', 'nested'], ['/v2/administration', 'cards'], ['/tenants', 'nested'], ['/tenants/a', 'merchant'], ['/r/x', 'kyc'], ['/s5/x', 'nested'], ['/v1;a/x', 'nested']
  ] as const) {
    t.equal(styleOf(await ask(path)), style, path)
  }
})

t.test('a catalog below the root handles only its scope, and the root does not change', async t => {
  const { ask } = await serve(t, async app => {
    app.register(async scope => { await scope.register(errorCatalog, kyc); addRoutes(scope) }, { prefix: '/v1' })
    app.get('/plain', async () => ({ done: true }))
    app.get('/throw', async () => { throw new Error('boom') })
  })
  for (const [path, style] of [['/v1/fail', 'kyc'], ['/v1/throw', 'kyc'], ['/v1/nowhere', 'kyc'], ['/throw', 'fastify'], ['/nowhere', 'fastify'], ['/v10', 'fastify'], ['/plain', 'other']] as const) {
    const got = await ask(path)
    t.equal(styleOf(got), style, path)
    t.equal(got.headers['kyc-request-id'], style === 'kyc' ? 'id-1' : undefined, `request id of ${path}`)
    if (style === 'kyc') t.match(got.body, { request_id: 'id-1' })
  }
  const fresh = await ask('/v1/nowhere', { headers: { 'kyc-request-id': '' } })
  t.match(fresh.headers['kyc-request-id'], /^req_.{36}$/, 'an id is by the rules of the scope also where no route matched')

  const late = await serve(t, async app => {
    app.register(async scope => { await scope.register(errorCatalog, cards) })
    app.register(async scope => { await scope.register(errorCatalog, kyc) }, { prefix: '/pair' })
    app.register(async scope => {
      await scope.register(errorCatalog, merchant)
      scope.setNotFoundHandler((_request, reply) => reply.fail('not_found'))
    }, { prefix: '/pair' })
    await app.register(errorCatalog)
  })
  t.equal(styleOf(await late.ask('/nowhere')), 'nested', 'the root answers, whichever scope came first')
  t.equal(styleOf(await late.ask('/pair/nowhere')), 'merchant', 'and of two scopes the one whose handler it is')

  let handle: FastifyInstance['errorHandler']
  const handed = await serve(t, app => {
    app.register(async scope => { await scope.register(errorCatalog, kyc); handle = scope.errorHandler }, { prefix: '/v1' })
  }, { frameworkErrors: (error, request, reply) => handle(error, request as FastifyRequest, reply as FastifyReply) })
  t.match((await handed.ask('/%zz')).body, { code: 'validation_error', request_id: 'id-1' }, 'its error handler can be asked from elsewhere')

  const unprefixed = await serve(t, async app => { app.register(async scope => { await scope.register(errorCatalog, kyc) }) })
  t.equal(styleOf(await unprefixed.ask('/nowhere')), 'kyc', 'a scope without a prefix answers for all that nobody else does')
})

t.test('a request target of another form is answered too', async t => {
  const { raw } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/items', async () => 'done')
    app.register(async scope => { await scope.register(errorCatalog, kyc) }, { prefix: '/v1' })
  })
  for (const [line, status, want] of [
    ['GET http://a.example/v1/nowhere?b', 404, '{"code":"not_found",'],
    ['GET HTTP://a.example', 404, '{"error":{"code":"not_found",'],
    ['POST http://a.example/items', 405, '{"error":{"code":"method_not_allowed",'],
    ['OPTIONS *', 404, '{"error":{"code":"not_found",'],
    ['POST /items HTTP/1.0', 405, '{"error":{"code":"method_not_allowed",']
  ] as const) {
    const got = await raw(`${line}${line.includes('HTTP/1.0') ? '' : ' HTTP/1.1\r\nHost: a.example'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    t.match(got, new RegExp(`^HTTP/1\\.1 ${status} `), line)
    t.ok(got.includes(`\r\n\r\n${want}`), `body for ${line}`)
  }
})

t.test('405 is for URLs that another method would match, with the methods of the router', async t => {
  const done = async () => 'done'
  const { ask, url } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/items', done)
    app.put('/items/:id', done)
    app.delete('/items/:id', done)
    app.get('/files/*', done)
    app.post('/years/:year(^\\d{4}$)', done)
    app.get('/hosted', { constraints: { host: 'other.example' } }, done)
    app.get('/versioned', { constraints: { version: '2.0.0' } }, done)
    app.post('/calls/:id', async (_request, reply) => reply.callNotFound())
    app.register(async scope => { scope.patch('/inner', done) }, { prefix: '/deep' })
    // What @fastify/cors and a single-page application register.
    app.options('*', done)
    app.get('/*', { constraints: { host: 'spa.example' } }, done)
  })
  for (const [method, path, status, allow] of [
    ['POST', '/items', 405, 'GET, HEAD'],
    ['POST', '/items?a=b', 405, 'GET, HEAD'],
    ['GET', '/items/5', 405, 'DELETE, PUT'],
    ['HEAD', '/items/5', 405, 'DELETE, PUT'],
    ['POST', '/files/a/b', 405, 'GET, HEAD'],
    ['GET', '/years/2026', 405, 'POST'],
    ['GET', '/years/26', 404, undefined],
    ['GET', '/deep/inner', 405, 'PATCH'],
    ['POST', '/hosted', 404, undefined],
    ['POST', '/versioned', 404, undefined],
    ['POST', '/items;a', 404, undefined],
    ['POST', '/nowhere', 404, undefined],
    ['POST', '/a%20b', 404, undefined],
    ['POST', '/a//b/', 404, undefined],
    ['POST', '/', 404, undefined],
    ['POST', '/calls/5', 404, undefined],
    ['OPTIONS', '/items', 200, undefined]
  ] as const) {
    const got = await ask(path, { method })
    t.same([got.status, got.headers['allow']], [status, allow], `${method} ${path}`)
    if (status !== 200 && method !== 'HEAD') t.match(got.body, { error: { code: status === 404 ? 'not_found' : 'method_not_allowed' } })
  }
  t.equal((await ask('/versioned', { method: 'POST', headers: { 'accept-version': '2.x' } })).headers['allow'], 'GET, HEAD', 'a version that is asked for counts')
  const { status } = await fetch(`${url}/items/5`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
  t.equal(status, 405, 'a body that cannot be read does not hide a wrong method')
})

t.test('405 knows the options of the router', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/items', async () => 'done')
    app.addConstraintStrategy({ name: 'secret', storage: () => ({ get: () => null, set: () => {} }), deriveConstraint: () => 'a' })
    app.post('/constrained', { constraints: { secret: 'b' } }, async () => 'done')
  }, { routerOptions: { ignoreTrailingSlash: true, caseSensitive: false } })
  for (const [path, status] of [['/ITEMS/', 405], ['/constrained', 404]] as const) t.equal((await ask(path, { method: 'PUT' })).status, status, path)
})

t.test('a setNotFoundHandler of the user keeps working, and may fail', async t => {
  for (const when of ['before', 'after']) {
    const { ask } = await serve(t, async app => {
      const setHandlers = async (scope: FastifyInstance, code: string) => scope.setNotFoundHandler(async (request, reply) => {
        if (request.url.includes('fail')) return reply.fail(code)
        if (request.url.includes('throw')) throw new CatalogError(code)
        if (request.url.includes('error')) throw new Error('hunter2')
        return reply.code(404).send({ mine: code })
      })
      if (when === 'before') await setHandlers(app, 'conflict')
      await app.register(errorCatalog)
      if (when === 'after') await setHandlers(app, 'conflict')
      app.register(async scope => {
        if (when === 'before') await setHandlers(scope, 'session_expired')
        await scope.register(errorCatalog, kyc)
        if (when === 'after') await setHandlers(scope, 'session_expired')
      }, { prefix: '/v1' })
      app.register(async scope => { await scope.register(errorCatalog, cards) }, { prefix: '/v2' })
    })
    for (const [path, status, body] of [
      ['/nowhere', 404, { mine: 'conflict' }],
      ['/fail', 409, { error: { code: 'conflict' } }],
      ['/throw', 409, { error: { code: 'conflict' } }],
      ['/error', 500, { error: { code: 'internal_error' } }],
      ['/v1/nowhere', 404, { mine: 'session_expired' }],
      ['/v1/fail', 401, { code: 'session_expired', request_id: 'id-1' }],
      ['/v1/throw', 401, { code: 'session_expired' }],
      ['/v1/error', 500, { code: 'internal_error' }],
      // The root's handler answers below /v2, which knows the code conflict too.
      ['/v2/fail', 409, { status: 'error' }]
    ] as const) {
      const got = await ask(path)
      t.match([got.status, got.body], [status, body], `${path}, set ${when}`)
      t.equal(got.headers[path.startsWith('/v1') ? 'kyc-request-id' : 'x-request-id'], 'id-1', `request id of ${path}`)
    }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { no_page: { status: 404, message: 'No such page.' } } } })
    app.setNotFoundHandler((_request, reply) => reply.fail('no_page'))
    app.register(async scope => { await scope.register(errorCatalog, kyc) }, { prefix: '/v1' })
  })
  t.match((await ask('/v1/nowhere')).body, { error: { code: 'no_page' } }, 'a code that only the root knows is answered as the root does')
})

t.test('hooks that fail where no route matched are answered by the scope of the URL', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.addHook('onRequest', async request => { if (request.url.includes('hook')) throw new Error('hunter2') })
    app.addHook('preHandler', async (request, reply) => request.url.includes('reply') ? reply.fail('not_found') : undefined)
    app.addHook('preHandler', async (request, reply) => { if (request.url.includes('mine')) return reply.code(404).send({ mine: true }) })
    app.register(async scope => { await scope.register(errorCatalog, kyc) }, { prefix: '/v1' })
  })
  for (const [path, style, status] of [['/hook', 'nested', 500], ['/v1/hook', 'kyc', 500], ['/reply', 'nested', 404], ['/v1/reply', 'kyc', 404], ['/v1/mine', 'other', 404]] as const) {
    const got = await ask(path)
    t.same([styleOf(got), got.status], [style, status], path)
    t.notMatch(got.text, /hunter2/)
  }
})

t.test('an error handler of the user keeps its place', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.register(async scope => {
      scope.setErrorHandler((error, request, reply) => {
        if (request.url.includes('rethrow')) throw error
        if (request.url.includes('fail')) return reply.fail('conflict')
        return reply.code(418).send({ mine: true })
      })
      for (const path of ['/own', '/rethrow', '/fail']) scope.get(path, async () => { throw new CatalogError('forbidden') })
    })
    app.get('/route', { errorHandler: (_error, _request, reply) => { reply.code(418).send({ mine: true }) } }, async () => { throw new Error('hunter2') })
  })
  for (const [path, status, body] of [
    ['/own', 418, { mine: true }], ['/rethrow', 403, { error: { code: 'forbidden' } }], ['/fail', 409, { error: { code: 'conflict' } }], ['/route', 418, { mine: true }]
  ] as const) {
    const got = await ask(path)
    t.match([got.status, got.body, got.headers['x-request-id']], [status, body, 'id-1'], path)
  }
  const after = await serve(t, async app => {
    await app.register(errorCatalog)
    app.setErrorHandler((_error, _request, reply) => { reply.code(418).send('mine') })
    app.get('/', async () => { throw new Error('hunter2') })
  })
  t.equal((await after.ask('/')).body, 'mine', 'one that is set after ours wins')
})

t.test('a code of another scope is answered by its alias, or as internal with a line in the log', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'http', codes: { seat_taken: { status: 409, message: 'Taken.', aliases: ['place_taken'] } } } })
    app.get('/alias', async () => { throw new CatalogError('place_taken') })
    app.get('/other', async () => { throw new CatalogError('session_expired') })
    app.register(async scope => {
      await scope.register(errorCatalog, kyc)
      scope.get('/seat', async () => { throw new CatalogError('seat_taken') })
    }, { prefix: '/v1' })
  })
  t.match((await ask('/alias')).body, { error: { code: 'seat_taken' } })
  t.match((await ask('/other')).body, { error: { code: 'internal_error' } })
  t.match((await ask('/v1/seat')).body, { code: 'internal_error' }, 'a route of a scope answers from that scope alone')
  t.same(logs.filter(({ level, msg }) => level === 50 && String(msg).startsWith('unknown')).map(({ code }) => code), ['session_expired', 'seat_taken'])
})

t.test('a method that needs a body misses the route, not the body, where there is no route', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/here', async () => 'here')
  })
  for (const [path, status] of [['/nowhere', 404], ['/here', 405]] as const) {
    t.equal((await ask(path, { method: 'QUERY' })).status, status, path)
  }
})

t.test('invalid registrations are refused, and the message says what to do', async t => {
  const cases: ReadonlyArray<[given: unknown, message: RegExp]> = [
    [{ trustStatus: 'all' }, /^1 problem in the options of fastify-error-catalog: trustStatus must be "own" or "known", got "all"$/],
    [{ catalogue: './a.yaml' }, /^1 problem in the options of fastify-error-catalog: "catalogue" is not an option \(did you mean "catalog"\?\)$/],
    [{ net: true }, /"net" is not an option: did you mean replaceErrorBodies\?$/],
    [{ issues: 'all', prefix: '/v1', onfailure: 1 }, /^2 problems .*: "issues" is not an option: did you mean validation: \{ issues: … \}\?; "onfailure" is not an option \(did you mean "onFailure"\?\)$/],
    ['./a.yaml', /^the options of fastify-error-catalog must be an object such as \{ catalog: "\.\/a\.yaml" \}, got "\.\/a\.yaml"$/],
    [{ catalog: 5 }, /catalog must be a path, a file: URL or a catalog in code, got 5/],
    [{ catalog: null }, /got null/],
    [{ catalog: [] }, /got \[\]/],
    [{ catalog: true }, /got true/],
    [{ catalog: () => {} }, /got a function/],
    [{ catalog: './nowhere.yaml' }, /nowhere\.yaml.*there is no such file/s],
    [{ catalog: new URL('./nowhere.yaml', import.meta.url) }, /there is no such file/],
    [{ catalog: new URL('../../../catalog.yaml', import.meta.url) }, /one of its catalogs must be named.*it holds http, kyc, billing/s],
    [{ catalog: new URL('../../../catalog.yaml#kyk', import.meta.url) }, /must name a catalog of the file, got "kyk" \(did you mean "kyc"\?\)/],
    [{ catalog: { codes: {} } }, /roles must name a code for validation/],
    [{ catalog: { extends: 'htp' } }, /did you mean "http"\?/],
    [{ catalog: { extends: 'http', codes: { a: { status: 204, message: 'x' } } } }, /status must be an integer from 400 to 599/]
  ]
  for (const [given, message] of cases) {
    const app = Fastify()
    t.teardown(() => app.close())
    const error = await app.register(errorCatalog, given as ErrorCatalogOptions).then(() => undefined, (error: Error) => error)
    t.match(error, { message }, JSON.stringify(given))
    if (typeof given === 'object' && JSON.stringify(given).includes('extends')) t.match(error, { name: 'InvalidCatalogError', code: 'ERR_CATALOG_INVALID', constructor: InvalidCatalogError })
  }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog)
  await t.rejects(async () => await app.register(errorCatalog), { message: /registered twice in the scope "\/": remove one/ })
  const scoped = Fastify()
  t.teardown(() => scoped.close())
  await t.rejects(async () => await scoped.register(async scope => { await scope.register(errorCatalog); await scope.register(errorCatalog) }, { prefix: '/v1' }), { message: /twice in the scope "\/v1"/ })
  const wrapped = Fastify()
  t.teardown(() => wrapped.close())
  await t.resolves(async () => { await wrapped.register(fastifyPlugin(async app => { await app.register(errorCatalog) })) }, 'a plugin of the user may register it')
})

t.test('options of Fastify, @fastify/autoload and fastify-cli are accepted', async t => {
  // Keys of FastifyServerOptions.
  const servers = [
    'ajv', 'allowErrorHandlerOverride', 'allowUnsafeRegex', 'bodyLimit', 'caseSensitive', 'childLoggerFactory', 'clientErrorHandler', 'connectionTimeout',
    'constraints', 'disableRequestLogging', 'exposeHeadRoutes', 'forceCloseConnections', 'frameworkErrors', 'genReqId', 'handlerTimeout', 'http', 'http2',
    'http2SessionTimeout', 'https', 'ignoreDuplicateSlashes', 'ignoreTrailingSlash', 'keepAliveTimeout', 'logger', 'loggerInstance', 'maxParamLength',
    'maxRequestsPerSocket', 'onConstructorPoisoning', 'onProtoPoisoning', 'pluginTimeout', 'querystringParser', 'requestIdHeader', 'requestIdLogLabel',
    'requestTimeout', 'return503OnClosing', 'rewriteUrl', 'routerOptions', 'schemaController', 'schemaErrorFormatter', 'serializerOpts', 'serverFactory',
    'trustProxy', 'useSemicolonDelimiter'
  ]
  const covers = (prefix: string, scope: string) => `the option prefix "${prefix}" does not limit fastify-error-catalog, which covers the scope "${scope}": write "app.register(async scope => { await scope.register(errorCatalog, …) }, { prefix: '${prefix}' })" with the routes inside`
  const rows: ReadonlyArray<[options: object, level: number | undefined, msg: string]> = [
    [{ logLevel: 'warn', logSerializers: {}, name: 'errors' }, undefined, ''],
    [{ prefix: '' }, undefined, ''],
    [{ prefix: '/api' }, undefined, ''],
    [{ prefix: undefined }, undefined, ''],
    [{ prefix: '/api/v1' }, 40, covers('/api/v1', '/api')],
    [{ any: '3' }, 30, 'fastify-error-catalog has no options "any": they are ignored'],
    [Object.fromEntries(servers.map(name => [name, true])), 30, `fastify-error-catalog has no options ${servers.map(name => `"${name}"`).join(', ')}: they are ignored`]
  ]
  for (const [options, level, msg] of rows) {
    const { ask, logs } = await serve(t, app => app.register(async scope => {
      await scope.register(errorCatalog, options)
      scope.get('/x', async (_request, reply) => reply.fail('conflict'))
    }, { prefix: '/api' }))
    const lines = logs.filter(({ msg }) => /fastify-error-catalog/.test(String(msg)) && !/leave in another form/.test(String(msg)))
    t.same(lines.map(({ level, msg }) => [level, msg]), level === undefined ? [] : [[level, msg]], JSON.stringify(options))
    t.match(await ask('/api/x'), { status: 409, body: { error: { code: 'conflict' } } })
  }
  const { logs } = await serve(t, app => app.register(errorCatalog, { prefix: '/v1' } as ErrorCatalogOptions))
  t.match(logs.find(({ level }) => level === 40), { msg: covers('/v1', '/') })
})

t.test('the catalog handles the default 404 although hooks change its body', async t => {
  const { ask, logs } = await serve(t, async app => {
    app.addHook('preSerialization', async (_request, _reply, payload) => ({ apiVersion: 1, ...payload as object }))
    // What a hook changes on purpose is sent so.
    app.addHook('onSend', async (_request, reply) => { if (reply.statusCode === 404) reply.code(200) })
    await app.register(errorCatalog)
    app.get('/here', async (request, reply) => request.url.endsWith('?call') ? reply.callNotFound() : { a: 1 })
  })
  t.match(await ask('/here'), { status: 200, body: { apiVersion: 1, a: 1 } })
  for (const [method, path, status, code] of [['GET', '/nowhere', 200, 'not_found'], ['GET', '/here?call', 200, 'not_found'], ['PUT', '/here', 405, 'method_not_allowed']] as const) {
    const got = await ask(path, { method })
    t.same([got.status, got.body], [status, { error: { ...(got.body as { error: object }).error, code } }], `${method} ${path}`)
  }
  t.equal(logs.filter(({ msg }) => /^Route /.test(String(msg))).length, 0)
})

t.test('the default 404 of a prefix is answered by the catalog of that prefix', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.register(async scope => {
      await scope.register(errorCatalog, kyc)
      scope.setNotFoundHandler(undefined as never)
      scope.get('/here', async () => 'here')
    }, { prefix: '/v1' })
    app.get('/own', async (_request, reply) => reply.callNotFound())
  })
  for (const [path, init, status, style] of [['/v1/nowhere', {}, 404, 'kyc'], ['/v1/here', { method: 'PUT' }, 405, 'kyc'], ['/nowhere', {}, 404, 'nested'], ['/own', {}, 404, 'nested']] as const) {
    const got = await ask(path, init)
    t.same([got.status, styleOf(got)], [status, style], path)
  }
})
