import type { Outcome } from '../../../tour/outcome.ts'
import { as, customer, issueKey, liveKey, made, payout, signUp } from './steps.ts'

/** Credentials, addresses and keys. */
export const access: readonly Outcome[] = [
  {
    code: 'unauthorized',
    because: 'the key has been revoked, which the message tells',
    reading: 'The page leaves the sentences open; ours differ for each of its cases.',
    async provoke (api) {
      const merchant = await signUp(api)
      const { id, key } = made(await issueKey(api, merchant))
      await api(`DELETE /v1/api-keys/${id}`, merchant)
      return api('POST /v1/customers', { ...as(key), body: customer })
    },
    legal: async api => api('POST /v1/customers', { ...as(made(await issueKey(api, await signUp(api))).key), body: customer }),
    message: 'The API key has been revoked.'
  },
  {
    code: 'ip_not_allowed',
    because: 'the key may be used from another address only',
    async provoke (api) {
      const { key } = made(await issueKey(api, await signUp(api), { allowedIps: ['192.0.2.10'] }))
      return api('POST /v1/customers', { ...as(key), body: customer })
    },
    async legal (api) {
      const { key } = made(await issueKey(api, await signUp(api), { allowedIps: ['127.0.0.1'] }))
      return api('POST /v1/customers', { ...as(key), body: customer })
    }
  },
  {
    code: 'insufficient_scope',
    because: 'the key may read customers, and is asked to create one',
    reading: 'The page shows this body; which scopes there are besides is ours.',
    async provoke (api) {
      const { key } = made(await issueKey(api, await signUp(api), { scopes: ['customers:read'] }))
      return api('POST /v1/customers', { ...as(key), body: customer })
    },
    async legal (api) {
      const { key } = made(await issueKey(api, await signUp(api), { scopes: ['customers:write'] }))
      return api('POST /v1/customers', { ...as(key), body: customer })
    },
    details: { requiredScope: 'customers:write', grantedScopes: ['customers:read'] }
  },
  {
    code: 'mode_mismatch',
    because: 'a payout needs a live key, and this is a test key',
    reading: 'Which endpoints need which key is ours.',
    provoke: async api => payout(api, await signUp(api)),
    legal: async api => payout(api, await liveKey(api))
  }
]
