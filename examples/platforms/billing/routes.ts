import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CatalogError } from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { InvoiceChanges, NewInvoice, NewPayment } from './bodies.ts'
import type { Invoices } from './invoices.ts'
import type { Payments } from './payments.ts'
import type { BillingScope, Principal } from './toPrincipal.ts'

interface Data {
  readonly invoices: Invoices
  readonly payments: Payments
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { invoices, payments }: Data) {
  app.post<{ Body: NewInvoice }>('/v1/invoices', { onRequest: needs('invoices:write'), schema: { body: NewInvoice } }, async (request, reply) => {
    reply.code(201)
    return invoices.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/invoices/:id', { onRequest: needs('invoices:read') }, async request =>
    invoices.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: InvoiceChanges }>('/v1/invoices/:id', { onRequest: needs('invoices:write'), schema: { body: InvoiceChanges } }, async request =>
    invoices.change(tenantOf(request), request.params.id, request.body))

  app.get<ById>('/v1/invoices/:id/total', { onRequest: needs('invoices:read') }, async request =>
    invoices.total(tenantOf(request), request.params.id))

  app.post<{ Body: NewPayment }>('/v1/payments', { onRequest: needs('payments:write'), schema: { body: NewPayment } }, async (request, reply) => {
    reply.code(201)
    return payments.pay(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/payments/:id', { onRequest: needs('invoices:read') }, async request =>
    payments.read(tenantOf(request), request.params.id))

  app.get('/v1/scopes', { config: { rateLimit: budgets.small } }, async request =>
    ({ scopes: request.getDecorator<Principal>('principal').scopes }))
}

function tenantOf (request: FastifyRequest): string {
  return request.getDecorator<Principal>('principal').tenant
}

function needs (scope: BillingScope) {
  return async (request: FastifyRequest) => {
    if (!request.getDecorator<Principal>('principal').scopes.includes(scope)) throw new CatalogError('auth.scope_required')
  }
}
