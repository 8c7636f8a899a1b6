import { createRequire } from 'node:module'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import * as imported from 'fastify-error-catalog'
import { idempotency } from 'fastify-error-catalog/idempotency'
import t from 'tap'

const require = createRequire(import.meta.url)
const required = require('fastify-error-catalog') as typeof imported
const requiredIdempotency = (require('fastify-error-catalog/idempotency') as { idempotency: typeof idempotency }).idempotency

const json = { 'content-type': 'application/json', 'x-request-id': 'id-1' }

/** One copy registers the plugin; all helpers come from the other copy. */
const pairs = [
  ['the plugin is imported, the rest required', imported, required, requiredIdempotency, idempotency],
  ['the plugin is required, the rest imported', required, imported, idempotency, requiredIdempotency]
] as const

t.test('the import and the require of the package are two copies', async t => {
  t.not(imported.errorCatalog, required.errorCatalog)
  t.not(idempotency, requiredIdempotency)
})

for (const [name, first, other, otherIdempotency, firstIdempotency] of pairs) {
  t.test(name, async t => {
    const lines: string[] = []
    const app = Fastify(other.serverOptions({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(line) } } } }))
    t.teardown(async () => await app.close())
    await app.register(rateLimit, { global: false })
    await app.register(first.errorCatalog, { catalog: { extends: 'http', envelope: 'merchant' } })
    const count = other.createRateLimits(app, [{ name: 'burst', code: 'rate_limited', max: 1, timeWindow: 60_000 }])
    t.throws(() => first.createRateLimits(app, [{ name: 'burst', code: 'rate_limited', max: 1, timeWindow: 60_000 }]), /two rate limits are called "burst"/)
    let runs = 0
    const owner = () => 'acme'
    await app.register(async scope => {
      await scope.register(otherIdempotency, { owner })
      scope.post('/orders', async () => ({ run: ++runs }))
      await scope.register(async inner => {
        await inner.register(firstIdempotency, { owner, required: true })
        inner.post('/inner', async (_request, reply) => reply.code(201).send({ run: ++runs }))
        inner.post('/locked', async () => { throw new other.CatalogError('conflict') })
      })
    })
    app.get('/limited', { config: { errors: ['conflict'] }, onRequest: count }, async request => first.routeErrors(request.routeOptions).map(({ code }) => code))
    app.get('/errors', { config: { errors: ['conflict'] }, onRequest: count }, async request => other.routeErrors(request.routeOptions).map(({ code }) => code))
    app.get('/nothing', async () => other.routeErrors({}))
    await app.ready()
    const ask = async (method: 'GET' | 'POST', url: string, key?: string) => {
      const { statusCode, headers, body } = await app.inject({ method, url, headers: { ...json, ...key === undefined ? {} : { 'idempotency-key': key } }, ...method === 'POST' ? { payload: {} } : {} })
      return { status: statusCode, headers, body: JSON.parse(body) }
    }

    const limited = await ask('GET', '/limited')
    t.match(limited, { status: 200, headers: { 'ratelimit-policy': '"burst";q=1;w=60', ratelimit: '"burst";r=0;t=60' } })
    t.ok(['conflict', 'rate_limited'].every(code => limited.body.data.includes(code)), 'the limit implies its code')
    t.match(await ask('GET', '/limited'), { status: 429, body: { ok: false, error: { code: 'rate_limited' } } })
    t.match(await ask('GET', '/errors'), { status: 429 }, 'one budget for both routes')
    t.match((await ask('GET', '/nothing')).body, { ok: true, data: [] })

    for (const [path, status] of [['/orders', 200], ['/inner', 201]] as const) {
      const sent = await ask('POST', path, 'key-1234567890123456')
      t.match(sent, { status, body: { ok: true, data: { run: runs } } }, path)
      t.match(await ask('POST', path, 'key-1234567890123456'), { status, headers: { 'idempotent-replayed': 'true' }, body: sent.body }, path)
    }
    t.match(await ask('POST', '/locked', 'key-of-a-failure-12345'), { status: 409, body: { ok: false, error: { code: 'conflict' } } })
    t.match(await ask('POST', '/locked', 'key-of-a-failure-12345'), { status: 409, headers: { 'idempotent-replayed': 'true' }, body: { ok: false, error: { code: 'conflict' } } })
    t.match(await ask('POST', '/inner'), { status: 400, body: { ok: false, error: { code: 'idempotency_key_required' } } })

    t.match(await ask('GET', '/%zz'), { status: 400, body: { ok: false, error: { code: 'uri_invalid' } } })
    t.match(lines.map(line => JSON.parse(line)).find(({ uncovered }) => uncovered !== undefined)?.uncovered, [], 'the options of the other copy count as set')
  })
}

t.test('limits that are created before the plugin is registered belong to the copy that created them', async t => {
  const app = Fastify()
  t.teardown(async () => await app.close())
  await app.register(rateLimit, { global: false })
  const count = required.createRateLimits(app, [{ name: 'burst', code: 'rate_limited', max: 1, timeWindow: 60_000 }])
  await app.register(imported.errorCatalog)
  app.get('/', { onRequest: count }, async request => imported.routeErrors(request.routeOptions))
  t.match((await app.inject('/')).json().map(({ code }: { code: string }) => code), ['rate_limited'])
  t.match((await app.inject('/')).json(), { error: { code: 'rate_limited' } })
})

t.test('the document of one copy shows the errors of routes that the other copy serves', async t => {
  const { withErrors: importedWithErrors } = await import('fastify-error-catalog/openapi')
  const { withErrors: requiredWithErrors } = require('fastify-error-catalog/openapi') as { withErrors: typeof importedWithErrors }
  t.not(importedWithErrors, requiredWithErrors)
  for (const [plugin, withErrors] of [[imported.errorCatalog, requiredWithErrors], [required.errorCatalog, importedWithErrors]] as const) {
    const app = Fastify()
    t.teardown(async () => await app.close())
    await app.register(swagger, { openapi: {}, decorator: 'describe' as 'swagger', ...withErrors({ transform: ({ url }: { url: string }) => ({ schema: {}, url }) }) })
    await app.register(plugin)
    app.get('/', { config: { errors: ['conflict'] } }, async () => ({}))
    await app.ready()
    const { paths } = (app as unknown as { describe: () => { paths: Record<string, { get: { responses: object } }> } }).describe()
    t.same(Object.keys(paths['/']?.get.responses ?? {}), ['200', '409', '500'])
  }
})
