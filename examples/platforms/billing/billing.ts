import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { environment } from './environment.ts'
import { createTokens, type Token } from './tokens.ts'

/** A billing platform: its sandbox, and below /live the environment that moves money. */
export async function billing (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#billing', import.meta.url) })
  app.decorateRequest('principal')
  // Each token has a budget, and 'rate_limit.exceeded' where it is used up. Who has none, a provider, is known by the address.
  await app.register(rateLimit, { ...budgets.all, keyGenerator: request => request.getDecorator<Token | undefined>('principal')?.id ?? request.ip })
  const tokens = createTokens()
  await app.register(environment, { name: 'sandbox', tokens })
  await app.register(environment, { name: 'live', tokens, prefix: '/live' })
}
