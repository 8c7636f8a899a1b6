import { CatalogError } from '../../../src/index.ts'
import type { NewSubscription, SubscriptionChanges } from './bodies.ts'
import type { Customers } from './customers.ts'
import type { Plan, Plans } from './plans.ts'
import { createRecords, type Owned } from './records.ts'

type State = 'draft' | 'active' | 'paused' | 'canceled'

export interface Subscription extends Owned, NewSubscription {
  readonly state: State
  /** The payment method, once the subscription is active. */
  readonly method?: string
  readonly commitment_ends?: string | undefined
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

const transitions: Readonly<Record<'activate' | 'pause' | 'cancel', { readonly from: readonly State[], readonly to: State }>> = {
  activate: { from: ['draft', 'paused'], to: 'active' },
  pause: { from: ['active'], to: 'paused' },
  cancel: { from: ['draft', 'active', 'paused'], to: 'canceled' }
}

export function createSubscriptions (customers: Customers, plans: Plans) {
  const subscriptions = createRecords<Subscription>('sub')

  /** Find a subscription and take this step, if its state allows that. @returns it afterwards */
  function moved (tenant: string, id: string, step: keyof typeof transitions): Subscription {
    const { from, to } = transitions[step]
    const subscription = subscriptions.read(tenant, id)
    if (!from.includes(subscription.state)) throw new CatalogError('subscription.illegal_transition')
    return { ...subscription, state: to }
  }

  function readOpenPlan (tenant: string, id: string): Plan {
    const plan = plans.read(tenant, id)
    if (plan.state === 'archived') throw new CatalogError('subscription.plan_archived')
    return plan
  }

  return {
    read: subscriptions.read,

    create (tenant: string, { customer, plan }: NewSubscription): Subscription {
      return subscriptions.create(tenant, { customer: customers.read(tenant, customer).id, plan: readOpenPlan(tenant, plan).id, state: 'draft' })
    },

    changePlan (tenant: string, id: string, { plan }: SubscriptionChanges): Subscription {
      const subscription = subscriptions.read(tenant, id)
      if (subscription.state === 'canceled') throw new CatalogError('subscription.illegal_transition')
      const present = plans.read(tenant, subscription.plan)
      if (readOpenPlan(tenant, plan).currency !== present.currency) throw new CatalogError('subscription.proration_invalid_currency')
      return subscriptions.save({ ...subscription, plan })
    },

    activate (tenant: string, id: string): Subscription {
      const subscription = moved(tenant, id, 'activate')
      const { default_method: method } = customers.read(tenant, subscription.customer)
      if (method === undefined) throw new CatalogError('subscription.no_payment_method')
      const { commitment_months: months } = plans.read(tenant, subscription.plan)
      return subscriptions.save({ commitment_ends: afterMonths(months), ...subscription, method })
    },

    pause: (tenant: string, id: string): Subscription => subscriptions.save(moved(tenant, id, 'pause')),

    cancel (tenant: string, id: string): Subscription {
      const subscription = moved(tenant, id, 'cancel')
      const { commitment_ends: ends } = subscription
      if (ends !== undefined && Date.parse(ends) > Date.now()) throw new CatalogError('subscription.commitment_active')
      return subscriptions.save(subscription)
    },

    isPaidBy: (method: string): boolean => subscriptions.find(one => one.state === 'active' && one.method === method).length > 0
  }
}

function afterMonths (months: number | undefined): string | undefined {
  if (months === undefined) return undefined
  const date = new Date()
  date.setMonth(date.getMonth() + months)
  return date.toISOString()
}
