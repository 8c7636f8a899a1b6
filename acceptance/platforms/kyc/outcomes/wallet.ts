import type { Outcome } from '../../../tour/outcome.ts'
import { applicant, callBack, made, signUp } from './steps.ts'

/** The wallet, plans, and the webhook of AIO. */
export const wallet: readonly Outcome[] = [
  {
    code: 'insufficient_balance',
    because: 'the wallet of a new tenant is empty',
    provoke: async api => api('POST /v1/verifications', { ...await signUp(api), body: applicant }),
    async legal (api) {
      const admin = await signUp(api)
      const { id } = made(await api('POST /v1/topups', { ...admin, body: { amount: 500 } }))
      await callBack(api, id)
      return api('POST /v1/verifications', { ...admin, body: applicant })
    }
  },
  {
    code: 'plan_not_found',
    because: 'the plan with this slug is not active',
    provoke: async api => api('PUT /v1/plan', { ...await signUp(api), body: { slug: 'beta' } }),
    legal: async api => api('PUT /v1/plan', { ...await signUp(api), body: { slug: 'payg' } })
  },
  {
    code: 'topup_not_found',
    because: 'AIO calls back for a top-up that nobody began',
    provoke: api => callBack(api, 'top_unknown'),
    legal: async api => callBack(api, made(await api('POST /v1/topups', { body: { amount: 500 } })).id)
  },
  {
    code: 'invalid_signature',
    because: 'the callback is signed with another secret',
    reading: 'Which header carries the signature, and that it is an HMAC of the body, is ours. Of Stripe the demo has no webhook.',
    provoke: async api => callBack(api, made(await api('POST /v1/topups', { body: { amount: 500 } })).id, 'another secret'),
    legal: async api => callBack(api, made(await api('POST /v1/topups', { body: { amount: 500 } })).id)
  }
]
