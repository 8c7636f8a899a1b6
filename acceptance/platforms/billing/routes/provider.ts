import { promisify } from 'node:util'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ProviderEvent } from '../bodies.ts'
import type { Domain } from '../domain.ts'
import { checkSignature, providerSecret } from '../signature.ts'

/** The webhook of the payment provider. It has no token: it signs its requests. */
export async function providerRoutes (app: FastifyInstance, { fx, payments }: Domain) {
  const parse = promisify(app.getDefaultJsonParser('error', 'error')) as (request: FastifyRequest, text: string) => Promise<unknown>
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, async (request: FastifyRequest, text: string) => {
    checkSignature(providerSecret, text, request.headers['x-signature'])
    return await parse(request, text)
  })

  app.post<{ Body: ProviderEvent }>('/v1/provider-events', {
    config: { errors: ['webhook.signature_invalid', 'fx.unsupported_pair'] },
    schema: { body: ProviderEvent }
  }, async ({ body }) => {
    if (body.type === 'rate') fx.hear(body)
    else payments.authenticate(body.payment)
    return { received: true }
  })
}
