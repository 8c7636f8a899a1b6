import type { Outcome } from '../../../tour/outcome.ts'
import { openInvoice, wallet } from './steps.ts'

// Invoices here are of 119.00 EUR.
export const wallets: readonly Outcome[] = [
  {
    code: 'wallet.insufficient_funds',
    because: '50.01 is to be taken out of 50.00',
    provoke: async api => api(`POST /v1/wallets/${await wallet(api, '50.00')}/withdrawals`, { body: { amount: '50.01' } }),
    legal: async api => api(`POST /v1/wallets/${await wallet(api, '50.00')}/withdrawals`, { body: { amount: '50.00' } })
  },
  {
    code: 'wallet.currency_mismatch',
    because: 'the wallet is in dollars, the invoice in euros',
    provoke: async api => api(`POST /v1/wallets/${await wallet(api, '500.00', { currency: 'USD' })}/settlements`, { body: { invoice: await openInvoice(api) } }),
    legal: async api => api(`POST /v1/wallets/${await wallet(api, '500.00')}/settlements`, { body: { invoice: await openInvoice(api) } })
  },
  {
    code: 'wallet.below_drift_floor',
    because: 'of 120.00, of which 10.00 has to stay, 119.00 is to be paid',
    reading: 'The drift_floor is set with the wallet, and holds for settlements, not for withdrawals.',
    provoke: async api => api(`POST /v1/wallets/${await wallet(api, '120.00', { drift_floor: '10.00' })}/settlements`, { body: { invoice: await openInvoice(api) } }),
    legal: async api => api(`POST /v1/wallets/${await wallet(api, '129.00', { drift_floor: '10.00' })}/settlements`, { body: { invoice: await openInvoice(api) } })
  }
]
