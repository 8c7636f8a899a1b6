import type { FastifyInstance } from 'fastify'
import { Kyb, NewKey, StepUp } from '../bodies.ts'
import { actorOf, needsPasskey, workspaceOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { fails, writes } from '../errors.ts'

export async function workspaceRoutes (app: FastifyInstance, { actors, workspaces }: Domain) {
  app.get<ById>('/v1/workspaces/:id', {
    config: fails('forbidden')
  }, async request => workspaces.read(actorOf(request), request.params.id))

  app.post<{ Body: Kyb }>('/v1/kyb', {
    config: writes(),
    schema: { body: Kyb }
  }, async request => workspaces.submitKyb(actorOf(request), request.body))

  app.post<{ Body: StepUp }>('/v1/step-up', { config: writes('aal_required'), schema: { body: StepUp } }, async request => {
    const { freshUntil } = actors.stepUp(actorOf(request), request.body)
    return { freshUntil }
  })

  app.post<{ Body: NewKey }>('/v1/api-keys', {
    config: writes('aal_required'),
    onRequest: needsPasskey,
    schema: { body: NewKey }
  }, async (request, reply) => {
    reply.code(201)
    const { id, secret, mode, role } = actors.issue(workspaceOf(request), request.body)
    return { id, key: secret, mode, role }
  })

  app.delete<ById>('/v1/api-keys/:id', { config: writes('aal_required', 'not_found'), onRequest: needsPasskey }, async request => {
    const { id } = actors.revoke(workspaceOf(request), request.params.id)
    return { id }
  })
}
