import Fastify from 'fastify'
import errorCatalog, { CatalogError, serverOptions } from '../src/index.ts'

const invoices = new Map(['draft', 'sent', 'paid'].map((state, index) => [`inv_${index}`, { id: `inv_${index}`, state }]))

const app = Fastify({ logger: true, ...serverOptions() })
await app.register(errorCatalog, { catalog: new URL('./invoices.yaml', import.meta.url) })

app.delete<{ Params: { id: string } }>('/invoices/:id', async (request, reply) => {
  const invoice = invoices.get(request.params.id)
  if (invoice === undefined) return reply.fail('invoice_not_found', { invoiceId: request.params.id })
  if (invoice.state !== 'draft') throw new CatalogError('invoice_locked', { invoiceId: invoice.id, state: invoice.state })
  invoices.delete(invoice.id)
  return invoice
})

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })

// DELETE /invoices/inv_0
// 200 {"id":"inv_0","state":"draft"}
//
// DELETE /invoices/inv_2
// 409 {"error":{"code":"invoice_locked","message":"Invoice inv_2 is paid and can no longer change.","request_id":"req-1","details":{"invoiceId":"inv_2","state":"paid"}}}
//
// DELETE /invoices/inv_9
// 404 {"error":{"code":"invoice_not_found","message":"Invoice inv_9 does not exist.","request_id":"req-1","details":{"invoiceId":"inv_9"}}}
