import { budgets } from '../../../budgets.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { token } from './steps.ts'

export const rateLimit: readonly Outcome[] = [
  {
    code: 'rate_limit.exceeded',
    because: `the route takes ${budgets.small.max} requests a minute from a token, and this is one more`,
    reading: 'Each token has its own budget.',
    headers: { 'retry-after': /^[1-9]\d?$/ },
    provoke: async api => {
      const own = await token(api, ['invoices:read'])
      for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /v1/scopes', own)
      return api('GET /v1/scopes', own)
    },
    legal: async api => api('GET /v1/scopes', await token(api, ['invoices:read']))
  }
]
