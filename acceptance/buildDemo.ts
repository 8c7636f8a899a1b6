import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import errorDocs from '../src/docs.ts'
import errorCatalog, { serverOptions } from '../src/index.ts'
import { docsLinks, type DemoOptions } from './demoOptions.ts'
import { home } from './home.ts'
import { billing } from './platforms/billing/billing.ts'
import { cards } from './platforms/cards/cards.ts'
import { kyc } from './platforms/kyc/kyc.ts'
import { merchant } from './platforms/merchant/merchant.ts'
import { settlement } from './platforms/settlement/settlement.ts'

/** Build one server with five APIs, each with its catalog and envelope. It does not listen yet. All data is new, except for data in Redis. */
export async function buildDemo (options: FastifyServerOptions = {}, { redis }: DemoOptions = {}): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify(serverOptions(options))
  // Registered before the routes, because it collects them.
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Five platforms', version: '1.0.0' } } })
  await app.register(swaggerUi, { routePrefix: '/documentation' })
  await app.register(errorCatalog)
  await app.register(errorDocs, { title: 'Errors of the server', links: docsLinks })
  await app.register(kyc, { prefix: '/kyc', redis })
  await app.register(billing, { prefix: '/billing', redis })
  await app.register(settlement, { prefix: '/settlement', redis })
  await app.register(merchant, { prefix: '/merchant', redis })
  await app.register(cards, { prefix: '/cards', redis })
  home(app)
  return app
}
