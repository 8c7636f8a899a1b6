import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CatalogError } from '../../../src/index.ts'
import { budgets } from '../../budgets.ts'
import { NewVerification } from './bodies.ts'
import type { Caller } from './toCaller.ts'
import type { Verifications } from './verifications.ts'

interface Data {
  readonly verifications: Verifications
}

type ById = { Params: { id: string } }

export function routes (app: FastifyInstance, { verifications }: Data) {
  app.post<{ Body: NewVerification }>('/v1/verifications', { onRequest: adminsOnly, schema: { body: NewVerification } }, async (request, reply) => {
    reply.code(201)
    return verifications.start(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/verifications/:id', async request => verifications.read(tenantOf(request), request.params.id))

  app.post<ById>('/v1/verifications/:id/cancel', { onRequest: adminsOnly }, async request =>
    verifications.cancel(tenantOf(request), request.params.id))

  app.get<ById>('/v1/verifications/:id/report', async request => verifications.report(tenantOf(request), request.params.id))

  app.get('/v1/balance', { config: { rateLimit: budgets.small } }, async request => ({ balance: tenantOf(request).balance }))
}

function tenantOf (request: FastifyRequest) {
  return request.getDecorator<Caller>('caller').tenant
}

async function adminsOnly (request: FastifyRequest) {
  if (request.getDecorator<Caller>('caller').role !== 'admin') throw new CatalogError('permission_denied')
}
