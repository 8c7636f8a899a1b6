import type { FastifyInstance } from 'fastify'
import { Attestation, NewCheckout, NewCustomer, NewPayment, Submission } from '../bodies.ts'
import { workspaceOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'

export async function paymentRoutes (app: FastifyInstance, { checkouts, customers, payments }: Domain) {
  app.post<{ Body: NewCustomer }>('/v1/customers', { schema: { body: NewCustomer } }, async (request, reply) => {
    reply.code(201)
    return customers.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/customers/:id', async request => customers.read(workspaceOf(request), request.params.id))

  app.post<{ Body: NewPayment }>('/v1/payments', { schema: { body: NewPayment } }, async (request, reply) => {
    reply.code(201)
    return payments.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/payments/:id', async request => payments.read(workspaceOf(request), request.params.id))

  app.post<ById & { Body: Submission }>('/v1/payments/:id/submit', { schema: { body: Submission } }, async request =>
    payments.submit(workspaceOf(request), request.params.id, request.body.wallet))

  app.post<ById>('/v1/payments/:id/confirm', async request => payments.confirm(workspaceOf(request), request.params.id))

  app.post<{ Body: NewCheckout }>('/v1/checkout', { schema: { body: NewCheckout } }, async (request, reply) => {
    reply.code(201)
    return checkouts.create(workspaceOf(request), request.body)
  })

  app.post<ById & { Body: Attestation }>('/v1/checkout/:id/attestation', { schema: { body: Attestation } }, async request =>
    checkouts.attest(workspaceOf(request), request.params.id, request.body))

  app.post<ById>('/v1/checkout/:id/pay', async request => checkouts.pay(workspaceOf(request), request.params.id))
}
