import type { FastifyInstance } from 'fastify'
import { NewEndpoint } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { inArea } from '../errors.ts'

/** The webhook endpoints of tenants. */
export async function webhookRoutes (app: FastifyInstance, { endpoints }: Domain) {
  app.addHook('onRequest', needs('webhooks'))

  app.post<{ Body: NewEndpoint }>('/v1/webhook-endpoints', {
    config: inArea(),
    schema: { body: NewEndpoint }
  }, async (request, reply) => {
    reply.code(201)
    return endpoints.create(tenantOf(request), request.body)
  })

  app.post<ById>('/v1/webhook-endpoints/:id/test', {
    config: inArea('not_found', 'webhook.endpoint_disabled', 'unavailable')
  }, async request => endpoints.test(tenantOf(request), request.params.id))

  app.post<ById>('/v1/webhook-endpoints/:id/enable', {
    config: inArea('not_found')
  }, async request => endpoints.enable(tenantOf(request), request.params.id))
}
