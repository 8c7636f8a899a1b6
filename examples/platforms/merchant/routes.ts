import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CatalogError } from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { addBank } from './addBank.ts'
import { NewBank, NewCustomer } from './bodies.ts'
import type { Customers } from './customers.ts'
import { merchantBudgets } from './merchantBudgets.ts'
import type { Payouts } from './payouts.ts'
import type { Caller, MerchantScope } from './toCaller.ts'

interface Data {
  readonly customers: Customers
  readonly payouts: Payouts
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { customers, payouts }: Data) {
  app.post<{ Body: NewCustomer }>('/v1/customers', { onRequest: needs('customers:write'), schema: { body: NewCustomer } }, async (request, reply) => {
    reply.code(201)
    return customers.create(merchantOf(request), request.body)
  })

  app.get<ById>('/v1/customers/:id', { onRequest: needs('customers:read') }, async request =>
    customers.read(merchantOf(request), request.params.id))

  app.get<ById>('/v1/payouts/:id', async request => payouts.read(merchantOf(request), request.params.id))

  app.post<ById>('/v1/payouts/:id/mark-paid', { onRequest: needs('payouts:write') }, async request =>
    payouts.markPaid(merchantOf(request), request.params.id))

  app.post<{ Body: NewBank }>('/v1/banks', { onRequest: needs('banks:write'), schema: { body: NewBank } }, async (request, reply) => {
    reply.code(201)
    return addBank(request.body)
  })

  app.get('/v1/balance', { onRequest: merchantBudgets(app, 'balance', budgets.small) }, async () =>
    ({ available: '120.00', currency: 'EUR' }))
}

function merchantOf (request: FastifyRequest): string {
  return request.getDecorator<Caller>('caller').merchant
}

function needs (requiredScope: MerchantScope) {
  return async (request: FastifyRequest) => {
    const { scopes } = request.getDecorator<Caller>('caller')
    if (!scopes.includes(requiredScope)) throw new CatalogError('insufficient_scope', { requiredScope, grantedScopes: scopes })
  }
}
