import type { Client } from '../../../tour/client.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { endpoint, event } from './steps.ts'

const authenticated = { type: 'payment.authenticated', payment: 'pay_1' }

/** An endpoint that has refused three events. */
async function disabledEndpoint (api: Client): Promise<string> {
  const id = await endpoint(api, 'https://hooks.example.com/status/404')
  for (let sent = 0; sent < 3; sent++) await api(`POST /v1/webhook-endpoints/${id}/test`)
  return id
}

export const webhooks: readonly Outcome[] = [
  {
    code: 'webhook.signature_invalid',
    because: 'an event of the payment provider is signed with another secret',
    reading: 'X-Signature has the HMAC-SHA256 of the bytes of the body, in hex.',
    provoke: api => event(api, authenticated, 'guessed'),
    legal: api => event(api, authenticated)
  },
  {
    code: 'webhook.endpoint_disabled',
    because: 'the endpoint has answered three events in a row with 404',
    reading: 'Three in a row are sustained. An endpoint can be enabled again.',
    provoke: async api => api(`POST /v1/webhook-endpoints/${await disabledEndpoint(api)}/test`),
    legal: async api => {
      const id = await disabledEndpoint(api)
      await api(`POST /v1/webhook-endpoints/${id}/enable`)
      return api(`POST /v1/webhook-endpoints/${id}/test`)
    }
  }
]
