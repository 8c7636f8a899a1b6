import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import errorDocs from '../../../src/docs.ts'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { docsLinks, type DemoOptions } from '../../demoOptions.ts'
import { createBanks } from './banks.ts'
import { createCardholders } from './cardholders.ts'
import { createDeposits } from './deposits.ts'
import { createIssuedCards } from './issuedCards.ts'
import { createListeners } from './listeners.ts'
import { createPrograms, type Program } from './programs.ts'
import { routes } from './routes.ts'

/** A card issuing platform. */
export async function cards (app: FastifyInstance, { redis }: DemoOptions) {
  const banks = createBanks()
  app.addHook('onReady', banks.start)
  app.addHook('onClose', async () => banks.stop())
  const programs = createPrograms()
  const cardholders = createCardholders()
  const cards = createIssuedCards(cardholders)

  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#cards', import.meta.url), validation: { mode: 'strict' }, undeclared: 'throw' })
  await app.register(errorDocs, { title: 'Cards errors', links: docsLinks })
  // A program that signs up has no key yet.
  app.post('/programs', { config: { errors: [] } }, async (request, reply) => {
    reply.code(201)
    return programs.signUp()
  })
  await app.register(async scope => {
    // A caller that sends too many requests is 'rate_limited'.
    await scope.register(rateLimit, { ...budgets.all, redis, keyGenerator: request => request.getDecorator<Program>('program').key })
    scope.decorateRequest('program')
    scope.addHook('onRequest', async request => {
      request.setDecorator('program', programs.toProgram(request.headers['x-api-key'], request.ip))
    })
    routes(scope, { programs, cardholders, cards, deposits: createDeposits(cards, banks), listeners: createListeners() })
  })
}
