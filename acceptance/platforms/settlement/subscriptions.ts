import { createPublicKey, verify } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewSubscription } from './bodies.ts'
import type { Chain } from './chain.ts'
import type { Customers } from './customers.ts'
import { createRecords, type Owned } from './records.ts'

type State = 'active' | 'paused' | 'canceled'

export interface Subscription extends Owned, NewSubscription {
  readonly state: State
  /** How often the subscription was paused. A signature is valid for one pause only. */
  readonly pauses: number
}

const transitions: Readonly<Record<State, readonly State[]>> = {
  active: ['paused', 'canceled'],
  paused: ['active', 'canceled'],
  canceled: []
}

/** The text that the wallet signs to resume a paused subscription. */
export function toSign ({ id, pauses }: Pick<Subscription, 'id' | 'pauses'>): Buffer {
  return Buffer.from(`resume ${id} after pause ${pauses}`)
}

export function createSubscriptions (customers: Customers, chain: Chain) {
  const subscriptions = createRecords<Subscription>('sub', seeds)

  /** Find a subscription and move it to this state, if its state allows that. */
  function moved (workspace: string, id: string, state: State): Subscription {
    const subscription = subscriptions.read(workspace, id)
    if (!transitions[subscription.state].includes(state)) throw new CatalogError('invalid_state_transition')
    return { ...subscription, state }
  }

  function isSigned (subscription: Subscription, signature: string): boolean {
    const key = chain.publicKeyOf(subscription.wallet)
    if (key === undefined) return false
    return verify(null, toSign(subscription), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' }), Buffer.from(signature, 'base64url'))
  }

  return {
    read: subscriptions.read,

    create (workspace: string, content: NewSubscription): Subscription {
      customers.read(workspace, content.customerId)
      return subscriptions.create(workspace, { ...content, state: 'active', pauses: 0 })
    },

    pause (workspace: string, id: string): Subscription {
      const subscription = moved(workspace, id, 'paused')
      return subscriptions.save({ ...subscription, pauses: subscription.pauses + 1 })
    },

    resume (workspace: string, id: string, signature: string): Subscription {
      const subscription = moved(workspace, id, 'active')
      if (!isSigned(subscription, signature)) throw new CatalogError('signing_required')
      return subscriptions.save(subscription)
    },

    cancel: (workspace: string, id: string): Subscription => subscriptions.save(moved(workspace, id, 'canceled'))
  }
}

const seed = { workspace: 'acme', wallet: '0x0', amount: 5, pauses: 0 } as const

const seeds: readonly Subscription[] = [
  { ...seed, id: 'sub_active', customerId: 'cus_1', state: 'active' },
  { ...seed, id: 'sub_canceled', customerId: 'cus_2', state: 'canceled' }
]
