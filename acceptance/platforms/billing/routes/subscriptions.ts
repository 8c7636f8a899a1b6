import type { FastifyInstance } from 'fastify'
import { NewPlan, NewSubscription, SubscriptionChanges } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { inArea } from '../errors.ts'

export async function subscriptionRoutes (app: FastifyInstance, { plans, subscriptions }: Domain) {
  app.addHook('onRequest', needs('subscriptions'))

  app.get('/v1/plans', { config: inArea() }, async request => ({ plans: plans.list(tenantOf(request)) }))

  app.post<{ Body: NewPlan }>('/v1/plans', { config: inArea(), schema: { body: NewPlan } }, async (request, reply) => {
    reply.code(201)
    return plans.create(tenantOf(request), request.body)
  })

  app.post<ById>('/v1/plans/:id/archive', {
    config: inArea('not_found')
  }, async request => plans.archive(tenantOf(request), request.params.id))

  app.post<{ Body: NewSubscription }>('/v1/subscriptions', {
    config: inArea('not_found', 'subscription.plan_archived'),
    schema: { body: NewSubscription }
  }, async (request, reply) => {
    reply.code(201)
    return subscriptions.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/subscriptions/:id', {
    config: inArea('not_found')
  }, async request => subscriptions.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: SubscriptionChanges }>('/v1/subscriptions/:id', {
    config: inArea('not_found', 'subscription.illegal_transition', 'subscription.plan_archived', 'subscription.proration_invalid_currency'),
    schema: { body: SubscriptionChanges }
  }, async request =>
    subscriptions.changePlan(tenantOf(request), request.params.id, request.body))

  const steps = [['activate', 'subscription.no_payment_method'], ['pause'], ['cancel', 'subscription.commitment_active']] as const
  for (const [step, ...errors] of steps) {
    app.post<ById>(`/v1/subscriptions/:id/${step}`, {
      config: inArea('not_found', 'subscription.illegal_transition', ...errors)
    }, async request => subscriptions[step](tenantOf(request), request.params.id))
  }
}
