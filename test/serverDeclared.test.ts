import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, type RouteOptions } from 'fastify'
import FastifyMinimum from 'fastify-minimum'
import t, { type Test } from 'tap'
import errorCatalog, { CatalogError, createBudgets, routeErrors, serverOptions, type ErrorCatalogOptions } from '../src/index.ts'
import { serve } from './serve.ts'

const catalog = {
  extends: 'http',
  codes: {
    invoice_locked: { status: 409, message: 'The invoice is locked.', aliases: ['invoice_closed'] },
    invoice_void: { status: 410, message: 'The invoice is void.' },
    key_revoked: { status: 401, message: 'The key is revoked.', headers: { 'X-Revoked': 'yes' } }
  }
} as const

/** A server with one route that fails as `?code=` says. */
function failing (t: Test, options: ErrorCatalogOptions, config: { errors?: readonly string[] } = {}, server?: FastifyServerOptions) {
  return serve(t, async app => {
    await app.register(errorCatalog, { catalog, ...options })
    app.get<{ Querystring: { code?: string } }>('/invoices/:id', { config }, async ({ query: { code } }, reply) => {
      if (code === undefined) throw new Error('a bug')
      return reply.header('x-own', '1').fail(code, {}, { cause: new Error('why'), headers: { 'x-more': '1' } })
    })
  }, server)
}

const undeclaredIn = (logs: ReadonlyArray<Record<string, unknown>>) => logs.filter(({ msg }) => /which it does not declare/.test(String(msg)))

async function withNodeEnv<T> (value: string | undefined, run: () => Promise<T>): Promise<T> {
  const { NODE_ENV } = process.env
  const set = (env: string | undefined) => {
    if (env === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = env
  }
  set(value)
  try {
    return await run()
  } finally {
    set(NODE_ENV)
  }
}

t.test('a failure that its route does not declare is told, answered with internal or let pass', async t => {
  for (const [undeclared, nodeEnv, effect] of [
    [undefined, undefined, 'warn'], [undefined, 'test', 'warn'], ['warn', 'test', 'warn'], ['throw', 'test', 'throw'], ['off', 'test', 'off'],
    [undefined, 'production', 'off'], ['warn', 'production', 'warn'], ['throw', 'production', 'warn'], ['off', 'production', 'off']
  ] as const) {
    const title = `undeclared: ${undeclared}, NODE_ENV: ${nodeEnv}`
    const { ask, logs } = await withNodeEnv(nodeEnv, () => failing(t, undeclared === undefined ? {} : { undeclared }, { errors: ['invoice_locked'] }))
    const got = await ask('/invoices/1?code=invoice_void')
    await ask('/invoices/2?code=invoice_void')
    t.match([got.status, got.body], effect === 'throw' ? [500, { error: { code: 'internal_error' } }] : [410, { error: { code: 'invoice_void' } }], title)
    t.equal(undeclaredIn(logs).length, effect === 'warn' ? 1 : 0, title)
    t.equal((await ask('/invoices/1?code=invoice_locked')).status, 409, title)
  }
})

t.test('the warning names route, code and remedy, once for each of them', async t => {
  const { ask, logs } = await failing(t, {}, { errors: ['invoice_locked'] })
  for (const code of ['invoice_void', 'key_revoked', 'invoice_void', 'key_revoked']) await ask(`/invoices/1?code=${code}`)
  await ask('/invoices/1?code=invoice_void', { method: 'HEAD' })
  t.same(undeclaredIn(logs).map(({ level, code, route, reqId, msg }) => [level, code, route, reqId, msg]), [
    ['GET', 'invoice_void'], ['GET', 'key_revoked'], ['HEAD', 'invoice_void']
  ].map(([method, code]) => [40, code, `${method} /invoices/:id`, 'id-1',
    `${method} /invoices/:id answered "${code}", which it does not declare: add it to config.errors, or to the option errors where a hook of all routes raises it`]))
})

t.test('throw logs route, code and cause at error, and sends nothing of the failure', async t => {
  const { ask, logs } = await failing(t, { undeclared: 'throw' }, { errors: [] }, serverOptions())
  const got = await ask('/invoices/1?code=key_revoked')
  t.match(got, { status: 500, headers: { 'x-request-id': 'id-1', 'x-own': '1', 'x-more': undefined, 'x-revoked': undefined }, body: { error: { code: 'internal_error', request_id: 'id-1' } } })
  t.notMatch(got.text, /revoked|why/)
  t.match(logs.filter(({ code }) => code !== undefined), [{ level: 50, code: 'internal_error', err: { message: /^GET \/invoices\/:id answered "key_revoked"/, stack: /caused by: Error: why/ } }])
})

t.test('throw keeps language and path of the failure', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, {
      undeclared: 'throw',
      catalog: { extends: 'http', envelope: 'rfc9457', codes: { a: { status: 409, message: 'A.' } }, locales: { de: { a: 'Ah.', internal_error: 'Ein Fehler.' } } }
    })
    app.get('/a', { config: { errors: [] } }, async () => { throw new CatalogError('a') })
  })
  t.match((await ask('/a', { headers: { 'accept-language': 'de' } })).body, { detail: 'Ein Fehler.', instance: '/a' })
})

