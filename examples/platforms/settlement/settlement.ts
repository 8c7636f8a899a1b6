import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { createCustomers } from './customers.ts'
import { createPayments } from './payments.ts'
import { routes } from './routes.ts'
import { createSubscriptions } from './subscriptions.ts'
import { toActor, type Actor } from './toActor.ts'

/** A platform for on-chain payments. */
export async function settlement (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#settlement', import.meta.url) })
  await app.register(rateLimit, { ...budgets.all, keyGenerator: request => request.getDecorator<Actor>('actor').key })
  app.decorateRequest('actor')
  app.addHook('onRequest', async request => {
    request.setDecorator('actor', toActor(request.headers.authorization))
  })
  await app.register(idempotency, { owner: request => request.getDecorator<Actor>('actor').workspace })
  const customers = createCustomers()
  routes(app, { customers, payments: createPayments(customers), subscriptions: createSubscriptions() })
}
