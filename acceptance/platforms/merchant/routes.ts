import type { FastifyInstance, FastifyRequest } from 'fastify'
import { budgets } from '../../budgets.ts'
import type { StandIn } from '../../standIn.ts'
import { addBank } from './addBank.ts'
import { NewBank, NewCharge, NewCustomer, NewKey, NewPayout, NewWebhook, PlanChoice, type MerchantScope } from './bodies.ts'
import { charge } from './charge.ts'
import type { Customers } from './customers.ts'
import { checkLive, checkScope, type Caller, type Keys } from './keys.ts'
import { merchantBudgets } from './merchantBudgets.ts'
import type { Merchants } from './merchants.ts'
import type { Payouts } from './payouts.ts'
import { fails } from './errors.ts'

interface Data {
  readonly merchants: Merchants
  readonly keys: Keys
  readonly customers: Customers
  readonly payouts: Payouts
  readonly providers: StandIn
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { merchants, keys, customers, payouts, providers }: Data) {
  app.post<{ Body: NewKey }>('/v1/api-keys', {
    config: fails('insufficient_scope', 'key_limit_reached'),
    onRequest: needs('account:write'),
    schema: { body: NewKey }
  }, async (request, reply) => {
    reply.code(201)
    return keys.issue(merchantOf(request), request.body)
  })

  app.delete<ById>('/v1/api-keys/:id', {
    config: fails('insufficient_scope', 'not_found'),
    onRequest: needs('account:write')
  }, async request => keys.revoke(merchantOf(request), request.params.id))

  app.put<{ Body: PlanChoice }>('/v1/account/plan', {
    config: fails('insufficient_scope'),
    onRequest: needs('account:write'),
    schema: { body: PlanChoice }
  }, async request =>
    merchants.choosePlan(merchantOf(request), request.body.plan))

  app.post('/v1/account/verify', {
    config: fails('insufficient_scope'),
    onRequest: needs('account:write')
  }, async request => merchants.verify(merchantOf(request)))

  app.post('/v1/account/close', {
    config: fails('insufficient_scope'),
    onRequest: needs('account:write')
  }, async request => merchants.close(merchantOf(request)))

  app.post<{ Body: NewWebhook }>('/v1/webhooks', {
    config: fails('insufficient_scope', 'plan_required'),
    onRequest: needs('account:write'),
    schema: { body: NewWebhook }
  }, async (request, reply) => {
    reply.code(201)
    return merchants.addWebhook(merchantOf(request), request.body.url)
  })

  app.post<{ Body: NewCustomer }>('/v1/customers', {
    config: fails('insufficient_scope'),
    onRequest: needs('customers:write'),
    schema: { body: NewCustomer }
  }, async (request, reply) => {
    reply.code(201)
    return customers.create(merchantOf(request).id, request.body)
  })

  app.get<ById>('/v1/customers/:id', {
    config: fails('insufficient_scope', 'not_found'),
    onRequest: needs('customers:read')
  }, async request =>
    customers.read(merchantOf(request).id, request.params.id))

  // Only live keys may move money.
  app.post<{ Body: NewPayout }>('/v1/payouts', {
    config: fails('insufficient_scope', 'mode_mismatch', 'tier_required', 'screening_unavailable'),
    onRequest: [needs('payouts:write'), liveOnly],
    schema: { body: NewPayout }
  }, async (request, reply) => {
    reply.code(201)
    return payouts.create(merchantOf(request), request.body)
  })

  app.get<ById>('/v1/payouts/:id', {
    config: fails('not_found')
  }, async request => payouts.read(merchantOf(request), request.params.id))

  app.post<ById>('/v1/payouts/:id/mark-paid', {
    config: fails('insufficient_scope', 'not_found', 'terminal_status'),
    onRequest: needs('payouts:write')
  }, async request =>
    payouts.end(merchantOf(request), request.params.id, 'paid'))

  app.post<ById>('/v1/payouts/:id/cancel', {
    config: fails('insufficient_scope', 'not_found', 'terminal_status'),
    onRequest: needs('payouts:write')
  }, async request =>
    payouts.end(merchantOf(request), request.params.id, 'canceled'))

  app.post<{ Body: NewBank }>('/v1/banks', {
    config: fails('insufficient_scope', 'stripe_bank_rejected'),
    onRequest: needs('banks:write'),
    schema: { body: NewBank }
  }, async (request, reply) => {
    reply.code(201)
    return addBank(providers.url(), request.body)
  })

  app.post<{ Body: NewCharge }>('/v1/charges', {
    config: fails('insufficient_scope', 'stripe_disabled'),
    onRequest: needs('charges:write'),
    schema: { body: NewCharge }
  }, async (request, reply) => {
    reply.code(201)
    return charge(request.body)
  })

  app.get('/v1/balance', {
    config: fails(),
    onRequest: merchantBudgets(app, 'balance', { ...budgets.small, max: 2 * budgets.small.max })
  }, async () =>
    ({ available: '120.00', currency: 'EUR' }))
}

function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}

function merchantOf (request: FastifyRequest) {
  return callerOf(request).merchant
}

function needs (scope: MerchantScope) {
  return async (request: FastifyRequest) => checkScope(callerOf(request), scope)
}

async function liveOnly (request: FastifyRequest) {
  checkLive(callerOf(request))
}