t.test('declared, and therefore let pass', async t => {
  for (const [title, options, config, code] of [
    ['by the route', {}, { errors: ['invoice_void'] }, 'invoice_void'],
    ['by the scope', { errors: ['key_revoked'] }, {}, 'key_revoked'],
    ['by the scope, where the route declares others', { errors: ['key_revoked'] }, { errors: ['invoice_void'] }, 'key_revoked'],
    ['by a former name', {}, { errors: ['invoice_closed'] }, 'invoice_locked'],
    ['under a former name', {}, { errors: ['invoice_locked'] }, 'invoice_closed'],
    ['by nobody, but it is a bug', {}, { errors: [] }, undefined],
    ['by nobody, where nobody declares anything', {}, {}, 'invoice_void']
  ] as const) {
    const { ask, logs } = await failing(t, options, config)
    await ask(`/invoices/1${code === undefined ? '' : `?code=${code}`}`)
    t.same(undeclaredIn(logs), [], title)
  }
  const { ask, logs } = await failing(t, { errors: ['key_revoked'] })
  await ask('/invoices/1?code=invoice_void')
  t.equal(undeclaredIn(logs).length, 1, 'what the scope declares counts for routes that declare nothing')
})

t.test('routes are checked by the catalog that answers for them, none where no route matched', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, errors: ['key_revoked'] })
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: { extends: 'kyc' }, undeclared: 'throw' })
      scope.get('/free', async (_request, reply) => reply.fail('plan_not_found'))
      scope.get('/plan', { config: { errors: ['plan_not_found'] } }, async (_request, reply) => reply.fail('plan_not_found'))
      scope.get('/topup', { config: { errors: ['plan_not_found'] } }, async (_request, reply) => reply.fail('topup_not_found'))
    }, { prefix: '/kyc' })
    app.register(async scope => scope.get('/', async (_request, reply) => reply.fail('key_revoked')), { prefix: '/below' })
  })
  for (const [path, status] of [['/kyc/free', 404], ['/kyc/plan', 404], ['/kyc/topup', 500], ['/kyc/none', 404], ['/none', 404], ['/below/', 401]] as const) {
    t.equal((await ask(path)).status, status, path)
  }
  t.same(undeclaredIn(logs), [])
})

t.test('a body that somebody else has sent is checked where net replaces it', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { net: true, undeclared: 'throw' })
    app.get('/', { config: { errors: [] } }, async (_request, reply) => reply.code(409).send('taken'))
  })
  t.equal((await ask('/')).status, 500)
})

