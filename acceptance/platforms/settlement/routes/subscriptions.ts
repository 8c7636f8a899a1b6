import type { FastifyInstance } from 'fastify'
import { NewSubscription, Resumption } from '../bodies.ts'
import { workspaceOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'

export async function subscriptionRoutes (app: FastifyInstance, { subscriptions }: Domain) {
  app.post<{ Body: NewSubscription }>('/v1/subscriptions', { schema: { body: NewSubscription } }, async (request, reply) => {
    reply.code(201)
    return subscriptions.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/subscriptions/:id', async request => subscriptions.read(workspaceOf(request), request.params.id))

  app.post<ById>('/v1/subscriptions/:id/pause', async request => subscriptions.pause(workspaceOf(request), request.params.id))

  app.post<ById & { Body: Resumption }>('/v1/subscriptions/:id/resume', { schema: { body: Resumption } }, async request =>
    subscriptions.resume(workspaceOf(request), request.params.id, request.body.signature))

  app.post<ById>('/v1/subscriptions/:id/cancel', async request => subscriptions.cancel(workspaceOf(request), request.params.id))
}
