import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import errorCatalog from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { createCardholders } from './cardholders.ts'
import { createIssuedCards } from './issuedCards.ts'
import { createPasscodes } from './passcodes.ts'
import { routes } from './routes.ts'
import { toProgram, type Program } from './toProgram.ts'

/** A card issuing platform. */
export async function cards (app: FastifyInstance) {
  await app.register(errorCatalog, { catalog: new URL('../../../catalog.yaml#cards', import.meta.url) })
  await app.register(rateLimit, { ...budgets.all, keyGenerator: request => request.getDecorator<Program>('program').key })
  app.decorateRequest('program')
  app.addHook('onRequest', async request => {
    request.setDecorator('program', toProgram(request.headers['x-api-key'], request.ip))
  })
  const cardholders = createCardholders()
  routes(app, { cardholders, cards: createIssuedCards(cardholders), passcodes: createPasscodes() })
}
