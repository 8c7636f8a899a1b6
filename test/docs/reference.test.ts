import { join } from 'node:path'
import Fastify from 'fastify'
import t from 'tap'
import errorCatalog from '../../src/index.ts'
import { serve } from '../serve.ts'
import { testPage } from './blocks.ts'
import { blockAfter } from './pages.ts'

testPage('reference/options.md', 1)

t.test('the catalog of the page answers with its statuses, headers and codes', async t => {
  const dir = t.testdir({ 'catalog.yaml': blockAfter('docs/reference/catalog-file.md', 'catalog') })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: join(dir, 'catalog.yaml') })
  app.get('/pay', async (_request, reply) => reply.fail('payment_required', { balance: 3, currency: 'EUR', ledger: { id: 'secret' } }))
  app.get('/twice', async () => { throw Object.assign(new Error('duplicate key'), { code: '23505' }) })
  app.post('/order', { schema: { body: { type: 'object', properties: { email: { type: 'string', format: 'email' }, size: { type: 'integer' } } } } }, async () => 'ok')

  const paid = await app.inject('/pay')
  t.match(paid.headers, { 'retry-after': '60', 'x-balance': '3', 'x-request-id': /^req_/, link: '<https://api.example.com/errors/payment_required>; rel="help"' })
  t.match(paid.json(), { error: { code: 'payment_required', message: 'The balance of 3 EUR does not cover this order.', details: { balance: 3, currency: 'EUR' } } })
  t.notMatch(paid.body, 'secret')
  t.equal((await app.inject('/twice')).json().error.code, 'order_exists')
  t.match((await app.inject({ url: '/twice', headers: { 'accept-language': 'de', accept: 'application/problem+json' } })).json(), { code: 'order_exists', detail: /^Es gibt schon/ })
  t.equal((await app.inject({ method: 'POST', url: '/order', payload: { email: 'x' } })).json().error.code, 'invalid_email')
  t.equal((await app.inject({ method: 'POST', url: '/order', payload: { size: 'x' } })).json().error.code, 'invalid_order')
})

t.test('the custom envelope of the page writes the response', async t => {
  const dir = t.testdir({ 'catalog.yaml': blockAfter('docs/reference/envelopes.md', 'envelope') })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: join(dir, 'catalog.yaml') })
  app.get('/bug', async () => { throw new Error('secret') })
  app.get('/ok', async () => ({ id: 1 }))
  app.get('/later', async (_request, reply) => reply.fail('rate_limited' as never, undefined as never, { retryAfter: 5, issues: [{ path: 'a', message: 'A.' }, { path: 'a', message: 'B.' }] }))
  const headers = { 'x-request-id': 'r1' }
  t.same((await app.inject({ url: '/bug', headers })).json(), { oops: 'internal_error', ref: 'r1' })
  t.same((await app.inject('/ok')).json(), { ok: true, data: { id: 1 } })
  const { fault } = (await app.inject('/later')).json() as { fault: Record<string, unknown> }
  t.match(fault, { code: 'rate_limited', at: 'a', help: 'https://example.com/help', http: '429', fields: { a: ['A.', 'B.'] }, retry: { unit: 's', after: 5 } })
})

t.test('a failure is logged as the page shows', async t => {
  const { ask, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get('/', async () => { throw new Error('no connection') })
  })
  await ask('/', { headers: { 'x-request-id': 'r1' } })
  const shown = JSON.parse(blockAfter('docs/reference/log.md', 'line')) as Record<string, unknown>
  const { level, reqId, code, status, requestId, details, err, msg } = logs.find(line => line['code'] === 'internal_error') as Record<string, Record<string, string>>
  t.same({ level, reqId, code, status, requestId, details, err: { ...err, stack: 'Error: no connection …' }, msg }, shown)
  t.match(err?.['stack'], /^Error: no connection\n/)
})
