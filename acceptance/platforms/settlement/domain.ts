import { createActors } from './actors.ts'
import { createChain } from './chain.ts'
import { createCheckouts } from './checkouts.ts'
import { createCustomers } from './customers.ts'
import { createPayments } from './payments.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createWorkspaces } from './workspaces.ts'

export type Domain = ReturnType<typeof createDomain>

/** All data of the platform. */
export function createDomain (settings: { isKybRequired: boolean }) {
  const chain = createChain()
  const workspaces = createWorkspaces(settings)
  const customers = createCustomers()
  return {
    chain,
    workspaces,
    customers,
    actors: createActors(),
    payments: createPayments(customers, chain),
    checkouts: createCheckouts(workspaces),
    subscriptions: createSubscriptions(customers, chain)
  }
}
