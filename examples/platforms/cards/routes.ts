import type { FastifyInstance } from 'fastify'
import { budgets } from '../../budgets.ts'
import { CardholderChanges, NewCard } from './bodies.ts'
import type { Cardholders } from './cardholders.ts'
import type { IssuedCards } from './issuedCards.ts'
import type { Passcodes } from './passcodes.ts'

interface Data {
  readonly cardholders: Cardholders
  readonly cards: IssuedCards
  readonly passcodes: Passcodes
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { cardholders, cards, passcodes }: Data) {
  app.get('/cards', async () => cards.list())

  app.post<{ Body: NewCard }>('/cards', { schema: { body: NewCard } }, async (request, reply) => {
    reply.code(201)
    return cards.issue(request.body)
  })

  app.get<ById>('/cards/:id', async request => cards.read(request.params.id))

  app.get<ById>('/cards/:id/limits', async request => cards.limits(request.params.id))

  app.get<ById>('/cardholders/:id', async request => cardholders.read(request.params.id))

  app.patch<ById & { Body: CardholderChanges }>('/cardholders/:id', { schema: { body: CardholderChanges } }, async request =>
    cardholders.change(request.params.id, request.body))

  app.post('/otp', async (request, reply) => {
    reply.code(201)
    return passcodes.subscribe()
  })

  app.get<{ Params: { token: string } }>('/otp/:token', async (request, reply) =>
    passcodes.find(request.params.token) ?? reply.fail('otp_not_found'))

  app.get('/currencies', { config: { rateLimit: budgets.small } }, async () => ['EUR', 'USD'])
}
