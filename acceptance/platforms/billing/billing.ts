import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import errorDocs from '../../../src/docs.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { docsLinks, type DemoOptions } from '../../demoOptions.ts'
import { environment } from './environment.ts'
import { createTokens, type Token } from './tokens.ts'

/** A billing platform: the sandbox, and the live environment below /live. */
export async function billing (app: FastifyInstance, { redis }: DemoOptions) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#billing', import.meta.url), validation: { mode: 'strict' }, undeclared: 'throw' })
  await app.register(errorDocs, { title: 'Billing errors', links: docsLinks })
  app.decorateRequest('principal')
  // Each token has a budget, and exceeding it is 'rate_limit.exceeded'. A caller without a token, a provider, is counted by its address.
  const principalOf = (request: FastifyRequest) => request.getDecorator<Token | undefined>('principal')
  await app.register(rateLimit, {
    ...budgets.all,
    redis,
    keyGenerator: request => principalOf(request)?.id ?? request.ip,
    max: request => principalOf(request)?.perMinute ?? budgets.all.max
  })
  const tokens = createTokens()
  await app.register(environment, { name: 'sandbox', tokens, redis })
  await app.register(environment, { name: 'live', tokens, redis, prefix: '/live' })
}
