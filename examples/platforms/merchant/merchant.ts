import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { createCustomers } from './customers.ts'
import { merchantBudgets } from './merchantBudgets.ts'
import { createPayouts } from './payouts.ts'
import { routes } from './routes.ts'
import { toCaller, type Caller } from './toCaller.ts'

/** A payment platform for merchants. */
export async function merchant (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#merchant', import.meta.url) })
  await app.register(rateLimit, { global: false })
  app.decorateRequest('caller')
  app.addHook('onRequest', async request => {
    request.setDecorator('caller', toCaller(request.headers.authorization))
  })
  app.addHook('onRequest', merchantBudgets(app, 'all', budgets.all))
  await app.register(idempotency, { owner: request => request.getDecorator<Caller>('caller').merchant })
  routes(app, { customers: createCustomers(), payouts: createPayouts() })
}
