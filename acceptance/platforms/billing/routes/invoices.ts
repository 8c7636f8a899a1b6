import type { FastifyInstance } from 'fastify'
import { DocumentQuery, InvoiceChanges, Line, NewInvoice } from '../bodies.ts'
import { needs, tenantOf, type ById } from '../caller.ts'
import type { Domain } from '../domain.ts'
import { toDocument } from '../documents.ts'
import { inArea, missing } from '../errors.ts'

export async function invoiceRoutes (app: FastifyInstance, { invoices }: Domain) {
  app.addHook('onRequest', needs('invoices'))

  app.post<{ Body: NewInvoice }>('/v1/invoices', {
    config: inArea('not_found'),
    schema: { body: NewInvoice }
  }, async (request, reply) => {
    reply.code(201)
    return invoices.create(tenantOf(request), request.body)
  })

  app.get<ById>('/v1/invoices/:id', {
    config: inArea(...missing)
  }, async request => invoices.read(tenantOf(request), request.params.id))

  app.patch<ById & { Body: InvoiceChanges }>('/v1/invoices/:id', {
    config: inArea(...missing, 'invoice.locked'),
    schema: { body: InvoiceChanges }
  }, async request =>
    invoices.change(tenantOf(request), request.params.id, request.body))

  app.delete<ById>('/v1/invoices/:id', { config: inArea(...missing, 'invoice.locked') }, async (request, reply) => {
    invoices.remove(tenantOf(request), request.params.id)
    return reply.code(204).send()
  })

  app.post<ById & { Body: Line }>('/v1/invoices/:id/lines', {
    config: inArea(...missing, 'invoice.locked'),
    schema: { body: Line }
  }, async request =>
    invoices.addLine(tenantOf(request), request.params.id, request.body))

  app.post<ById>('/v1/invoices/:id/recompute-tax', {
    config: inArea(...missing, 'invoice.locked', 'tax.address_required', 'tax.engine_unavailable')
  }, async request => invoices.recomputeTax(tenantOf(request), request.params.id))

  app.post<ById>('/v1/invoices/:id/finalize', {
    config: inArea(
      ...missing, 'invoice.locked', 'invoice.cannot_finalize_empty',
      'invoice.tax_recompute_required', 'tax.address_required', 'tax.engine_unavailable'
    )
  }, async request => invoices.finalize(tenantOf(request), request.params.id))

  app.post<ById>('/v1/invoices/:id/void', {
    config: inArea(...missing, 'invoice.cannot_void_paid')
  }, async request => invoices.void(tenantOf(request), request.params.id))

  app.get<ById>('/v1/invoices/:id/total', {
    config: inArea(...missing)
  }, async request => invoices.total(tenantOf(request), request.params.id))

  app.get<ById & { Querystring: DocumentQuery }>('/v1/invoices/:id/document', {
    config: inArea(...missing, 'unavailable'),
    schema: { querystring: DocumentQuery }
  }, async request => {
    const invoice = invoices.read(tenantOf(request), request.params.id)
    return { document: await toDocument(invoice, request.query.format) }
  })
}
