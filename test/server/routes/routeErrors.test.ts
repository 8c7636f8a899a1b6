import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, type RouteOptions } from 'fastify'
import FastifyMinimum from 'fastify-minimum'
import t from 'tap'
import errorCatalog, { createRateLimits, routeErrors, serverOptions } from '../../../src/index.ts'
import { catalog } from './declared.ts'
import { serve } from '../../serve.ts'

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

/** The possible codes of a route that declares nothing, besides `internal_error`. */
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
  'the codes that schemas give to their issues, the route\'s own and those it refers to': {
    before: app => app.addSchema({ $id: 'money', type: 'object', properties: { currency: { type: 'string', 'x-error-code': { type: 'invoice_void' } } } }),
    route: { schema: { querystring: { type: 'object', properties: { page: { type: 'integer', 'x-error-code': 'key_revoked' } } }, body: { $ref: 'money#' } }, method: 'POST' },
    want: [...bodyCodes, 'validation_failed', 'invoice_void', 'key_revoked']
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
  'the codes of budgets': { before: app => app.register(rateLimit, { global: false }), options: app => ({ onRequest: createRateLimits(app, [budget]) }), want: ['unavailable', 'invoice_locked'] },
  'the codes of budgets of the scope, and of their bans': {
    before: app => app.register(rateLimit, { global: false }),
    after: app => { app.addHook('onRequest', createRateLimits(app, [{ ...budget, ban: 0 }])) },
    want: ['banned', 'unavailable', 'invoice_locked']
  },
  'time limits, where the route has one': { route: { handlerTimeout: 5 }, want: ['handler_timeout'] },
  'time limits, where the server has one': { server: { handlerTimeout: 5 }, want: ['handler_timeout'] },
  'what serverOptions leave to the catalog': { server: serverOptions(), want: ['bad_request', 'unavailable'] },
  'of it, what the user does not keep': { server: serverOptions({ return503OnClosing: true }), want: ['bad_request'] }
}

t.test('a route without declarations may send', async t => {
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

t.test('routeErrors lists declared and implied codes in the order of the catalog', async t => {
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

t.test('the oldest Fastify gives the same result', async t => {
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

t.test('a config that routes share is not changed', async t => {
  const config = Object.freeze({ errors: Object.freeze(['invoice_locked']), mine: 1 })
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    for (const url of ['/a', '/b']) app.get(url, { config }, async ({ routeOptions }) => ({ ...routeOptions.config, errors: routeErrors(routeOptions).length }))
  })
  t.same((await ask('/a')).body, { errors: 2, mine: 1, url: '/a', method: 'GET' })
  t.same(Reflect.ownKeys(config), ['errors', 'mine'])
})

t.test('without a private symbol of Fastify, the other codes are listed', async t => {
  const { app } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(rateLimit, { global: false })
    app.addHook('onRequest', createRateLimits(app, [{ ...budget, max: 9 }]))
    for (const method of ['GET', 'POST']) {
      app.route({ method, url: '/', config: { errors: ['invoice_void'], rateLimit: { max: 9 } }, handler: async ({ routeOptions }) => withoutSymbols(() => routeErrors(routeOptions)).map(({ code }) => code) })
    }
  }, serverOptions())
  // Whether Node requires Host is a public member of its server.
  const codes = ['internal_error', 'invoice_void', 'bad_request', ...limitCodes]
  t.same((await app.inject('/')).json().sort(), [...codes].sort())
  t.same((await app.inject({ method: 'POST', url: '/' })).json().sort(), [...codes, ...bodyCodes].sort())
})

function withoutSymbols<T> (run: () => T): T {
  const { getOwnPropertySymbols } = Object
  Object.getOwnPropertySymbols = (value: object) => getOwnPropertySymbols(value).filter(({ description }) => !/^fastify\./.test(description ?? ''))
  try {
    return run()
  } finally {
    Object.getOwnPropertySymbols = getOwnPropertySymbols
  }
}
