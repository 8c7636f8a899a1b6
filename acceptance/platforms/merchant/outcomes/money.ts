import type { Outcome } from '../../../tour/outcome.ts'
import { liveKey, made, payout, signUp } from './steps.ts'

const bank = { holder: 'Pat Example', routingNumber: '110000000', accountNumber: '000123456789' }

/** Payouts, banks and charges, and the external services behind them. */
export const money: readonly Outcome[] = [
  {
    code: 'terminal_status',
    because: 'the payout is canceled, and cannot be paid any more',
    async provoke (api) {
      const merchant = await liveKey(api)
      const { id } = made(await payout(api, merchant))
      await api(`POST /v1/payouts/${id}/cancel`, merchant)
      return api(`POST /v1/payouts/${id}/mark-paid`, merchant)
    },
    async legal (api) {
      const merchant = await liveKey(api)
      return api(`POST /v1/payouts/${made(await payout(api, merchant)).id}/mark-paid`, merchant)
    }
  },
  {
    code: 'stripe_bank_rejected',
    because: 'Stripe finds that the checksum of the routing number is wrong',
    reading: 'Stripe is one that the demo plays, over HTTP.',
    provoke: async api => api('POST /v1/banks', { ...await signUp(api), body: { ...bank, routingNumber: '123456789' } }),
    legal: async api => api('POST /v1/banks', { ...await signUp(api), body: bank }),
    details: { stripeCode: 'routing_number_invalid' }
  },
  {
    code: 'screening_unavailable',
    because: 'the screening provider does not answer for this recipient within half a second',
    reading: 'The provider is one that the demo plays, over HTTP: it never answers for Slow Ltd.',
    provoke: async api => payout(api, await liveKey(api), 500, 'Slow Ltd'),
    legal: async api => payout(api, await liveKey(api))
  },
  {
    code: 'stripe_disabled',
    because: 'the demo is set up without the key for cards',
    provoke: async api => api('POST /v1/charges', { ...await signUp(api), body: { amount: 500, method: 'card' } }),
    legal: async api => api('POST /v1/charges', { ...await signUp(api), body: { amount: 500, method: 'bank_transfer' } })
  }
]
