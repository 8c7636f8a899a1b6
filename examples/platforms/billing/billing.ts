import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { createInvoices } from './invoices.ts'
import { createPayments } from './payments.ts'
import { routes } from './routes.ts'
import { toPrincipal, type Principal } from './toPrincipal.ts'

/** A billing platform, in its sandbox environment. */
export async function billing (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#billing', import.meta.url) })
  await app.register(rateLimit, { ...budgets.all, keyGenerator: request => request.getDecorator<Principal>('principal').token })
  app.decorateRequest('principal')
  app.addHook('onRequest', async request => {
    request.setDecorator('principal', toPrincipal(request.headers.authorization))
  })
  // Every write needs a key, and keys belong to tenants.
  await app.register(idempotency, { required: true, owner: request => request.getDecorator<Principal>('principal').tenant })
  const invoices = createInvoices()
  routes(app, { invoices, payments: createPayments(invoices) })
}