t.test('codes that the catalog lacks are refused where they are declared, with route and nearest name', async t => {
  for (const [title, options, config, want] of [
    ['of a route', {}, { errors: ['invoice_lockd', 'not_found', 'zzz'] },
      '2 mistakes in config.errors of GET /a/:id: "invoice_lockd" is not a code of the catalog (did you mean "invoice_locked"?); "zzz" is not a code of the catalog'],
    ['of a scope', { errors: ['key_revokd'] }, {}, '1 mistake in the option errors of fastify-error-catalog: "key_revokd" is not a code of the catalog (did you mean "key_revoked"?)'],
    ['that are no list', {}, { errors: 'not_found' }, '1 mistake in config.errors of GET /a/:id: it must be a list of codes, got "not_found"'],
    ['that are no texts', {}, { errors: [Symbol.iterator] }, '1 mistake in config.errors of GET /a/:id: it must be a list of codes, got [null]'],
    ['that are a function', {}, { errors: () => [] }, '1 mistake in config.errors of GET /a/:id: it must be a list of codes, got function'],
    ['as an option that is no list', { errors: 'not_found' }, {}, '1 mistake in the options of fastify-error-catalog: errors must be a list of codes, got "not_found"'],
    ['with an undeclared that is none', { undeclared: 'log' }, {}, '1 mistake in the options of fastify-error-catalog: undeclared must be "warn", "throw" or "off", got "log"']
  ] as const) {
    const app = Fastify()
    app.register(errorCatalog, { catalog, ...options } as ErrorCatalogOptions)
    app.register(async scope => scope.get('/:id', { config: config as object }, async () => 1), { prefix: '/a' })
    await t.rejects(async () => await app.ready(), { name: 'TypeError', message: want }, title)
  }
})

t.test('a config that routes share, and its members, stay as they are', async t => {
  const config = Object.freeze({ errors: Object.freeze(['invoice_locked']), mine: 1 })
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    for (const url of ['/a', '/b']) app.get(url, { config }, async ({ routeOptions }) => ({ ...routeOptions.config, errors: routeErrors(routeOptions).length }))
  })
  t.same((await ask('/a')).body, { errors: 2, mine: 1, url: '/a', method: 'GET' })
  t.same(Reflect.ownKeys(config), ['errors', 'mine'])
})

const budget = { name: 'b', code: 'invoice_closed', max: 1, timeWindow: 1000, keyGenerator: () => 'k' }
const schema = { type: 'object' }
const bodyCodes = ['malformed_body', 'payload_too_large', 'unsupported_media_type']
const limitCodes = ['banned', 'rate_limited', 'unavailable']

interface Case {
  readonly catalog?: object
  readonly server?: FastifyServerOptions
  readonly route?: Partial<RouteOptions>
  readonly before?: (app: FastifyInstance) => unknown
  readonly after?: (app: FastifyInstance) => unknown
  readonly options?: (app: FastifyInstance) => Partial<RouteOptions>
  readonly want: readonly string[]
}

