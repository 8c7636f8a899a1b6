import type { FastifyInstance, FastifyRequest } from 'fastify'
import { budgets } from '../../budgets.ts'
import { NewKey, NewSession, NewTopup, NewVerification, PlanChoice, SubmittedCheck } from './bodies.ts'
import { checkAdmin, type Caller, type Credentials } from './credentials.ts'
import type { Tenants } from './tenants.ts'
import type { Topups } from './topups.ts'
import type { Verifications } from './verifications.ts'
import { fails } from './errors.ts'

interface Data {
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly topups: Topups
  readonly verifications: Verifications
}

type ById = { Params: { id: string } }

/** Another method for one of these paths is 'method_not_allowed', with the list of the allowed methods. */
export function routes (app: FastifyInstance, { tenants, credentials, topups, verifications }: Data) {
  app.post<{ Body: NewKey }>('/v1/api-keys', {
    config: fails('permission_denied'),
    onRequest: adminsOnly,
    schema: { body: NewKey }
  }, async (request, reply) => {
    reply.code(201)
    return credentials.issueKey(tenantOf(request), request.body)
  })

  app.delete<ById>('/v1/api-keys/:id', {
    config: fails('permission_denied', 'not_found'),
    onRequest: adminsOnly
  }, async request => credentials.revokeKey(tenantOf(request), request.params.id))

  app.post<{ Body: NewSession }>('/v1/sessions', {
    config: fails('permission_denied'),
    onRequest: adminsOnly,
    schema: { body: NewSession }
  }, async (request, reply) => {
    reply.code(201)
    return credentials.openSession(callerOf(request), request.body.seconds)
  })

  app.put<{ Body: PlanChoice }>('/v1/plan', {
    config: fails('permission_denied', 'plan_not_found'),
    onRequest: adminsOnly,
    schema: { body: PlanChoice }
  }, async request =>
    tenants.choosePlan(tenantOf(request), request.body.slug))

  app.post<{ Body: NewTopup }>('/v1/topups', {
    config: fails('permission_denied'),
    onRequest: adminsOnly,
    schema: { body: NewTopup }
  }, async (request, reply) => {
    reply.code(201)
    return topups.begin(tenantOf(request), request.body.amount)
  })

  app.get<ById>('/v1/topups/:id', { config: fails('not_found') }, async request => topups.read(tenantOf(request), request.params.id))

  app.get('/v1/balance', {
    config: { ...fails(), rateLimit: budgets.small }
  }, async request => ({ balance: tenantOf(request).balance }))

  app.post<{ Body: NewVerification }>('/v1/verifications', {
    config: fails('permission_denied', 'insufficient_balance'),
    onRequest: adminsOnly,
    schema: { body: NewVerification }
  }, async (request, reply) => {
    reply.code(201)
    return verifications.start(callerOf(request), request.body)
  })

  app.get<ById>('/v1/verifications/:id', {
    config: fails('verification_not_found')
  }, async request => verifications.read(callerOf(request), request.params.id))

  app.post<ById & { Body: SubmittedCheck }>('/v1/verifications/:id/checks', {
    config: fails('verification_not_found', 'check_not_required', 'dependency_unavailable'),
    schema: { body: SubmittedCheck }
  }, async request =>
    verifications.submit(callerOf(request), request.params.id, request.body.check))

  app.post<ById>('/v1/verifications/:id/cancel', {
    config: fails('permission_denied', 'verification_not_found', 'verification_not_cancelable'),
    onRequest: adminsOnly
  }, async request =>
    verifications.cancel(callerOf(request), request.params.id))

  app.get<ById>('/v1/verifications/:id/report', {
    config: fails('verification_not_found')
  }, async request => verifications.report(callerOf(request), request.params.id))
}

function callerOf (request: FastifyRequest): Caller {
  return request.getDecorator<Caller>('caller')
}

function tenantOf (request: FastifyRequest) {
  return callerOf(request).tenant
}

async function adminsOnly (request: FastifyRequest) {
  checkAdmin(callerOf(request))
}
