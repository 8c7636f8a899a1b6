import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import errorCatalog, { type ErrorCatalogOptions } from 'fastify-error-catalog'
import { catalog } from '../../test/server/openapi/catalog.ts'

export const envelopes = ['nested', 'kyc', 'billing', 'settlement', 'merchant', 'cards', 'rfc9457', 'jsend', 'jsonapi', 'google']

const Invoice = {
  type: 'object',
  description: 'An invoice.',
  required: ['id', 'total'],
  properties: { id: { type: 'string' }, total: { type: 'integer' } }
}

/** The document of a small API that sends most codes of a catalog, as `@fastify/swagger` returns it. */
export async function documentOf (openapi: string, envelope: string, options: ErrorCatalogOptions = {}): Promise<Record<string, unknown>> {
  const app = Fastify()
  await app.register(errorCatalog, { catalog: { ...catalog, envelope }, ...options })
  const info = { title: 'Invoices', version: '1.0.0', description: 'An API.', license: { name: 'MIT', url: 'https://opensource.org/license/mit' }, contact: { name: 'Support', url: 'https://example.com/support' } }
  const tags = [{ name: 'invoices', description: 'Invoices of a tenant.' }]
  await app.register(swagger, {
    openapi: { openapi, info, tags, servers: [{ url: 'https://api.acme.test' }], security: [{ bearer: [] }], components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } }
  })
  const about = (operationId: string) => ({ operationId, summary: operationId, description: operationId, tags: ['invoices'] })
  const params = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }
  const body = { type: 'object', required: ['total'], properties: { total: { type: 'integer' } } }
  app.get('/invoices/:id', { schema: { ...about('readInvoice'), params, response: { 200: Invoice } }, config: { errors: ['not_found', 'key_revoked', 'key_expired'] } }, async () => ({}))
  app.post('/invoices', { schema: { ...about('createInvoice'), body, response: { 201: Invoice } }, config: { errors: ['payment_required', 'tax.not-ready', 'quota_used', 'rate_limited', 'key_revoked'] } }, async () => ({}))
  app.patch('/invoices/:id', { schema: { ...about('changeInvoice'), params, body, response: { 200: Invoice } }, config: { errors: ['not_found', 'invoice_locked', 'invoice_paid', 'invoice_void'] } }, async () => ({}))
  app.delete('/invoices/:id', { schema: { ...about('deleteInvoice'), params, response: { 204: { type: 'null', description: 'Deleted.' } } }, config: { errors: ['not_found', 'invoice_locked', 'method_not_allowed'] } }, async (_request, reply) => reply.code(204).send())
  await app.ready()
  const document = app.swagger() as unknown as Record<string, unknown>
  await app.close()
  return structuredClone(document)
}
