import Fastify, { type RouteOptions } from 'fastify'
import t from 'tap'
import idempotency from '../../src/idempotency.ts'
import errorCatalog, { routeErrors } from '../../src/index.ts'

const used = ['idempotency_key_expired', 'idempotency_key_in_flight', 'idempotency_key_mismatch', 'unavailable', 'validation_failed']

t.test('a route that takes keys implies the codes of keys', async t => {
  const rows: ReadonlyArray<readonly [title: string, options: object, config: object, want: readonly string[]]> = [
    ['a key that is optional', {}, {}, used],
    ['a key that is required', { required: true }, {}, ['idempotency_key_required', ...used]],
    ['a key that the route requires', {}, { idempotency: { required: true } }, ['idempotency_key_required', ...used]],
    ['no keys', {}, { idempotency: false }, []]
  ]
  for (const [title, options, config, want] of rows) {
    const app = Fastify()
    t.teardown(() => app.close())
    const seen: RouteOptions[] = []
    await app.register(errorCatalog)
    app.addHook('onRoute', route => { seen.push(route) })
    await app.register(idempotency, { owner: () => 'acme', ...options })
    app.post('/', { config }, async () => 'done')
    await app.ready()
    const codes = routeErrors(seen[0] as object).map(({ code }) => code)
    t.same(codes.filter(code => !['internal_error', 'malformed_body', 'payload_too_large', 'unsupported_media_type'].includes(code)).sort(), [...want].sort(), title)
  }
})
