import type { FastifyInstance } from 'fastify'
import { budgets } from '../../../budgets.ts'
import { NewToken, Rotation, StepUp } from '../bodies.ts'
import { needs, needsAal2, principalOf, tenantOf, type ById } from '../caller.ts'
import { checkTenant } from '../tenants.ts'
import type { Token, Tokens } from '../tokens.ts'
import { fails, aal2 } from '../errors.ts'

export async function tokenRoutes (app: FastifyInstance, { tokens }: { tokens: Tokens }) {
  app.get('/v1/scopes', {
    config: { ...fails(), rateLimit: budgets.small }
  }, async request => ({ scopes: principalOf(request).scopes }))

  app.get<{ Params: { tenant: string } }>('/v1/tenants/:tenant', {
    config: fails('auth.tenant_mismatch')
  }, async request => checkTenant(tenantOf(request), request.params.tenant))

  app.post<{ Body: StepUp }>('/v1/step-up', { config: fails('auth.aal2_required'), schema: { body: StepUp } }, async request => {
    const { aal2Ends } = tokens.stepUp(principalOf(request), request.body)
    return { aal2_ends: new Date(aal2Ends ?? 0).toISOString() }
  })

  const guarded = { onRequest: [needs('tokens'), needsAal2] }

  app.post<{ Body: NewToken }>('/v1/tokens', {
    ...guarded,
    config: fails(...aal2),
    schema: { body: NewToken }
  }, async (request, reply) => {
    reply.code(201)
    return told(tokens.issue(principalOf(request), request.body))
  })

  app.post<ById & { Body: Rotation }>('/v1/tokens/:id/rotate', {
    ...guarded,
    config: fails(...aal2, 'not_found'),
    schema: { body: Rotation }
  }, async request =>
    told(tokens.rotate(principalOf(request), request.params.id, request.body)))

  app.delete<ById>('/v1/tokens/:id', { ...guarded, config: fails(...aal2, 'not_found') }, async request => {
    const { id } = tokens.revoke(principalOf(request), request.params.id)
    return { id }
  })
}

/** The only response that shows the token. */
function told ({ id, secret, scopes }: Token) {
  return { id, token: secret, scopes }
}
