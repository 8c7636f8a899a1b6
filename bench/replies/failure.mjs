import { request } from './request.mjs'
import { byHand, withCatalog, withFastify } from './servers.mjs'

const message = 'The invoice is locked by a running payment.'
const invoiceLocked = { status: 409, message, details: { invoice_id: 'string' } }
const catalog = { extends: 'http', codes: { invoice_locked: invoiceLocked } }

const path = '/invoices/:id'
const bodyOf = (request, id) => ({ error: { code: 'invoice_locked', message, request_id: request.id, details: { invoice_id: id } } })
const textOf = (request, id) => `{"error":{"code":"invoice_locked","message":"${message}","request_id":"${request.id}","details":{"invoice_id":"${id}"}}}`

class InvoiceLocked extends Error {
  constructor (invoiceId) {
    super(message)
    this.invoiceId = invoiceId
    this.statusCode = 409
  }
}

/** A hand-written error handler, for the errors of any library. `toError` is created from the server. */
const withErrorHandler = (prepare, toHandler = toAsync) => withFastify(async app => {
  const toError = await prepare(app)
  app.setErrorHandler((error, request, reply) => byHand(request, reply, 409).send(bodyOf(request, error.invoiceId)))
  app.get(path, toHandler(toError))
})
const toSync = toError => request => { throw toError(request.params.id) }
const toAsync = toError => async request => { throw toError(request.params.id) }
const toAwaiting = toError => async request => {
  await undefined
  throw toError(request.params.id)
}

const own = () => id => new InvoiceLocked(id)
const fromBoom = async () => {
  const { default: boom } = await import('@hapi/boom')
  return id => Object.assign(boom.conflict(message), { invoiceId: id })
}
const fromFastifyError = async () => {
  const { default: createError } = await import('@fastify/error')
  const Locked = createError('INVOICE_LOCKED', message, 409)
  return id => Object.assign(new Locked(), { invoiceId: id })
}
const fromSensible = async app => {
  await app.register(import('@fastify/sensible'))
  return id => Object.assign(app.httpErrors.conflict(message), { invoiceId: id })
}

const ours = toHandler => withCatalog((app, exported) => { app.get(path, toHandler(exported)) }, catalog)
const thrown = toHandler => ours(({ CatalogError }) => toHandler(id => new CatalogError('invoice_locked', { invoice_id: id })))
const fail = (request, reply) => reply.fail('invoice_locked', { invoice_id: request.params.id })

/** @returns a server whose catalog has this many more codes. */
const among = count => async options => {
  const { catalogOf } = await import('../scale/catalogs.mjs')
  const { codes } = catalogOf(count)
  return withCatalog(app => { app.get(path, (request, reply) => { fail(request, reply) }) }, { extends: 'http', codes: { ...codes, invoice_locked: invoiceLocked } })(options)
}

const asked = { request: request('GET', '/invoices/in_42'), status: 409 }

export const failure = {
  failure: {
    ...asked,
    other: ['fastify-http-errors-enhanced'],
    variants: {
      'string by hand': withFastify(app => { app.get(path, (request, reply) => { byHand(request, reply, 409).send(textOf(request, request.params.id)) }) }),
      'object by hand': withFastify(app => { app.get(path, (request, reply) => { byHand(request, reply, 409).send(bodyOf(request, request.params.id)) }) }),
      'reply.fail': ours(() => (request, reply) => { fail(request, reply) }),
      'reply.fail, async': ours(() => async (request, reply) => fail(request, reply)),
      'return CatalogError, async': ours(({ CatalogError }) => async request => new CatalogError('invoice_locked', { invoice_id: request.params.id })),
      'throw CatalogError, sync': thrown(toSync),
      'throw CatalogError, async': thrown(toAsync),
      'throw CatalogError, after an await': thrown(toAwaiting),
      'throw to setErrorHandler, sync': withErrorHandler(own, toSync),
      'throw to setErrorHandler, async': withErrorHandler(own),
      'throw to setErrorHandler, after an await': withErrorHandler(own, toAwaiting),
      '@fastify/error': withErrorHandler(fromFastifyError),
      '@hapi/boom': withErrorHandler(fromBoom),
      '@fastify/sensible': withErrorHandler(fromSensible),
      // This variant sends another body: the library can only change all of it. It throws an error of this library, as its README shows.
      'fastify-http-errors-enhanced': withFastify(async app => {
        const { ConflictError } = await import('http-errors-enhanced')
        await app.register(import('fastify-http-errors-enhanced'), { hideUnhandledErrors: true })
        app.get(path, toAsync(id => new ConflictError(message, { invoice_id: id })))
      })
    }
  },
  codes: { ...asked, variants: { '100 codes': among(100), '10,000 codes': among(10_000) } }
}
