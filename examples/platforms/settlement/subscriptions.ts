import { CatalogError } from '../../../src/index.ts'

export interface Subscription {
  readonly id: string
  readonly customerId: string
  readonly state: 'active' | 'paused' | 'canceled'
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

const transitions: Readonly<Record<Subscription['state'], ReadonlyArray<Subscription['state']>>> = {
  active: ['paused', 'canceled'],
  paused: ['active', 'canceled'],
  canceled: []
}

export function createSubscriptions () {
  const subscriptions = new Map<string, Subscription>(seeds.map(seed => [seed.id, seed]))

  function read (id: string): Subscription {
    const subscription = subscriptions.get(id)
    if (subscription === undefined) throw new CatalogError('not_found')
    return subscription
  }

  return {
    read,

    move (id: string, state: Subscription['state']): Subscription {
      const subscription = read(id)
      if (!transitions[subscription.state].includes(state)) throw new CatalogError('invalid_state_transition')
      const moved = { ...subscription, state }
      subscriptions.set(id, moved)
      return moved
    }
  }
}

const seeds: readonly Subscription[] = [
  { id: 'sub_active', customerId: 'cus_1', state: 'active' },
  { id: 'sub_canceled', customerId: 'cus_2', state: 'canceled' }
]
