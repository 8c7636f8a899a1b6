import type { Outcome } from '../../../tour/outcome.ts'
import { email, payment, signUp, subscription } from './steps.ts'

export const requests: readonly Outcome[] = [
  {
    code: 'invalid_request',
    because: 'a payment names no customer',
    reading: 'Rules without a schema have their own message; otherwise param is the first field that is invalid by its schema.',
    message: 'A payment names its customer by customerId or customerEmail.',
    param: 'customerId',
    provoke: api => api('POST /v1/payments', { body: { amount: 5 } }),
    legal: api => api('POST /v1/payments', { body: { amount: 5, customerId: 'cus_1' } })
  },
  {
    code: 'invalid_state_transition',
    because: 'a subscription is canceled twice',
    async provoke (api) {
      const cancel = `POST /v1/subscriptions/${await subscription(api)}/cancel` as const
      await api(cancel)
      return api(cancel)
    },
    legal: async api => api(`POST /v1/subscriptions/${await subscription(api)}/cancel`)
  },
  {
    code: 'not_found',
    because: 'the payment is in another workspace',
    provoke: async api => api(`GET /v1/payments/${await payment(api)}`, await signUp(api)),
    legal: async api => api(`GET /v1/payments/${await payment(api)}`)
  },
  {
    code: 'conflict',
    because: 'a customer of the workspace has this email',
    message: 'A customer with this email exists.',
    param: 'email',
    async provoke (api) {
      const body = { email: email() }
      await api('POST /v1/customers', { body })
      return api('POST /v1/customers', { body })
    },
    async legal (api) {
      const body = { email: email() }
      await api('POST /v1/customers', { body })
      return api('POST /v1/customers', { ...await signUp(api), body })
    }
  }
]
