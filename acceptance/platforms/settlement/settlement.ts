import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorDocs from '../../../src/docs.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { docsLinks, toStore, type DemoOptions } from '../../demoOptions.ts'
import { checkWriter } from './actors.ts'
import { actorOf, workspaceOf } from './caller.ts'
import { createDomain } from './domain.ts'
import { chainRoutes } from './routes/chains.ts'
import { merchantRoutes } from './routes/merchants.ts'
import { paymentRoutes } from './routes/payments.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { workspaceRoutes } from './routes/workspaces.ts'

/** A platform for on-chain payments. KYB_REQUIRED_FOR_LIVE=1, the default of the demo, requires a verified business for live mode. */
export async function settlement (app: FastifyInstance, options: DemoOptions) {
  const { KYB_REQUIRED_FOR_LIVE = '1' } = process.env
  const domain = createDomain({ isKybRequired: KYB_REQUIRED_FOR_LIVE === '1' })
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#settlement', import.meta.url), validation: { mode: 'strict' }, undeclared: 'throw' })
  await app.register(errorDocs, { title: 'Settlement errors', links: docsLinks })
  await app.register(merchantRoutes, domain)

  await app.register(async scope => {
    scope.decorateRequest('actor')
    scope.addHook('onRequest', async request => {
      const actor = domain.actors.toActor(request.headers.authorization)
      request.setDecorator('actor', actor)
      if (request.method === 'GET') return
      checkWriter(actor)
      domain.workspaces.checkKyb(actor)
    })
    await scope.register(rateLimit, { ...budgets.all, redis: options.redis, keyGenerator: request => actorOf(request).id })
    // A key that is reused with another body is a 'conflict' too.
    await scope.register(idempotency, { store: toStore(options), owner: workspaceOf })
    for (const routes of [workspaceRoutes, paymentRoutes, subscriptionRoutes, chainRoutes]) await scope.register(routes, domain)
  })
}
