import type { FastifyInstance } from 'fastify'
import { CustomerChanges, NewCustomer, NewPaymentMethod } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'

export async function customerRoutes (app: FastifyInstance, { customers, methods }: Domain) {
  app.addHook('onRequest', needs('customers'))

  app.post<{ Body: NewCustomer }>('/v1/customers', { schema: { body: NewCustomer } }, async (request, reply) => {
    reply.code(201)
    return customers.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/customers/:id', async request => customers.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: CustomerChanges }>('/v1/customers/:id', { schema: { body: CustomerChanges } }, async request =>
    customers.change(tenantOf(request), request.params.id, request.body))

  app.post<{ Body: NewPaymentMethod }>('/v1/payment-methods', { schema: { body: NewPaymentMethod } }, async (request, reply) => {
    reply.code(201)
    return methods.attach(tenantOf(request), request.body)
  })

  app.delete<ById>('/v1/payment-methods/:id', async (request, reply) => {
    methods.detach(tenantOf(request), request.params.id)
    return reply.code(204).send()
  })
}
