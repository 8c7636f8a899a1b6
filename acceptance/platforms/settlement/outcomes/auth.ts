import type { Outcome } from '../../../tour/outcome.ts'
import { email, key, merchant, signUp, stepUp } from './steps.ts'

const customers = 'POST /v1/customers'
const live = { mode: 'live', role: 'owner' }

export const auth: readonly Outcome[] = [
  {
    code: 'unauthorized',
    because: 'the key was revoked',
    async provoke (api) {
      const { id, headers, session } = await key(api)
      await api(`DELETE /v1/api-keys/${id}`, session)
      return api(customers, { headers, body: { email: email() } })
    },
    async legal (api) {
      const { headers } = await key(api)
      return api(customers, { headers, body: { email: email() } })
    }
  },
  {
    code: 'forbidden',
    because: 'the key is that of a viewer',
    reading: 'A workspace that a URL names is forbidden to others; what is in it is not found.',
    async provoke (api) {
      const { headers } = await key(api, { role: 'viewer' })
      return api(customers, { headers, body: { email: email() } })
    },
    async legal (api) {
      const { headers } = await key(api, { role: 'owner' })
      return api(customers, { headers, body: { email: email() } })
    }
  },
  {
    code: 'aal_required',
    because: 'a key is issued without the passkey',
    reading: 'Issuing and revoking keys is what needs the passkey, of which a check counts for five minutes.',
    async provoke (api) {
      const { headers } = await signUp(api)
      return api('POST /v1/api-keys', { headers, body: live })
    },
    async legal (api) {
      const { headers } = await signUp(api)
      await stepUp(api, { headers })
      return api('POST /v1/api-keys', { headers, body: live })
    }
  },
  {
    code: 'restricted_jurisdiction',
    because: 'a merchant signs up in a state that is restricted',
    reading: 'The list is ours: its places do not exist.',
    details: { code: 'XB-QA', name: 'Sampleshire', reason: 'The state has rules of its own for wallets.' },
    provoke: api => api('POST /v1/merchants', { body: { ...merchant, country: 'XB', state: 'QA' } }),
    legal: api => api('POST /v1/merchants', { body: { ...merchant, country: 'XB', state: 'QB' } })
  },
  {
    code: 'kyb_required',
    because: 'the workspace is not verified, and the key is for live mode',
    reading: 'The demo runs with KYB_REQUIRED_FOR_LIVE=1 where it is not set; with anything else the request passes.',
    async provoke (api) {
      const { headers } = await key(api, { mode: 'live' })
      return api(customers, { headers, body: { email: email() } })
    },
    async legal (api) {
      const { headers, session } = await key(api, { mode: 'live' })
      await api('POST /v1/kyb', { headers: session.headers, body: { legalName: 'Tour GmbH', registration: 'HRB 1' } })
      return api(customers, { headers, body: { email: email() } })
    }
  }
]