/** What a route that declares nothing may answer with, besides `internal_error`. */
const implied: Readonly<Record<string, Case>> = {
  'nothing where there is nothing': { want: [] },
  'validation, with a schema of the query': { route: { schema: { querystring: schema } }, want: ['validation_failed'] },
  'validation, with a schema of the query under its short name': { route: { schema: { query: schema } as object }, want: ['validation_failed'] },
  'validation, with a schema of the params': { route: { schema: { params: schema } }, want: ['validation_failed'] },
  'validation, with a schema of the headers': { route: { schema: { headers: schema } }, want: ['validation_failed'] },
  'nothing, with a schema of the response': { route: { schema: { response: { 200: schema } } }, want: [] },
  'nothing, where the handler gets what is invalid': { route: { schema: { querystring: schema }, attachValidation: true }, want: [] },
  'the codes that validation is mapped to': {
    catalog: { ...catalog, map: { validation: { email: 'invoice_void' }, errors: { FST_ERR_VALIDATION: 'key_revoked' } } },
    route: { schema: { querystring: schema } },
    want: ['validation_failed', 'invoice_void', 'key_revoked']
  },
  'unreadable bodies, where the method has one': { route: { method: 'POST' }, want: bodyCodes },
  'unreadable bodies, where one of the methods has one': { route: { method: ['GET', 'DELETE'] }, want: bodyCodes },
  'unreadable bodies, where a method of the user has one': { before: app => app.addHttpMethod('REPORT', { hasBody: true }), route: { method: 'REPORT' }, want: bodyCodes },
  'nothing, where a method of the user has none': { before: app => app.addHttpMethod('MKCOL'), route: { method: 'MKCOL' }, want: [] },
  'the code that an error of Fastify is mapped to': {
    catalog: { ...catalog, map: { errors: { FST_ERR_CTP_BODY_TOO_LARGE: 'invoice_void', ECONNREFUSED: 'key_revoked' } } },
    route: { method: 'PUT' },
    want: [...bodyCodes, 'invoice_void']
  },
  'limits, where a global one is registered before the route': { before: app => app.register(rateLimit), want: limitCodes },
  'limits, where the route has its own': { before: app => app.register(rateLimit, { global: false }), route: { config: { rateLimit: { max: 1 } }, onRequest: async () => {} }, want: limitCodes },
  'limits, where a hook of the route counts': { before: app => app.register(rateLimit, { global: false }), options: app => ({ preHandler: app.rateLimit() }), want: limitCodes },
  'limits, where a hook of the scope counts': { before: app => app.register(rateLimit, { global: false }), after: app => { app.addHook('preValidation', app.rateLimit({ max: 2 })) }, want: limitCodes },
  'the code that the status of limits is mapped to': {
    catalog: { ...catalog, map: { statuses: { 429: 'invoice_void' } } },
    before: app => app.register(rateLimit),
    want: [...limitCodes, 'invoice_void']
  },
  'nothing, where the route has none': { before: app => app.register(rateLimit), route: { config: { rateLimit: false } }, want: [] },
  'nothing, where limits are not global': { before: app => app.register(rateLimit, { global: false }), want: [] },
  'nothing, where only something is called like them': { before: app => { app.decorate('rateLimit' as 'log', (() => { throw new Error('not ours') }) as never) }, want: [] },
  'the codes of budgets': { before: app => app.register(rateLimit, { global: false }), options: app => ({ onRequest: createBudgets(app, [budget]) }), want: ['unavailable', 'invoice_locked'] },
  'the codes of budgets of the scope, and of their bans': {
    before: app => app.register(rateLimit, { global: false }),
    after: app => { app.addHook('onRequest', createBudgets(app, [{ ...budget, ban: 0 }])) },
    want: ['banned', 'unavailable', 'invoice_locked']
  },
  'time limits, where the route has one': { route: { handlerTimeout: 5 }, want: ['handler_timeout'] },
  'time limits, where the server has one': { server: { handlerTimeout: 5 }, want: ['handler_timeout'] },
  'what serverOptions leave to the catalog': { server: serverOptions(), want: ['bad_request', 'unavailable'] },
  'of it, what the user does not keep': { server: serverOptions({ return503OnClosing: true }), want: ['bad_request'] }
}

t.test('without a line of its own a route may answer with', async t => {
  for (const [title, { catalog: given = catalog, server = {}, route = {}, before, after, options, want }] of Object.entries(implied)) {
    const app = Fastify(server)
    t.teardown(() => app.close())
    const seen: RouteOptions[] = []
    await app.register(errorCatalog, { catalog: given })
    app.addHook('onRoute', route => { seen.push(route) })
    await before?.(app)
    await app.register(async scope => {
      scope.route({ method: 'GET', url: '/', handler: async () => 1, exposeHeadRoute: false, ...route, ...options?.(scope) } as RouteOptions)
      await after?.(scope)
    })
    await app.ready()
    const got = routeErrors(seen[0] as object)
    t.same(got.map(({ code }) => code).sort(), ['internal_error', ...want].sort(), title)
    t.ok(got.every(({ implied }) => implied), title)
  }
})

