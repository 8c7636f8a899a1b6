import type { FastifyInstance } from 'fastify'
import { Attestation, NewCheckout, NewCustomer, NewPayment, Submission } from '../bodies.ts'
import { workspaceOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { fails, writes } from '../errors.ts'

export async function paymentRoutes (app: FastifyInstance, { checkouts, customers, payments }: Domain) {
  app.post<{ Body: NewCustomer }>('/v1/customers', {
    config: writes('conflict'),
    schema: { body: NewCustomer }
  }, async (request, reply) => {
    reply.code(201)
    return customers.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/customers/:id', {
    config: fails('not_found')
  }, async request => customers.read(workspaceOf(request), request.params.id))

  app.post<{ Body: NewPayment }>('/v1/payments', {
    config: writes('not_found'),
    schema: { body: NewPayment }
  }, async (request, reply) => {
    reply.code(201)
    return payments.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/payments/:id', {
    config: fails('not_found')
  }, async request => payments.read(workspaceOf(request), request.params.id))

  app.post<ById & { Body: Submission }>('/v1/payments/:id/submit', {
    config: writes('not_found', 'invalid_state_transition', 'chain_reverted'),
    schema: { body: Submission }
  }, async request =>
    payments.submit(workspaceOf(request), request.params.id, request.body.wallet))

  app.post<ById>('/v1/payments/:id/confirm', {
    config: writes('not_found', 'invalid_state_transition', 'insufficient_confirmations')
  }, async request => payments.confirm(workspaceOf(request), request.params.id))

  app.post<{ Body: NewCheckout }>('/v1/checkout', { config: writes(), schema: { body: NewCheckout } }, async (request, reply) => {
    reply.code(201)
    return checkouts.create(workspaceOf(request), request.body)
  })

  app.post<ById & { Body: Attestation }>('/v1/checkout/:id/attestation', {
    config: writes('not_found', 'invalid_state_transition'),
    schema: { body: Attestation }
  }, async request =>
    checkouts.attest(workspaceOf(request), request.params.id, request.body))

  app.post<ById>('/v1/checkout/:id/pay', {
    config: writes('not_found', 'invalid_state_transition', 'attestation_required')
  }, async request => checkouts.pay(workspaceOf(request), request.params.id))
}
