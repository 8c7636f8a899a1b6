import type { FastifyInstance } from 'fastify'
import { CustomerChanges, NewCustomer, NewPaymentMethod } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { inArea } from '../errors.ts'

export async function customerRoutes (app: FastifyInstance, { customers, methods }: Domain) {
  app.addHook('onRequest', needs('customers'))

  app.post<{ Body: NewCustomer }>('/v1/customers', {
    config: inArea('tax.id_invalid'),
    schema: { body: NewCustomer }
  }, async (request, reply) => {
    reply.code(201)
    return customers.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/customers/:id', {
    config: inArea('not_found')
  }, async request => customers.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: CustomerChanges }>('/v1/customers/:id', {
    config: inArea('not_found', 'tax.id_invalid'),
    schema: { body: CustomerChanges }
  }, async request =>
    customers.change(tenantOf(request), request.params.id, request.body))

  app.post<{ Body: NewPaymentMethod }>('/v1/payment-methods', {
    config: inArea('not_found'),
    schema: { body: NewPaymentMethod }
  }, async (request, reply) => {
    reply.code(201)
    return methods.attach(tenantOf(request), request.body)
  })

  app.delete<ById>('/v1/payment-methods/:id', {
    config: inArea('not_found', 'gone', 'payment.method_in_use')
  }, async (request, reply) => {
    methods.detach(tenantOf(request), request.params.id)
    return reply.code(204).send()
  })
}
