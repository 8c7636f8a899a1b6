// What observers of failures cost.
import { subscribe } from 'node:diagnostics_channel'
import { request } from './request.mjs'
import { withCatalog } from './servers.mjs'

const message = 'The invoice is locked by a running payment.'
const catalog = { extends: 'http', codes: { invoice_locked: { status: 409, message, details: { invoice_id: 'string' } } } }
const failing = observe => withCatalog(async app => {
  await observe()
  app.get('/invoices/:id', (request, reply) => { reply.fail('invoice_locked', { invoice_id: request.params.id }) })
}, catalog)

/** A counter in the place of prom-client's, whose own work is not ours. */
class Counter {
  inc () {}
}

export const telemetry = {
  'a subscriber of failures': {
    request: request('GET', '/invoices/in_42'),
    status: 409,
    variants: {
      without: failing(() => {}),
      'with an empty one': failing(() => { subscribe('fastify-error-catalog.failure', () => {}) }),
      'with countFailures': failing(async () => {
        const { countFailures } = await import('../../dist/esm/telemetry.js')
        countFailures({ Counter })
      })
    }
  }
}
