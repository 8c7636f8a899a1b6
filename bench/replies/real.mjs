// Failures and successes in servers that have other plugins, a logger, or larger responses.
import { request } from './request.mjs'
import { byHand, withCatalog, withFastify } from './servers.mjs'

const message = 'The invoice is locked by a running payment.'
const path = '/invoices/:id'
const invoice = { id: 'in_42', status: 'open', amount: '12.00', currency: 'EUR' }
const catalog = { extends: 'http', codes: { invoice_locked: { status: 409, message, details: { invoice_id: 'string' } } } }
const full = ['@fastify/helmet', '@fastify/cors', '@fastify/compress']
const onSend = app => { app.addHook('onSend', (request, reply, payload, done) => { done(null, payload) }) }
const limits = app => app.register(import('@fastify/rate-limit'), { max: 1_000_000_000, timeWindow: 3_600_000 })

const nothing = () => {}
const textOf = (request, id) => `{"error":{"code":"invoice_locked","message":"${message}","request_id":"${request.id}","details":{"invoice_id":"${id}"}}}`
const bodyOf = (request, id) => ({ error: { code: 'invoice_locked', message, request_id: request.id, details: { invoice_id: id } } })

class InvoiceLocked extends Error {
  constructor (invoiceId) {
    super(message)
    this.invoiceId = invoiceId
  }
}

/** The ways to fail, with `plugins`. `note` does by hand the other work of the plugin: log a line, set headers. */
const failures = (plugins, note = nothing) => ({
  'string by hand': withFastify(app => {
    app.get(path, (request, reply) => {
      const { id } = request.params
      note(request, reply, id)
      byHand(request, reply, 409).send(textOf(request, id))
    })
  }, plugins),
  'object by hand': withFastify(app => {
    app.get(path, (request, reply) => {
      const { id } = request.params
      note(request, reply, id)
      byHand(request, reply, 409).send(bodyOf(request, id))
    })
  }, plugins),
  'throw to setErrorHandler, after an await': withFastify(app => {
    app.setErrorHandler((error, request, reply) => {
      note(request, reply, error.invoiceId)
      byHand(request, reply, 409).send(bodyOf(request, error.invoiceId))
    })
    app.get(path, async request => {
      await undefined
      throw new InvoiceLocked(request.params.id)
    })
  }, plugins),
  'reply.fail': withCatalog(app => { app.get(path, (request, reply) => { reply.fail('invoice_locked', { invoice_id: request.params.id }) }) }, catalog, plugins),
  'return CatalogError, async': withCatalog((app, { CatalogError }) => {
    app.get(path, async request => new CatalogError('invoice_locked', { invoice_id: request.params.id }))
  }, catalog, plugins),
  'throw CatalogError, after an await': withCatalog((app, { CatalogError }) => {
    app.get(path, async request => {
      await undefined
      throw new CatalogError('invoice_locked', { invoice_id: request.params.id })
    })
  }, catalog, plugins)
})

const logLine = (request, reply, id) => {
  request.log.info({ code: 'invoice_locked', status: 409, requestId: request.id, details: { invoice_id: id } }, message)
}
/** The IETF fields, which the plugin sends next to the fields of @fastify/rate-limit. */
export const addQuota = (request, reply) => {
  const [limit, left, reset] = ['limit', 'remaining', 'reset'].map(name => reply.getHeader(`x-ratelimit-${name}`))
  reply.header('ratelimit-policy', `"default";q=${limit}`).header('ratelimit', `"default";r=${left};t=${reset}`)
}

/** Send the request id with every response, as the plugin does. */
export const addId = app => {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id)
    done(null, payload)
  })
}
const send = app => { app.get(path, (request, reply) => { reply.send(invoice) }) }
const schema = {
  body: {
    type: 'object',
    required: ['customer', 'lines'],
    properties: {
      customer: { type: 'string', minLength: 1 },
      lines: { type: 'array', items: { type: 'object', required: ['sku', 'count'], properties: { sku: { type: 'string' }, count: { type: 'integer', minimum: 1 } } } }
    }
  }
}
const order = JSON.stringify({ customer: 'cu_7', lines: [{ sku: 'a', count: 1 }, { sku: 'b', count: 2 }] })
const addOrder = app => { app.post('/orders', { schema }, async () => 'done') }

const get = (headers = '') => ({ request: request('GET', '/invoices/in_42', undefined, headers), status: 409 })
const browser = 'Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nOrigin: https://example.com\r\n'

export const real = {
  'helmet + cors + compress': { ...get(browser), variants: failures(full) },
  'one onSend hook': { ...get(), variants: failures([onSend]) },
  cookie: { ...get('Cookie: session=0197f1c2; theme=dark\r\n'), variants: failures(['@fastify/cookie']) },
  'rate-limit': { ...get(), variants: failures([limits], addQuota) },
  'logger on': { ...get(), logger: true, variants: failures([], logLine) },
  'success, helmet + cors + compress': {
    ...get(browser),
    status: 200,
    variants: { 'without, id set in a hook': withFastify(send, [addId, ...full]), with: withCatalog(send, undefined, full) }
  },
  'valid request with a body schema': {
    request: request('POST', '/orders', order),
    status: 200,
    variants: { 'without, id set in a hook': withFastify(addOrder, [addId]), with: withCatalog(addOrder) }
  }
}
