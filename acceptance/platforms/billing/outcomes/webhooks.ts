import { createStandIn } from '../../../standIn.ts'
import type { Answer, Client } from '../../../tour/client.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { endpoint, event } from './steps.ts'

const authenticated = { type: 'payment.authenticated', payment: 'pay_1' }

/** Send three events to an endpoint that refuses them, then the further requests. */
async function refused (api: Client, ask: (id: string) => Promise<Answer>): Promise<Answer> {
  const receiver = createStandIn((_request, response) => response.writeHead(404).end())
  await receiver.start()
  try {
    const id = await endpoint(api, `${receiver.url()}/events`)
    for (let sent = 0; sent < 3; sent++) await api(`POST /v1/webhook-endpoints/${id}/test`)
    return await ask(id)
  } finally {
    receiver.stop()
  }
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
    reading: 'Three in a row are sustained. An endpoint can be enabled again. The demo sends to this machine only.',
    provoke: api => refused(api, id => api(`POST /v1/webhook-endpoints/${id}/test`)),
    legal: api => refused(api, async id => {
      await api(`POST /v1/webhook-endpoints/${id}/enable`)
      return api(`POST /v1/webhook-endpoints/${id}/test`)
    })
  }
]
