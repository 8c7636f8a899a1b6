import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CatalogError } from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { NewCustomer, NewMerchant, NewPayment } from './bodies.ts'
import type { Customers } from './customers.ts'
import type { Payments } from './payments.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { Actor } from './toActor.ts'
import { toMerchant } from './toMerchant.ts'

interface Data {
  readonly customers: Customers
  readonly payments: Payments
  readonly subscriptions: Subscriptions
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { customers, payments, subscriptions }: Data) {
  app.post<{ Body: NewMerchant }>('/v1/merchants', { onRequest: writersOnly, schema: { body: NewMerchant } }, async (request, reply) => {
    reply.code(201)
    return toMerchant(request.body)
  })

  app.post<{ Body: NewCustomer }>('/v1/customers', { onRequest: writersOnly, schema: { body: NewCustomer } }, async (request, reply) => {
    reply.code(201)
    return customers.create(request.body)
  })

  app.get<ById>('/v1/customers/:id', async request => customers.read(request.params))

  app.post<{ Body: NewPayment }>('/v1/payments', { onRequest: writersOnly, schema: { body: NewPayment } }, async (request, reply) => {
    reply.code(201)
    return payments.create(request.body)
  })

  app.get<ById>('/v1/payments/:id', async request => payments.read(request.params.id))

  app.get<ById>('/v1/subscriptions/:id', async request => subscriptions.read(request.params.id))

  app.post<ById>('/v1/subscriptions/:id/cancel', { onRequest: writersOnly }, async request =>
    subscriptions.move(request.params.id, 'canceled'))

  app.get('/v1/chains', { config: { rateLimit: budgets.small } }, async () => ({ chains: ['testnet'] }))
}

async function writersOnly (request: FastifyRequest) {
  if (!request.getDecorator<Actor>('actor').canWrite) throw new CatalogError('forbidden')
}
