import t from 'tap'
import { CatalogError, errorCatalog } from '../../../src/index.ts'
import { serve } from '../../serve.ts'

// The private symbols of Fastify are hidden for this whole file, before any module looks them up.
const { getOwnPropertySymbols } = Object
t.before(() => { Object.getOwnPropertySymbols = (value: object) => getOwnPropertySymbols(value).filter(({ description }) => !/^fastify\./.test(description ?? '')) })
t.teardown(() => { Object.getOwnPropertySymbols = getOwnPropertySymbols })

const id = 'r-1'

t.test('without the private symbols of Fastify, failures and successes are sent as before', async t => {
  const { app } = await serve(t, async app => {
    await app.register(errorCatalog, {
      catalog: { extends: 'http', codes: { locked: { status: 409, message: 'It is locked by {by}.', details: { by: 'string' }, retryAfter: 7 } } }
    })
    app.get('/fail', (_request, reply) => { reply.fail('locked', { by: 'Ann' }) })
    app.get('/throw', async () => { throw new CatalogError('locked', { by: 'Ann' }) })
    app.get('/ok', async () => ({ fine: true }))
  })
  const locked = { error: { code: 'locked', message: 'It is locked by Ann.', request_id: id, details: { by: 'Ann' } } }
  const missing = { error: { code: 'not_found', message: 'The requested resource does not exist.', request_id: id } }
  for (const [path, status, body, headers] of [
    ['/fail', 409, locked, { 'cache-control': 'no-store', 'retry-after': '7' }],
    ['/throw', 409, locked, { 'cache-control': 'no-store', 'retry-after': '7' }],
    ['/nothing', 404, missing, { 'cache-control': 'no-store' }],
    ['/ok', 200, { fine: true }, {}]
  ] as const) {
    const answer = await app.inject({ path, headers: { 'x-request-id': id } })
    t.equal(answer.statusCode, status, path)
    t.same(answer.json(), body)
    t.match(answer.headers, { ...headers, 'x-request-id': id, 'content-type': 'application/json; charset=utf-8' })
  }
})
