import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { Tenant, Tenants } from './tenants.ts'

export interface Topup {
  readonly id: string
  readonly tenant: string
  readonly amount: number
  readonly status: 'pending' | 'paid'
}

export type Topups = ReturnType<typeof createTopups>

/** Payments of tenants into their wallets. AIO collects the money, and sends a webhook when it has it. */
export function createTopups (tenants: Tenants) {
  const topups = new Map<string, Topup>()

  return {
    begin ({ id: tenant }: Tenant, amount: number): Topup {
      const topup: Topup = { id: `top_${randomUUID()}`, tenant, amount, status: 'pending' }
      topups.set(topup.id, topup)
      return topup
    },

    read (tenant: Tenant, id: string): Topup {
      const topup = topups.get(id)
      // The error does not say whether another tenant has this top-up.
      if (topup?.tenant !== tenant.id) throw new CatalogError('not_found')
      return topup
    },

    /** AIO repeats a webhook that got no response: a top-up is paid once. */
    paid (id: string): Topup {
      const topup = topups.get(id)
      if (topup === undefined) throw new CatalogError('topup_not_found')
      if (topup.status === 'pending') tenants.read(topup.tenant).balance += topup.amount
      const paid: Topup = { ...topup, status: 'paid' }
      topups.set(id, paid)
      return paid
    }
  }
}

const secret = 'aio_test_secret'

/** The signature of AIO: an HMAC of the bytes of a body. */
export function sign (bytes: string | Uint8Array, by = secret): string {
  return createHmac('sha256', by).update(bytes).digest('hex')
}

export function checkSignature (bytes: Uint8Array, signature: unknown): void {
  const [wanted, given] = [sign(bytes), String(signature)].map(text => Buffer.from(text)) as [Buffer, Buffer]
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) throw new CatalogError('invalid_signature')
}