t.test('what is implied is let pass as it happens', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, undeclared: 'throw', errors: [] })
    await app.register(rateLimit, { global: false })
    app.post('/body', { bodyLimit: 20, schema: { body: { type: 'object', required: ['a'] } } }, async () => 1)
    app.get('/limited', { config: { rateLimit: { max: 0 } } }, async () => 1)
    app.get('/budget', { onRequest: createBudgets(app, [{ ...budget, max: 0 }]) }, async () => 1)
    app.get('/slow', { handlerTimeout: 1 }, () => new Promise(() => {}))
    app.get('/bug', async () => { throw new Error('a bug') })
    app.get('/other', async () => { throw Object.assign(new Error('conflict'), { statusCode: 409 }) })
  }, serverOptions())
  const json = { 'content-type': 'application/json' }
  for (const [path, init, status] of [
    ['/body', { method: 'POST', headers: json, body: '{}' }, 400],
    ['/body', { method: 'POST', headers: json, body: '{' }, 400],
    ['/body', { method: 'POST', headers: json, body: JSON.stringify({ a: 'longer than it may be' }) }, 413],
    ['/body', { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'a' }, 415],
    ['/limited', {}, 429], ['/budget', {}, 409], ['/slow', {}, 503]
  ] as const) t.equal((await ask(path, init)).status, status, `${path} ${JSON.stringify(init)}`)
  t.equal(undeclaredIn(logs).length, 0)
  t.equal((await ask('/bug')).status, 500)
  t.equal((await ask('/other')).status, 500)
  t.match(logs.filter(({ code }) => code === 'internal_error').map(({ err }) => (err as Error).message), [/^a bug$/, /^GET \/other answered "conflict"/])
})

t.test('routeErrors lists what is declared and what is implied in the order of the catalog', async t => {
  const app = Fastify()
  const seen = new Map<string, RouteOptions>()
  app.addHook('onRoute', route => { seen.set(`${String(route.method)} ${route.url}`, route) })
  app.get('/early', async () => 1)
  await app.register(errorCatalog, { catalog, errors: ['key_revoked'] })
  app.post('/invoices', { config: { errors: ['invoice_closed', 'malformed_body'] } }, async ({ routeOptions }) => routeErrors(routeOptions))
  app.get('/plain', async () => 1)
  const want = [
    { code: 'internal_error', status: 500, implied: true },
    { code: 'invoice_locked', status: 409, implied: false },
    { code: 'key_revoked', status: 401, implied: false },
    { code: 'malformed_body', status: 400, implied: false },
    { code: 'payload_too_large', status: 413, implied: true },
    { code: 'unsupported_media_type', status: 415, implied: true }
  ]
  const byCode = (list: ReadonlyArray<{ code: string }>) => [...list].sort((a, b) => a.code.localeCompare(b.code))
  t.same(byCode((await app.inject({ method: 'POST', url: '/invoices' })).json()), want)
  const listed = routeErrors(seen.get('POST /invoices') as object)
  t.same(byCode(listed), want)
  const { json } = await app.inject({ method: 'POST', url: '/invoices' })
  t.same(json(), listed)
  t.same(listed.slice(-2).map(({ code }) => code), ['invoice_locked', 'key_revoked'])
  for (const key of ['GET /plain', 'HEAD /plain']) t.same(byCode(routeErrors(seen.get(key) as object)), [want[0], want[2]], key)
  t.same(routeErrors(seen.get('GET /early') as object), [])
  t.same(routeErrors({}), [])
  await app.close()
})

t.test('the oldest Fastify tells the same', async t => {
  const app = FastifyMinimum() as unknown as FastifyInstance
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog, undeclared: 'throw' })
  app.post('/', { config: { errors: ['invoice_locked'] } }, async (request: FastifyRequest, reply) => {
    if (request.headers['x-list'] !== undefined) return routeErrors(request.routeOptions).map(({ code }) => code)
    return reply.fail('key_revoked')
  })
  t.equal((await app.inject({ method: 'POST', url: '/' })).statusCode, 500)
  t.same((await app.inject({ method: 'POST', url: '/', headers: { 'x-list': '1' } })).json().sort(), ['internal_error', 'invoice_locked', ...bodyCodes])
})
