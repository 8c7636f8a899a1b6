import { budgets } from '../../../budgets.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { as, made, signUp } from './steps.ts'

const here = { allowlist: ['127.0.0.1'], domain: 'localhost' }

/** Credentials, addresses and rate limits. */
export const access: readonly Outcome[] = [
  {
    code: 'unauthorized',
    because: 'the key has been revoked',
    reading: 'The scheme of the challenge is ours: HTTP wants one with a 401.',
    async provoke (api) {
      const { id, key } = made(await api('POST /api-keys', { body: here }))
      await api(`DELETE /api-keys/${id}`)
      return api('GET /cards/card_1', as(key))
    },
    legal: async api => api('GET /cards/card_1', as(made(await api('POST /api-keys', { body: here })).key))
  },
  {
    code: 'ip_not_authorized',
    because: 'the address is on the allowlist, but its name in DNS is not the domain of the certificate',
    reading: 'The demo has no TLS and asks no DNS: the domain stands with the key, and names and addresses in a table.',
    provoke: async api => api('GET /cards/card_1', as(made(await api('POST /api-keys', { body: { ...here, domain: 'office.example.com' } })).key)),
    legal: async api => api('GET /cards/card_1', as(made(await api('POST /api-keys', { body: here })).key))
  },
  {
    code: 'rate_limited',
    because: 'the key has used up what the route allows in a minute',
    reading: 'The page publishes no thresholds; Retry-After is ours.',
    async provoke (api) {
      const key = await signUp(api)
      for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /currencies', key)
      return api('GET /currencies', key)
    },
    legal: async api => api('GET /currencies', await signUp(api)),
    headers: { 'retry-after': /^[1-9]\d?$/ }
  }
]
