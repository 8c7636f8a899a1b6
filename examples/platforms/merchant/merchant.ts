import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { createCustomers } from './customers.ts'
import { keyBudget } from './keyBudget.ts'
import { createPayouts } from './payouts.ts'
import { routes } from './routes.ts'
import { toCaller, type Caller } from './toCaller.ts'

/** A payment platform for merchants. All keys of a merchant share a budget, of which one key has at most half. */
export async function merchant (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#merchant', import.meta.url) })
  await app.register(rateLimit, { ...budgets.all, max: 2 * budgets.all.max, keyGenerator: request => request.getDecorator<Caller>('caller').merchant })
  app.decorateRequest('caller')
  app.addHook('onRequest', async request => {
    request.setDecorator('caller', toCaller(request.headers.authorization))
  })
  app.addHook('onRequest', keyBudget(app, budgets.all))
  routes(app, { customers: createCustomers(), payouts: createPayouts() })
}
