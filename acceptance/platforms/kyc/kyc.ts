import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import errorDocs from '../../../src/docs.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { docsLinks, toStore, type DemoOptions } from '../../demoOptions.ts'
import { createCredentials, type Caller } from './credentials.ts'
import { openRoutes } from './openRoutes.ts'
import { routes } from './routes.ts'
import { createTenants } from './tenants.ts'
import { createTopups } from './topups.ts'
import { createVerifications } from './verifications.ts'

/** An identity verification platform. */
export async function kyc (app: FastifyInstance, options: DemoOptions) {
  const tenants = createTenants()
  const credentials = createCredentials(tenants)
  const data = { tenants, credentials, topups: createTopups(tenants), verifications: createVerifications() }
  const callerOf = (request: FastifyRequest) => request.getDecorator<Caller>('caller')

  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#kyc', import.meta.url), validation: { mode: 'strict' }, undeclared: 'throw' })
  await app.register(errorDocs, { title: 'KYC errors', links: docsLinks })
  await app.register(async open => openRoutes(open, data))
  await app.register(async scope => {
    // A caller that sends too many requests is 'rate_limited'.
    await scope.register(rateLimit, { ...budgets.all, redis: options.redis, keyGenerator: request => callerOf(request).token })
    scope.decorateRequest('caller')
    // Hooks of the scope run before hooks of a route, such as the limiter's: it counts only known keys.
    scope.addHook('onRequest', async request => {
      request.setDecorator('caller', credentials.toCaller(request.headers.authorization))
    })
    // A key that is reused with another body is an 'idempotency_conflict'.
    await scope.register(idempotency, { store: toStore(options), owner: request => callerOf(request).tenant.id })
    routes(scope, data)
  })
}
