import type { FastifyInstance } from 'fastify'
import { budgets } from '../../../budgets.ts'
import { Blocks, NewWallet } from '../bodies.ts'
import type { Domain } from '../domain.ts'
import { threshold } from '../payments.ts'
import { fails, writes } from '../errors.ts'

export async function chainRoutes (app: FastifyInstance, { chain }: Domain) {
  // A key that sends too many requests is 'rate_limited'.
  app.get('/v1/chains', {
    config: { ...fails(), rateLimit: budgets.small }
  }, async () => ({ chains: [{ name: 'testnet', threshold }] }))

  app.post<{ Body: NewWallet }>('/v1/testnet/wallets', { config: writes(), schema: { body: NewWallet } }, async (request, reply) => {
    reply.code(201)
    return chain.open(request.body)
  })

  app.post<{ Body: Blocks }>('/v1/testnet/blocks', {
    config: writes(),
    schema: { body: Blocks }
  }, async request => chain.mine(request.body.count))
}
