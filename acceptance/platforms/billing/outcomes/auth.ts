import { setTimeout } from 'node:timers/promises'
import type { Outcome } from '../../../tour/outcome.ts'
import { stepUp, token } from './steps.ts'

const list = 'GET /v1/plans'
const issue = 'POST /v1/tokens'
const body = { scopes: ['subscriptions:read'] }

export const auth: readonly Outcome[] = [
  {
    code: 'auth.missing_token',
    because: 'there is no Authorization header',
    provoke: api => api(list, { headers: { authorization: undefined } }),
    legal: api => api(list)
  },
  {
    code: 'auth.invalid_token',
    because: 'the token was revoked',
    provoke: async api => {
      const { id, headers } = await token(api, ['subscriptions:read'])
      await api(`DELETE /v1/tokens/${id}`)
      return api(list, { headers })
    },
    legal: async api => api(list, await token(api, ['subscriptions:read']))
  },
  {
    code: 'auth.expired_token',
    because: 'the token was rotated without a grace period',
    provoke: async api => {
      const { id, headers } = await token(api, ['subscriptions:read'])
      await api(`POST /v1/tokens/${id}/rotate`, { body: { grace_seconds: 0 } })
      return api(list, { headers })
    },
    legal: async api => {
      const { id, headers } = await token(api, ['subscriptions:read'])
      await api(`POST /v1/tokens/${id}/rotate`, { body: { grace_seconds: 60 } })
      return api(list, { headers })
    }
  },
  {
    code: 'auth.wrong_environment',
    because: 'a token of the sandbox is sent to the live URL',
    reading: 'The live URL is the one below /live.',
    provoke: api => api('GET /live/v1/plans'),
    legal: api => api('GET /live/v1/plans', { headers: { authorization: 'Bearer billing_live_token' } })
  },
  {
    code: 'auth.scope_required',
    because: 'the token may read customers and not write them',
    provoke: async api => api('POST /v1/customers', { ...await token(api, ['customers:read']), body: { name: 'Tour' } }),
    legal: async api => api('POST /v1/customers', { ...await token(api, ['customers:write']), body: { name: 'Tour' } })
  },
  {
    code: 'auth.aal2_required',
    because: 'who holds the token has never signed in with a second factor',
    reading: 'Issuing, rotating and revoking tokens is what needs AAL2.',
    provoke: async api => api(issue, { ...await token(api, ['tokens:write', 'subscriptions:read']), body }),
    legal: async api => {
      const { headers } = await token(api, ['tokens:write', 'subscriptions:read'])
      await stepUp(api, { seconds: 60, headers })
      return api(issue, { headers, body })
    }
  },
  {
    code: 'auth.aal2_step_up_required',
    because: 'the second factor was asked for a second ago, for one second',
    reading: 'Allow lists the methods of the route, the one that was used too.',
    headers: { allow: 'POST' },
    provoke: async api => {
      const { headers } = await token(api, ['tokens:write', 'subscriptions:read'])
      await stepUp(api, { seconds: 1, headers })
      await setTimeout(1100)
      return api(issue, { headers, body })
    },
    legal: async api => {
      const { headers } = await token(api, ['tokens:write', 'subscriptions:read'])
      await stepUp(api, { seconds: 1, headers })
      await setTimeout(1100)
      await stepUp(api, { seconds: 60, headers })
      return api(issue, { headers, body })
    }
  },
  {
    code: 'auth.tenant_mismatch',
    because: 'the URL names another tenant',
    reading: 'Where a URL names only a resource of another tenant, the answer is not_found: whether it exists is not told.',
    provoke: api => api('GET /v1/tenants/globex'),
    legal: api => api('GET /v1/tenants/acme')
  }
]
