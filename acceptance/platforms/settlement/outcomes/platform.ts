import { budgets } from '../../../budgets.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { key } from './steps.ts'

export const platform: readonly Outcome[] = [
  {
    code: 'rate_limited',
    because: `the route takes ${budgets.small.max} requests a minute from a key, and this is one more`,
    reading: 'Each key has its own budget.',
    headers: { 'retry-after': /^[1-9]\d?$/ },
    async provoke (api) {
      const { headers } = await key(api)
      for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /v1/chains', { headers })
      return api('GET /v1/chains', { headers })
    },
    async legal (api) {
      const { headers } = await key(api)
      return api('GET /v1/chains', { headers })
    }
  },
  {
    code: 'internal_error',
    because: 'somebody has typed a remark into a stored amount, and no number can be read from it',
    provoke: api => api('GET /v1/payments/pay_manual'),
    legal: api => api('GET /v1/payments/pay_1')
  }
]
