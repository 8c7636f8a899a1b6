import type { Outcome } from '../../../tour/outcome.ts'
import { activeSubscription, archivedPlan, customer, plan, subscription } from './steps.ts'

export const subscriptions: readonly Outcome[] = [
  {
    code: 'subscription.illegal_transition',
    because: 'a draft is to be paused',
    reading: 'The states are draft, active, paused and canceled.',
    provoke: async api => api(`POST /v1/subscriptions/${await subscription(api)}/pause`),
    legal: async api => api(`POST /v1/subscriptions/${await activeSubscription(api)}/pause`)
  },
  {
    code: 'subscription.commitment_active',
    because: 'the plan was taken for a year, and that year has just begun',
    reading: 'A commitment begins when the subscription is first activated.',
    provoke: async api => api(`POST /v1/subscriptions/${await activeSubscription(api, { plan: await plan(api, { commitment_months: 12 }) })}/cancel`),
    legal: async api => api(`POST /v1/subscriptions/${await activeSubscription(api)}/cancel`)
  },
  {
    code: 'subscription.proration_invalid_currency',
    because: 'the plan is in euros, the new one in dollars',
    provoke: async api => api(`PATCH /v1/subscriptions/${await activeSubscription(api)}`, { body: { plan: await plan(api, { currency: 'USD' }) } }),
    legal: async api => api(`PATCH /v1/subscriptions/${await activeSubscription(api)}`, { body: { plan: await plan(api) } })
  },
  {
    code: 'subscription.no_payment_method',
    because: 'the customer has no card to be activated with',
    provoke: async api => api(`POST /v1/subscriptions/${await subscription(api, { customer: await customer(api) })}/activate`),
    legal: async api => api(`POST /v1/subscriptions/${await subscription(api)}/activate`)
  },
  {
    code: 'subscription.plan_archived',
    because: 'the plan was archived',
    reading: 'A change to an archived plan is refused as well.',
    provoke: async api => api('POST /v1/subscriptions', { body: { customer: await customer(api), plan: await archivedPlan(api) } }),
    legal: async api => api('POST /v1/subscriptions', { body: { customer: await customer(api), plan: await plan(api) } })
  }
]
