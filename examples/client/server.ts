import Fastify from 'fastify'
import errorCatalog, { serverOptions } from 'fastify-error-catalog'
import idempotency from 'fastify-error-catalog/idempotency'

/** An API that charges cards, once for each Idempotency-Key. */
export async function createPayments () {
  const charges: number[] = []
  const app = Fastify(serverOptions())
  await app.register(errorCatalog, { catalog: new URL('catalog.yaml', import.meta.url) })
  await app.register(idempotency, { owner: () => 'shop' })
  app.post<{ Body: { amount: number } }>('/payments', async ({ body: { amount } }, reply) => {
    if (amount > 1000) return await reply.fail('card_declined', { reason: 'funds' })
    charges.push(amount)
    return await reply.code(201).send({ id: charges.length, amount })
  })
  return { app, charges }
}
