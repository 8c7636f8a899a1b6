import type { FastifyInstance } from 'fastify'
import idempotency from '../../../src/idempotency.ts'
import { toStore, type DemoOptions } from '../../demoOptions.ts'
import { tenantOf } from './caller.ts'
import { createDomain } from './domain.ts'
import { customerRoutes } from './routes/customers.ts'
import { invoiceRoutes } from './routes/invoices.ts'
import { paymentRoutes } from './routes/payments.ts'
import { providerRoutes } from './routes/provider.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { walletRoutes } from './routes/wallets.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Environment, Tokens } from './tokens.ts'

const areas = [customerRoutes, subscriptionRoutes, invoiceRoutes, paymentRoutes, walletRoutes, webhookRoutes]

/** The sandbox or the live environment: the same routes, each with its data. */
export async function environment (app: FastifyInstance, { name, tokens, ...options }: { name: Environment, tokens: Tokens } & DemoOptions) {
  const domain = createDomain()
  await app.register(providerRoutes, domain)

  await app.register(async scope => {
    scope.addHook('onRequest', async request => {
      request.setDecorator('principal', tokens.toPrincipal(request.headers.authorization, name))
    })
    // POST and PATCH require a key, and keys belong to tenants: 'idempotency.required', 'idempotency.body_mismatch', 'idempotency.in_flight'.
    await scope.register(idempotency, { store: toStore(options), required: true, owner: tenantOf })
    await scope.register(tokenRoutes, { tokens })
    for (const routes of areas) await scope.register(routes, domain)
  })
}
