import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError, createRateLimits, serverOptions, type ErrorCatalogOptions } from '../../../src/index.ts'
import { catalog, failing, undeclaredIn } from './declared.ts'
import { serve } from '../../serve.ts'

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

t.test('an undeclared failure is logged, replaced by internal, or ignored', async t => {
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

t.test('declared codes are accepted', async t => {
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

t.test('a body of other code is checked if replaceErrorBodies replaces it', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { replaceErrorBodies: true, undeclared: 'throw' })
    app.get('/', { config: { errors: [] } }, async (_request, reply) => reply.code(409).send('taken'))
  })
  t.equal((await ask('/')).status, 500)
})

t.test('codes that the catalog lacks are refused where they are declared, with route and nearest name', async t => {
  for (const [title, options, config, want] of [
    ['of a route', {}, { errors: ['invoice_lockd', 'not_found', 'zzz'] },
      '2 problems in config.errors of GET /a/:id: "invoice_lockd" is not a code of the catalog (did you mean "invoice_locked"?); "zzz" is not a code of the catalog'],
    ['of a scope', { errors: ['key_revokd'] }, {}, '1 problem in the option errors of fastify-error-catalog: "key_revokd" is not a code of the catalog (did you mean "key_revoked"?)'],
    ['that are no list', {}, { errors: 'not_found' }, '1 problem in config.errors of GET /a/:id: it must be a list of codes, got "not_found"'],
    ['that are no texts', {}, { errors: [Symbol.iterator] }, '1 problem in config.errors of GET /a/:id: it must be a list of codes, got [null]'],
    ['that are a function', {}, { errors: () => [] }, '1 problem in config.errors of GET /a/:id: it must be a list of codes, got function'],
    ['as an option that is no list', { errors: 'not_found' }, {}, '1 problem in the options of fastify-error-catalog: errors must be a list of codes, got "not_found"'],
    ['with an undeclared that is none', { undeclared: 'log' }, {}, '1 problem in the options of fastify-error-catalog: undeclared must be "warn", "throw" or "off", got "log"']
  ] as const) {
    const app = Fastify()
    app.register(errorCatalog, { catalog, ...options } as ErrorCatalogOptions)
    app.register(async scope => scope.get('/:id', { config: config as object }, async () => 1), { prefix: '/a' })
    await t.rejects(async () => await app.ready(), { name: 'TypeError', message: want }, title)
  }
})

const budget = { name: 'b', code: 'invoice_closed', max: 0, timeWindow: 1000, keyGenerator: () => 'k' }

t.test('implied codes are accepted', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog, undeclared: 'throw', errors: [] })
    await app.register(rateLimit, { global: false })
    app.post('/body', { bodyLimit: 20, schema: { body: { type: 'object', required: ['a'] } } }, async () => 1)
    app.get('/limited', { config: { rateLimit: { max: 0 } } }, async () => 1)
    app.get('/budget', { onRequest: createRateLimits(app, [budget]) }, async () => 1)
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
