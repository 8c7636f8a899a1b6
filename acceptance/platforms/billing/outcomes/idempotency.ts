import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Outcome } from '../../../tour/outcome.ts'
import { freshRate, method, openInvoice } from './steps.ts'

const toKeyed = () => ({ 'idempotency-key': randomUUID() })
const create = 'POST /v1/customers'
const quote = 'POST /v1/fx/quotes'
const body = { currency: 'EUR', to: 'USD', amount: '10.00' }

export const idempotency: readonly Outcome[] = [
  {
    code: 'idempotency.required',
    because: 'a customer is created without Idempotency-Key',
    reading: 'Every POST and PATCH needs a key.',
    provoke: api => api(create, { headers: { 'idempotency-key': undefined }, body: { name: 'Tour' } }),
    legal: api => api(create, { body: { name: 'Tour' } })
  },
  {
    code: 'idempotency.body_mismatch',
    because: 'the key of one customer is sent with another',
    provoke: async api => {
      const headers = toKeyed()
      await api(create, { headers, body: { name: 'Tour' } })
      return api(create, { headers, body: { name: 'Detour' } })
    },
    legal: async api => {
      const headers = toKeyed()
      await api(create, { headers, body: { name: 'Tour' } })
      return api(create, { headers, body: { name: 'Tour' } })
    }
  },
  {
    code: 'idempotency.in_flight',
    because: 'the same payment is sent twice at once, and the bank takes its time',
    headers: { 'retry-after': /^1$/ },
    provoke: async api => {
      const sent = { headers: toKeyed(), body: { invoice: await openInvoice(api), method: await method(api, { card: 'slow' }) } }
      const [one, other] = await Promise.all([api('POST /v1/payments', sent), api('POST /v1/payments', sent)])
      return one.status === 201 ? other : one
    },
    legal: async api => {
      const sent = { headers: toKeyed(), body: { invoice: await openInvoice(api), method: await method(api, { card: 'slow' }) } }
      await api('POST /v1/payments', sent)
      return api('POST /v1/payments', sent)
    }
  },
  {
    code: 'idempotency.replay_too_late',
    because: 'a quote is asked for again with its key when it holds no more',
    reading: 'Replies are kept for a day, quotes for the second that they hold.',
    provoke: async api => {
      const headers = toKeyed()
      await freshRate(api)
      await api(quote, { headers, body })
      await setTimeout(1100)
      return api(quote, { headers, body })
    },
    legal: async api => {
      await freshRate(api)
      return api(quote, { body })
    }
  }
]
