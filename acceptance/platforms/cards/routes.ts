import type { FastifyInstance, FastifyRequest } from 'fastify'
import { budgets } from '../../budgets.ts'
import { CardholderChanges, Decision, NewCard, NewCardholder, NewDeposit, NewKey, NewListener } from './bodies.ts'
import type { Cardholders } from './cardholders.ts'
import type { Deposits } from './deposits.ts'
import type { IssuedCards } from './issuedCards.ts'
import type { Listeners } from './listeners.ts'
import type { Program, Programs } from './programs.ts'
import { fails } from './errors.ts'

interface Data {
  readonly programs: Programs
  readonly cardholders: Cardholders
  readonly cards: IssuedCards
  readonly deposits: Deposits
  readonly listeners: Listeners
}

type ById = { Params: { id: string } }
type ByToken = { Params: { token: string } }

export function routes (app: FastifyInstance, { programs, cardholders, cards, deposits, listeners }: Data) {
  app.post<{ Body: NewKey }>('/api-keys', { config: fails(), schema: { body: NewKey } }, async (request, reply) => {
    reply.code(201)
    return programs.issue(programOf(request), request.body)
  })

  app.delete<ById>('/api-keys/:id', {
    config: fails('not_found')
  }, async request => programs.revoke(programOf(request), request.params.id))

  app.post<{ Body: NewCardholder }>('/cardholders', { config: fails(), schema: { body: NewCardholder } }, async (request, reply) => {
    reply.code(201)
    return cardholders.create(programOf(request), request.body)
  })

  app.get<ById>('/cardholders/:id', {
    config: fails('not_found')
  }, async request => cardholders.read(programOf(request), request.params.id))

  app.patch<ById & { Body: CardholderChanges }>('/cardholders/:id', {
    config: fails('not_found', 'conflict'),
    schema: { body: CardholderChanges }
  }, async request =>
    cardholders.change(programOf(request), request.params.id, request.body))

  app.post<ById>('/cardholders/:id/submit', {
    config: fails('not_found', 'conflict')
  }, async request => cardholders.submit(programOf(request), request.params.id))

  // In the sandbox a program decides about its cardholders.
  app.post<ById & { Body: Decision }>('/cardholders/:id/decision', {
    config: fails('not_found', 'conflict'),
    schema: { body: Decision }
  }, async request =>
    cardholders.decide(programOf(request), request.params.id, request.body))

  app.get('/cards', { config: fails() }, async request => cards.list(programOf(request)))

  app.post<{ Body: NewCard }>('/cards', {
    config: fails('not_found', 'compliance_restricted'),
    schema: { body: NewCard }
  }, async (request, reply) => {
    reply.code(201)
    return cards.issue(programOf(request), request.body)
  })

  app.get<ById>('/cards/:id', { config: fails('not_found') }, async request => cards.read(programOf(request), request.params.id))

  app.get<ById>('/cards/:id/limits', {
    config: fails('not_found')
  }, async request => cards.limits(programOf(request), request.params.id))

  app.post<ById & { Body: NewDeposit }>('/cards/:id/bank-deposit', {
    config: fails('not_found', 'bad_gateway', 'unavailable'),
    schema: { body: NewDeposit }
  }, async (request, reply) => {
    reply.code(201)
    return deposits.make(programOf(request), request.params.id, request.body)
  })

  app.get('/cards/transactions', { config: fails() }, async request => deposits.list(programOf(request)))

  app.post<{ Body: NewListener }>('/otp', { config: fails(), schema: { body: NewListener } }, async (request, reply) => {
    reply.code(201)
    return listeners.open(programOf(request), request.body)
  })

  app.get<ByToken>('/otp/:token', {
    config: fails('otp_not_found')
  }, async request => listeners.read(programOf(request), request.params.token))

  app.delete<ByToken>('/otp/:token', {
    config: fails('otp_not_found')
  }, async request => listeners.close(programOf(request), request.params.token))

  app.get('/currencies', { config: { ...fails(), rateLimit: budgets.small } }, async () => ['EUR', 'USD'])
}

function programOf (request: FastifyRequest): Program {
  return request.getDecorator<Program>('program')
}
