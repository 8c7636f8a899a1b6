// What is compared. Variants of one group answer the same request with the same bytes.
import createError from '@fastify/error'
import rateLimit from '@fastify/rate-limit'
import sensible from '@fastify/sensible'
import boom from '@hapi/boom'
import Fastify from 'fastify'
import enhanced from 'fastify-http-errors-enhanced'
import errorCatalog, { CatalogError, defineCatalog } from '../../dist/esm/index.js'

const id = '0197f1c2-6b1f-7d6c-9c57-2f6a1b7d9e01'

/** A request as a client of HTTP writes it, on a connection that stays open. */
const request = (method, path, body) => Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: ${id}\r\n` +
  (body === undefined ? '\r\n' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`))

const fail = request('GET', '/invoices/in_42')
const order = request('POST', '/orders', '{"amount":"twelve"}')
const orderSchema = { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } }

export const catalog = defineCatalog({
  extends: 'http',
  codes: { invoice_locked: { status: 409, message: 'The invoice is locked by a running payment.', details: { invoice_id: 'string' } } }
})

const json = 'application/json; charset=utf-8'
const message = 'The invoice is locked by a running payment.'
const bodyOf = (request, invoice_id) => ({ error: { code: 'invoice_locked', message, request_id: request.id, details: { invoice_id } } })
const textOf = (request, invoiceId) => `{"error":{"code":"invoice_locked","message":"${message}","request_id":"${request.id}","details":{"invoice_id":"${invoiceId}"}}}`

/** Fastify as somebody sets it up who takes the client's request id over and sends it back. */
function bare ({ logger }) {
  return Fastify({ logger: logger === true && { level: 'info', stream: { write () {} } }, requestIdHeader: 'x-request-id' })
}

const withHandler = handler => options => {
  const app = bare(options)
  app.get('/invoices/:id', handler)
  return app
}

/** The headers that the catalog's failures have. */
const byHand = (request, reply) => reply.code(409).header('cache-control', 'no-store').header('x-request-id', request.id).type(json)

/** A hand-written handler of errors, for errors of whichever library. */
const withErrorHandler = (raise, prepare = () => {}, isAsync = true) => options => {
  const app = bare(options)
  prepare(app)
  app.setErrorHandler((error, request, reply) => byHand(request, reply).send(bodyOf(request, error.invoiceId)))
  app.get('/invoices/:id', isAsync ? async request => { raise(request.params.id, app) } : request => { raise(request.params.id, app) })
  return app
}

const withCatalog = handler => async options => {
  const app = Fastify({ logger: options.logger === true && { level: 'info', stream: { write () {} } } })
  await app.register(errorCatalog, { catalog: options.catalog ?? catalog })
  handler(app)
  return app
}
const ours = handler => withCatalog(app => { app.get('/invoices/:id', handler) })

class InvoiceLocked extends Error {
  constructor (invoiceId) {
    super(message)
    this.invoiceId = invoiceId
    this.statusCode = 409
  }
}
const Locked = createError('INVOICE_LOCKED', message, 409)
const raise = (error, invoiceId) => { throw Object.assign(error, { invoiceId }) }
const rateLimited = async (app, limit) => {
  await app.register(rateLimit, { max: 1, timeWindow: 3_600_000, ...limit })
  app.get('/invoices/:id', async () => 'ok')
}
const ok = { id: 'in_42', status: 'open', amount: '12.00', currency: 'EUR' }
const validated = app => { app.post('/orders', { schema: { body: orderSchema } }, async () => 'done') }

/** Groups, with the variant that the others are measured against. The others of a `same` group must answer with its bytes. */
export const groups = {
  failure: {
    request: fail,
    status: 409,
    same: true,
    variants: {
      'string, written by hand': withHandler((request, reply) => { byHand(request, reply).send(textOf(request, request.params.id)) }),
      'object, written by hand': withHandler((request, reply) => { byHand(request, reply).send(bodyOf(request, request.params.id)) }),
      'throw to setErrorHandler, sync': withErrorHandler(invoiceId => { throw new InvoiceLocked(invoiceId) }, undefined, false),
      'throw to setErrorHandler, async': withErrorHandler(invoiceId => { throw new InvoiceLocked(invoiceId) }),
      '@fastify/error': withErrorHandler(invoiceId => raise(new Locked(), invoiceId)),
      '@hapi/boom': withErrorHandler(invoiceId => raise(boom.conflict(message), invoiceId)),
      '@fastify/sensible': withErrorHandler((invoiceId, app) => raise(app.httpErrors.conflict(message), invoiceId), app => app.register(sensible)),
      'reply.fail': ours((request, reply) => { reply.fail('invoice_locked', { invoice_id: request.params.id }) }),
      'reply.fail, async': ours(async (request, reply) => reply.fail('invoice_locked', { invoice_id: request.params.id })),
      'return CatalogError, async': ours(async request => new CatalogError('invoice_locked', { invoice_id: request.params.id })),
      'throw CatalogError, sync': ours(request => { throw new CatalogError('invoice_locked', { invoice_id: request.params.id }) }),
      'throw CatalogError, async, before any await': ours(async request => { throw new CatalogError('invoice_locked', { invoice_id: request.params.id }) }),
      'throw CatalogError, async, after an await': ours(async request => {
        await undefined
        throw new CatalogError('invoice_locked', { invoice_id: request.params.id })
      })
    }
  },
  'enhanced failure': {
    request: fail,
    status: 409,
    variants: {
      'string, written by hand': withHandler((request, reply) => { byHand(request, reply).send(textOf(request, request.params.id)) }),
      // Its body is its own: the plugin has no way to another that does not replace all of it.
      'fastify-http-errors-enhanced': options => {
        const app = bare(options)
        app.register(enhanced, { hideUnhandledErrors: true })
        app.get('/invoices/:id', async request => raise(new InvoiceLocked(request.params.id), request.params.id))
        return app
      }
    }
  },
  validation: {
    request: order,
    status: 400,
    variants: {
      "Fastify's own": options => {
        const app = bare(options)
        validated(app)
        return app
      },
      ours: withCatalog(validated)
    }
  },
  404: {
    request: request('GET', '/nothing/at/all'),
    status: 404,
    variants: { "Fastify's own": bare, ours: withCatalog(() => {}) }
  },
  405: {
    request: request('DELETE', '/invoices/in_42'),
    status: { "Fastify's own": 404, ours: 405 },
    variants: { "Fastify's own": withHandler(async () => 'ok'), ours: ours(async () => 'ok') }
  },
  429: {
    request: fail,
    status: 429,
    used: 1,
    variants: {
      "the plugin's own": async options => {
        const app = bare(options)
        await rateLimited(app)
        return app
      },
      ours: async options => {
        const app = await withCatalog(() => {})(options)
        await rateLimited(app)
        return app
      }
    }
  },
  success: {
    request: fail,
    status: 200,
    same: true,
    variants: {
      without: withHandler((request, reply) => { reply.header('x-request-id', request.id).send(ok) }),
      with: ours((request, reply) => { reply.send(ok) })
    }
  },
  'bare success': {
    request: fail,
    status: 200,
    variants: {
      without: withHandler((request, reply) => { reply.send(ok) }),
      with: ours((request, reply) => { reply.send(ok) })
    }
  }
}
