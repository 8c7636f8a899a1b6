import { promisify } from 'node:util'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TopupPaid } from './bodies.ts'
import type { Credentials } from './credentials.ts'
import type { Tenants } from './tenants.ts'
import { checkSignature, type Topups } from './topups.ts'

interface Data {
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly topups: Topups
}

/** Routes without an API key: a tenant that signs up has none yet, and a webhook is signed instead. */
export function openRoutes (app: FastifyInstance, { tenants, credentials, topups }: Data) {
  app.post('/v1/tenants', { config: { errors: [] } }, async (request, reply) => {
    reply.code(201)
    return credentials.issueKey(tenants.signUp(), { mode: 'test', role: 'admin' })
  })

  app.register(async webhooks => {
    // The signature covers the bytes, so they are checked before the body is parsed.
    const parse = promisify<FastifyRequest, string, unknown>(app.getDefaultJsonParser('error', 'error') as never)
    webhooks.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
      checkSignature(bytes, request.headers['aio-signature'])
      return parse(request, bytes.toString())
    })
    webhooks.post<{ Body: TopupPaid }>('/webhooks/aio', {
      config: { errors: ['invalid_signature', 'topup_not_found'] },
      schema: { body: TopupPaid }
    }, async request => topups.paid(request.body.topup))
  })
}
