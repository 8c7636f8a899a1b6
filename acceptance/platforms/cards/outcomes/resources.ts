import { setTimeout as wait } from 'node:timers/promises'
import type { Outcome } from '../../../tour/outcome.ts'
import { cardholder, issue, made, signUp } from './steps.ts'

/** Missing resources, and requests that the state of a resource does not allow. */
export const resources: readonly Outcome[] = [
  {
    code: 'compliance_restricted',
    because: 'compliance has rejected the cardholder',
    reading: 'That cards are issued to approved cardholders only is ours.',
    provoke: async api => issue(api, await cardholder(api, 'rejected')),
    legal: async api => issue(api, await cardholder(api, 'approved'))
  },
  {
    code: 'not_found',
    because: 'the card belongs to another program',
    provoke: async api => api(`GET /cards/${made(await issue(api, 'ch_approved')).id}`, await signUp(api)),
    legal: async api => api(`GET /cards/${made(await issue(api, 'ch_approved')).id}`)
  },
  {
    code: 'otp_not_found',
    because: 'the listener was opened for a second, which is over',
    reading: 'How long a listener lives, and that its opener says so, is ours.',
    async provoke (api) {
      const { token } = made(await api('POST /otp', { body: { seconds: 1 } }))
      await wait(1100)
      return api(`GET /otp/${token}`)
    },
    legal: async api => api(`GET /otp/${made(await api('POST /otp', { body: { seconds: 60 } })).token}`)
  },
  {
    code: 'conflict',
    because: 'compliance looks at the name, which is locked meanwhile',
    reading: 'Which fields are locked is ours: the names.',
    provoke: async api => api(`PATCH /cardholders/${await cardholder(api, 'under_review')}`, { body: { lastName: 'Sample' } }),
    legal: async api => api(`PATCH /cardholders/${await cardholder(api, 'draft')}`, { body: { lastName: 'Sample' } })
  }
]
