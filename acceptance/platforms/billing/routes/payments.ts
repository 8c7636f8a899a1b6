import type { FastifyInstance } from 'fastify'
import { NewPayment, Refund } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { inArea } from '../errors.ts'

export async function paymentRoutes (app: FastifyInstance, { payments }: Domain) {
  app.addHook('onRequest', needs('payments'))

  app.post<{ Body: NewPayment }>('/v1/payments', {
    config: inArea('not_found', 'gone', 'payment.method_expired', 'payment.duplicate', 'payment.declined', 'payment.requires_action'),
    schema: { body: NewPayment }
  }, async (request, reply) => {
    reply.code(201)
    return await payments.pay(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/payments/:id', {
    config: inArea('not_found')
  }, async request => payments.read(tenantOf(request), request.params.id))

  app.get<ById>('/v1/invoices/:id/payments', {
    config: inArea('not_found', 'gone')
  }, async request => ({ payments: payments.list(tenantOf(request), request.params.id) }))

  app.post<ById & { Body: Refund }>('/v1/payments/:id/refunds', {
    config: inArea('not_found', 'payment.cannot_refund_failed', 'payment.refund_exceeds_amount'),
    schema: { body: Refund }
  }, async request =>
    payments.refund(tenantOf(request), request.params.id, request.body))
}
