import type { FastifyInstance } from 'fastify'
import { NewSubscription, Resumption } from '../bodies.ts'
import { workspaceOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { fails, writes } from '../errors.ts'

export async function subscriptionRoutes (app: FastifyInstance, { subscriptions }: Domain) {
  app.post<{ Body: NewSubscription }>('/v1/subscriptions', {
    config: writes('not_found'),
    schema: { body: NewSubscription }
  }, async (request, reply) => {
    reply.code(201)
    return subscriptions.create(workspaceOf(request), request.body)
  })

  app.get<ById>('/v1/subscriptions/:id', {
    config: fails('not_found')
  }, async request => subscriptions.read(workspaceOf(request), request.params.id))

  app.post<ById>('/v1/subscriptions/:id/pause', {
    config: writes('not_found', 'invalid_state_transition')
  }, async request => subscriptions.pause(workspaceOf(request), request.params.id))

  app.post<ById & { Body: Resumption }>('/v1/subscriptions/:id/resume', {
    config: writes('not_found', 'invalid_state_transition', 'signing_required'),
    schema: { body: Resumption }
  }, async request =>
    subscriptions.resume(workspaceOf(request), request.params.id, request.body.signature))

  app.post<ById>('/v1/subscriptions/:id/cancel', {
    config: writes('not_found', 'invalid_state_transition')
  }, async request => subscriptions.cancel(workspaceOf(request), request.params.id))
}
