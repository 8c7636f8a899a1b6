import type { Answer, Client } from '../../../tour/client.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { freshRate } from './steps.ts'

const quote = 'POST /v1/fx/quotes'

async function freshQuote (api: Client): Promise<Answer> {
  await freshRate(api)
  return api(quote, { body: { currency: 'EUR', to: 'USD', amount: '10.00' } })
}

export const fx: readonly Outcome[] = [
  {
    code: 'fx.stale_rate',
    because: 'the source of this pair has stopped in January 2025',
    reading: 'A rate is stale after five minutes.',
    provoke: api => api(quote, { body: { currency: 'CHF', to: 'SEK', amount: '10.00' } }),
    legal: freshQuote
  },
  {
    code: 'fx.unsupported_pair',
    because: 'no source tells rates from euros to yen',
    provoke: api => api(quote, { body: { currency: 'EUR', to: 'JPY', amount: '10.00' } }),
    legal: freshQuote
  }
]
