import type { FastifyInstance } from 'fastify'
import { DocumentQuery, InvoiceChanges, Line, NewInvoice } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { toDocument } from '../documents.ts'

export async function invoiceRoutes (app: FastifyInstance, { invoices }: Domain) {
  app.addHook('onRequest', needs('invoices'))

  app.post<{ Body: NewInvoice }>('/v1/invoices', { schema: { body: NewInvoice } }, async (request, reply) => {
    reply.code(201)
    return invoices.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/invoices/:id', async request => invoices.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: InvoiceChanges }>('/v1/invoices/:id', { schema: { body: InvoiceChanges } }, async request =>
    invoices.change(tenantOf(request), request.params.id, request.body))

  app.delete<ById>('/v1/invoices/:id', async (request, reply) => {
    invoices.remove(tenantOf(request), request.params.id)
    return reply.code(204).send()
  })

  app.post<ById & { Body: Line }>('/v1/invoices/:id/lines', { schema: { body: Line } }, async request =>
    invoices.addLine(tenantOf(request), request.params.id, request.body))

  app.post<ById>('/v1/invoices/:id/recompute-tax', async request => invoices.recomputeTax(tenantOf(request), request.params.id))

  app.post<ById>('/v1/invoices/:id/finalize', async request => invoices.finalize(tenantOf(request), request.params.id))

  app.post<ById>('/v1/invoices/:id/void', async request => invoices.void(tenantOf(request), request.params.id))

  app.get<ById>('/v1/invoices/:id/total', async request => invoices.total(tenantOf(request), request.params.id))

  app.get<ById & { Querystring: DocumentQuery }>('/v1/invoices/:id/document', { schema: { querystring: DocumentQuery } }, async request => {
    const invoice = invoices.read(tenantOf(request), request.params.id)
    return { document: await toDocument(invoice, request.query.format) }
  })
}
