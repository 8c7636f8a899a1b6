import type { FastifyInstance } from 'fastify'
import { NewMerchant } from '../bodies.ts'
import type { Domain } from '../domain.ts'

/** A merchant who signs up has no credentials yet. */
export async function merchantRoutes (app: FastifyInstance, { actors, workspaces }: Domain) {
  app.post<{ Body: NewMerchant }>('/v1/merchants', {
    config: { errors: ['restricted_jurisdiction'] },
    schema: { body: NewMerchant }
  }, async (request, reply) => {
    reply.code(201)
    const workspace = workspaces.signUp(request.body)
    return { ...workspace, session: actors.signIn(workspace.id).secret }
  })
}
