import type { FastifyInstance } from 'fastify'
import { NewQuote, NewWallet, Settlement, Transfer } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { quoteHolds } from '../fx.ts'
import { inArea } from '../errors.ts'

export async function walletRoutes (app: FastifyInstance, { fx, wallets }: Domain) {
  app.addHook('onRequest', needs('wallets'))

  app.post<{ Body: NewWallet }>('/v1/wallets', { config: inArea(), schema: { body: NewWallet } }, async (request, reply) => {
    reply.code(201)
    return wallets.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/wallets/:id', {
    config: inArea('not_found')
  }, async request => wallets.read(tenantOf(request), request.params.id))

  app.post<ById & { Body: Transfer }>('/v1/wallets/:id/top-ups', {
    config: inArea('not_found', 'wallet.insufficient_funds'),
    schema: { body: Transfer }
  }, async request =>
    wallets.topUp(tenantOf(request), request.params.id, request.body))

  app.post<ById & { Body: Transfer }>('/v1/wallets/:id/withdrawals', {
    config: inArea('not_found', 'wallet.insufficient_funds'),
    schema: { body: Transfer }
  }, async request =>
    wallets.withdraw(tenantOf(request), request.params.id, request.body))

  app.post<ById & { Body: Settlement }>('/v1/wallets/:id/settlements', {
    config: inArea(
      'validation.failed', 'not_found', 'gone', 'payment.duplicate',
      'wallet.currency_mismatch', 'wallet.insufficient_funds', 'wallet.below_drift_floor'
    ),
    schema: { body: Settlement }
  }, async request =>
    wallets.settle(tenantOf(request), request.params.id, request.body.invoice))

  // An expired quote must not be replayed: its key is then 'idempotency.replay_too_late'.
  app.post<{ Body: NewQuote }>('/v1/fx/quotes', {
    config: { ...inArea('fx.unsupported_pair', 'fx.stale_rate'), idempotency: { replyTtl: quoteHolds } },
    schema: { body: NewQuote }
  }, async (request, reply) => {
    reply.code(201)
    return fx.quote(request.body)
  })
}
