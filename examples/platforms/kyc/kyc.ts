import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { toStore, type DemoOptions } from '../../demoOptions.ts'
import { routes } from './routes.ts'
import { createTenants } from './tenants.ts'
import { toCaller, type Caller } from './toCaller.ts'
import { createVerifications } from './verifications.ts'

/** An identity verification platform. */
export async function kyc (app: FastifyInstance, options: DemoOptions) {
  const tenants = createTenants()
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#kyc', import.meta.url) })
  await app.register(rateLimit, { ...budgets.all, redis: options.redis, keyGenerator: request => request.getDecorator<Caller>('caller').key })
  app.decorateRequest('caller')
  // Hooks of the scope run before those of a route, where the limiter is: it counts keys that are known.
  app.addHook('onRequest', async request => {
    request.setDecorator('caller', toCaller(tenants, request.headers.authorization))
  })
  await app.register(idempotency, { store: toStore(options), owner: request => request.getDecorator<Caller>('caller').tenant.id })
  routes(app, { verifications: createVerifications(tenants) })
}
