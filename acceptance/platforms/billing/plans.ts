import type { NewPlan } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'

export interface Plan extends Owned, NewPlan {
  readonly state: 'active' | 'archived'
}

export type Plans = ReturnType<typeof createPlans>

export function createPlans () {
  const plans = createRecords<Plan>('plan')

  return {
    read: plans.read,
    list: (tenant: string) => plans.find(plan => plan.tenant === tenant),
    create: (tenant: string, content: NewPlan): Plan => plans.create(tenant, { ...content, state: 'active' }),
    /** Existing subscriptions keep the plan. */
    archive: (tenant: string, id: string): Plan => plans.save({ ...plans.read(tenant, id), state: 'archived' })
  }
}
