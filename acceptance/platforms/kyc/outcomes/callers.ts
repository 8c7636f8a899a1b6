import { setTimeout as wait } from 'node:timers/promises'
import type { Outcome } from '../../../tour/outcome.ts'
import { as, issueKey, made, signUp, start } from './steps.ts'

/** Credentials and permissions. */
export const callers: readonly Outcome[] = [
  {
    code: 'authentication_required',
    because: 'the request has no Authorization header',
    provoke: api => api('GET /v1/verifications/ver_approved', { headers: { authorization: undefined } }),
    legal: api => api('GET /v1/verifications/ver_approved')
  },
  {
    code: 'invalid_api_key',
    because: 'the key was revoked',
    reading: 'A verification belongs to the mode it was started in, and a key of the other mode is none for it.',
    async provoke (api) {
      const { id, key } = await issueKey(api, 'test', 'viewer')
      await api(`DELETE /v1/api-keys/${id}`)
      return api('GET /v1/verifications/ver_approved', as(key))
    },
    legal: async api => api('GET /v1/verifications/ver_approved', as((await issueKey(api, 'test', 'viewer')).key))
  },
  {
    code: 'session_expired',
    because: 'the SDK token was given one second to live, which is over',
    reading: 'Who opens a session says how long it lives.',
    async provoke (api) {
      const { token } = made(await api('POST /v1/sessions', { body: { seconds: 1 } }))
      await wait(1100)
      return api('GET /v1/verifications/ver_approved', as(token))
    },
    legal: async api => api('GET /v1/verifications/ver_approved', as(made(await api('POST /v1/sessions', { body: { seconds: 60 } })).token))
  },
  {
    code: 'permission_denied',
    because: 'the key has the role of a viewer, and to cancel takes an administrator',
    reading: 'The page names no roles: administrator and viewer are ours.',
    provoke: async api => api(`POST /v1/verifications/${await start(api)}/cancel`, as((await issueKey(api, 'test', 'viewer')).key)),
    legal: async api => api(`POST /v1/verifications/${await start(api)}/cancel`)
  },
  {
    code: 'tenant_suspended',
    because: 'the key is one of a tenant that is suspended',
    provoke: api => api('POST /v1/api-keys', { ...as('kyc_paused_key'), body: { mode: 'test', role: 'viewer' } }),
    legal: api => api('POST /v1/api-keys', { body: { mode: 'test', role: 'viewer' } })
  },
  {
    code: 'live_mode_not_activated',
    because: 'the key is a live one, and its tenant has no plan to be billed by',
    reading: 'Billing is set up when a plan is chosen.',
    async provoke (api) {
      const { key } = await issueKey(api, 'live', 'admin', await signUp(api))
      return api('POST /v1/sessions', { ...as(key), body: { seconds: 60 } })
    },
    async legal (api) {
      const admin = await signUp(api)
      await api('PUT /v1/plan', { ...admin, body: { slug: 'payg' } })
      const { key } = await issueKey(api, 'live', 'admin', admin)
      return api('POST /v1/sessions', { ...as(key), body: { seconds: 60 } })
    }
  }
]
