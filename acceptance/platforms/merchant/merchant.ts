import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorDocs from '../../../src/docs.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { docsLinks, toStore, type DemoOptions } from '../../demoOptions.ts'
import { createCustomers } from './customers.ts'
import { createKeys, everything, type Caller } from './keys.ts'
import { merchantBudgets } from './merchantBudgets.ts'
import { createMerchants } from './merchants.ts'
import { createPayouts } from './payouts.ts'
import { createProviders } from './providers.ts'
import { routes } from './routes.ts'

/** A payment platform for merchants. */
export async function merchant (app: FastifyInstance, options: DemoOptions) {
  const providers = createProviders()
  app.addHook('onReady', providers.start)
  app.addHook('onClose', async () => providers.stop())
  const merchants = createMerchants()
  const keys = createKeys(merchants)

  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#merchant', import.meta.url), validation: { mode: 'strict' }, undeclared: 'throw' })
  await app.register(errorDocs, { title: 'Merchant errors', links: docsLinks })
  // A merchant that signs up has no key yet.
  app.post('/v1/merchants', { config: { errors: [] } }, async (request, reply) => {
    reply.code(201)
    return keys.issue(merchants.signUp(), { mode: 'test', scopes: everything })
  })
  await app.register(async scope => {
    await scope.register(rateLimit, { global: false, redis: options.redis })
    scope.decorateRequest('caller')
    scope.addHook('onRequest', async request => {
      request.setDecorator('caller', keys.toCaller(request.headers.authorization, request.ip))
    })
    // A merchant that sends too many requests is 'rate_limited', a key that does so 'rate_limited_key'.
    scope.addHook('onRequest', merchantBudgets(scope, 'all', budgets.all))
    // A key that is reused with another body is 'idempotency_key_in_use'.
    await scope.register(idempotency, { store: toStore(options), owner: request => request.getDecorator<Caller>('caller').merchant.id })
    routes(scope, { merchants, keys, customers: createCustomers(), payouts: createPayouts(providers.url), providers })
  })
}
