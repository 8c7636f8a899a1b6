import type { Outcome } from '../../../tour/outcome.ts'
import { issueKey, liveKey, made, payout, signUp } from './steps.ts'

const webhook = { body: { url: 'https://shop.example.com/hook' } }

/** Limits of a merchant's account. */
export const account: readonly Outcome[] = [
  {
    code: 'merchant_inactive',
    because: 'the merchant has closed its account',
    async provoke (api) {
      const merchant = await signUp(api)
      await api('POST /v1/account/close', merchant)
      return issueKey(api, merchant)
    },
    legal: async api => issueKey(api, await signUp(api))
  },
  {
    code: 'tier_required',
    because: 'so much is paid out to merchants of the second tier only',
    reading: 'Which tier an action needs is ours.',
    provoke: async api => payout(api, await liveKey(api), 100_001),
    async legal (api) {
      const merchant = await liveKey(api)
      await api('POST /v1/account/verify', merchant)
      return payout(api, merchant, 100_001)
    }
  },
  {
    code: 'plan_required',
    because: 'webhooks are not part of the plan for starters',
    reading: 'Which features a plan has is ours.',
    provoke: async api => api('POST /v1/webhooks', { ...await signUp(api), ...webhook }),
    async legal (api) {
      const merchant = await signUp(api)
      await api('PUT /v1/account/plan', { ...merchant, body: { plan: 'enterprise' } })
      return api('POST /v1/webhooks', { ...merchant, ...webhook })
    }
  },
  {
    code: 'key_limit_reached',
    because: 'the merchant has two live keys, which is all that starters may have',
    reading: 'How many live keys a plan has is ours.',
    async provoke (api) {
      const merchant = await signUp(api)
      for (let keys = 0; keys < 2; keys++) await issueKey(api, merchant, { mode: 'live' })
      return issueKey(api, merchant, { mode: 'live' })
    },
    async legal (api) {
      const merchant = await signUp(api)
      await issueKey(api, merchant, { mode: 'live' })
      const { id } = made(await issueKey(api, merchant, { mode: 'live' }))
      await api(`DELETE /v1/api-keys/${id}`, merchant)
      return issueKey(api, merchant, { mode: 'live' })
    }
  }
]
