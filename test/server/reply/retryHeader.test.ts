import Fastify from 'fastify'
import t from 'tap'
import errorCatalog, { CatalogError } from '../../../src/index.ts'

const codes = Object.fromEntries(['never', 'after', 'idempotent', 'same-key', 'check-first'].map(retry => [retry, { status: 409, message: 'M.', retry: retry as 'never' }]))

async function headersOf (catalog: object, code: string, path = '/own'): Promise<Record<string, unknown>> {
  const app = Fastify()
  await app.register(errorCatalog, { catalog: { extends: 'http', ...catalog, codes } })
  app.get('/own', async () => { throw new CatalogError(code) })
  const { headers } = await app.inject(path)
  await app.close()
  return headers
}

t.test('retryHeader tells SDKs about the verdicts never and after only', async t => {
  for (const [code, want] of [['never', 'false'], ['after', 'true'], ['idempotent', undefined], ['same-key', undefined], ['check-first', undefined]] as const) {
    t.equal((await headersOf({ retryHeader: 'X-Should-Retry' }, code))['x-should-retry'], want, code)
  }
  t.equal((await headersOf({ retryHeader: 'X-Should-Retry' }, 'never', '/nowhere'))['x-should-retry'], 'false', 'errors of the framework have it')
})

t.test('without retryHeader no response has it, and catalogs inherit it', async t => {
  t.equal((await headersOf({}, 'never'))['x-should-retry'], undefined)
  const app = Fastify()
  await app.register(errorCatalog, { catalog: { extends: 'http', retryHeader: 'X-Retry' } })
  t.match((await app.inject('/nowhere')).headers, { 'x-retry': 'false' })
  await app.close()
})
