import type { Outcome } from '../../../tour/outcome.ts'
import { pause, payment, submittedPayment, subscription, wallet } from './steps.ts'

export const onChain: readonly Outcome[] = [
  {
    code: 'chain_reverted',
    because: 'the wallet allows 4 of the 5 that the payment takes',
    reading: 'The chain is one that the demo plays.',
    async provoke (api) {
      const { address } = await wallet(api, { allowance: 4 })
      return api(`POST /v1/payments/${await payment(api)}/submit`, { body: { wallet: address } })
    },
    async legal (api) {
      const { address } = await wallet(api, { allowance: 5 })
      return api(`POST /v1/payments/${await payment(api)}/submit`, { body: { wallet: address } })
    }
  },
  {
    code: 'insufficient_confirmations',
    because: 'the payment is in one block, and three make it final',
    reading: 'The threshold is ours. The test network mines blocks when it is asked to.',
    provoke: async api => api(`POST /v1/payments/${await submittedPayment(api)}/confirm`),
    async legal (api) {
      const id = await submittedPayment(api)
      await api('POST /v1/testnet/blocks', { body: { count: 2 } })
      return api(`POST /v1/payments/${id}/confirm`)
    }
  },
  {
    code: 'signing_required',
    because: 'a subscription that was paused again is to go on by the signature for the first time',
    reading: 'The wallet signs, by Ed25519, which subscription goes on after which of its pauses.',
    async provoke (api) {
      const { address, privateKey } = await wallet(api)
      const id = await subscription(api, address)
      const body = await pause(api, id, privateKey)
      await api(`POST /v1/subscriptions/${id}/resume`, { body })
      await pause(api, id, privateKey)
      return api(`POST /v1/subscriptions/${id}/resume`, { body })
    },
    async legal (api) {
      const { address, privateKey } = await wallet(api)
      const id = await subscription(api, address)
      await api(`POST /v1/subscriptions/${id}/resume`, { body: await pause(api, id, privateKey) })
      return api(`POST /v1/subscriptions/${id}/resume`, { body: await pause(api, id, privateKey) })
    }
  }
]
