import type { FastifyInstance } from 'fastify'
import { NewPlan, NewSubscription, SubscriptionChanges } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'

export async function subscriptionRoutes (app: FastifyInstance, { plans, subscriptions }: Domain) {
  app.addHook('onRequest', needs('subscriptions'))

  app.get('/v1/plans', async request => ({ plans: plans.list(tenantOf(request)) }))

  app.post<{ Body: NewPlan }>('/v1/plans', { schema: { body: NewPlan } }, async (request, reply) => {
    reply.code(201)
    return plans.create(tenantOf(request), request.body)
  })

  app.post<ById>('/v1/plans/:id/archive', async request => plans.archive(tenantOf(request), request.params.id))

  app.post<{ Body: NewSubscription }>('/v1/subscriptions', { schema: { body: NewSubscription } }, async (request, reply) => {
    reply.code(201)
    return subscriptions.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/subscriptions/:id', async request => subscriptions.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: SubscriptionChanges }>('/v1/subscriptions/:id', { schema: { body: SubscriptionChanges } }, async request =>
    subscriptions.changePlan(tenantOf(request), request.params.id, request.body))

  for (const step of ['activate', 'pause', 'cancel'] as const) {
    app.post<ById>(`/v1/subscriptions/:id/${step}`, async request => subscriptions[step](tenantOf(request), request.params.id))
  }
}
