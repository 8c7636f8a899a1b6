import type { Outcome } from '../../../tour/outcome.ts'
import { deposit, issue } from './steps.ts'

/** Invalid requests, and errors of the server and the services behind it. */
export const requests: readonly Outcome[] = [
  {
    code: 'bad_request',
    because: 'the label is a number',
    provoke: api => issue(api, 'ch_approved', { label: 5 }),
    legal: api => issue(api, 'ch_approved')
  },
  {
    code: 'validation_failed',
    because: 'the label is longer than 40 characters',
    provoke: api => issue(api, 'ch_approved', { label: 'x'.repeat(41) }),
    legal: api => issue(api, 'ch_approved', { label: 'x'.repeat(40) })
  },
  {
    code: 'internal_error',
    because: 'the stored limits are damaged, and nobody foresaw it',
    provoke: api => api('GET /cards/card_2/limits'),
    legal: api => api('GET /cards/card_1/limits')
  },
  {
    code: 'bad_gateway',
    because: 'the bank breaks off before it has answered: GET /cards/transactions has the deposit',
    reading: 'The page has one line for 502 and 503: an answer that breaks off is the one, a service that is not there the other. The banks are ones that the demo plays.',
    provoke: api => deposit(api, 'east'),
    legal: api => deposit(api, 'north')
  },
  {
    code: 'unavailable',
    because: 'nothing listens at the port of the bank',
    provoke: api => deposit(api, 'west'),
    legal: api => deposit(api, 'north')
  }
]
