// Failures with the options that add cost: nested details, negotiation, languages, links, limits, keys.
import { addId } from './real.mjs'
import { request } from './request.mjs'
import { byHand, withCatalog, withFastify } from './servers.mjs'

const message = 'The invoice is locked by a running payment.'
const path = '/invoices/:id'
const locked = { status: 409, message, details: { invoice_id: 'string' } }
const catalog = { extends: 'http', codes: { invoice_locked: locked } }
const textOf = (request, text = message) =>
  `{"error":{"code":"invoice_locked","message":"${text}","request_id":"${request.id}","details":{"invoice_id":"${request.params.id}"}}}`
const fail = app => { app.get(path, (request, reply) => { reply.fail('invoice_locked', { invoice_id: request.params.id }) }) }
const asked = headers => ({ request: request('GET', '/invoices/in_42', undefined, headers), status: 409 })

const lines = Array.from({ length: 20 }, (_, index) => ({ sku: `sku_${index}`, count: index, price: { amount: `${index}.00`, currency: 'EUR' } }))
const nested = { extends: 'http', codes: { lines_locked: { status: 409, message, details: { lines: '{ sku: string, count: integer, price: { amount: string, currency: string } }[]' } } } }
const nestedOf = request => ({ error: { code: 'lines_locked', message, request_id: request.id, details: { lines } } })

const problemOf = request => ({
  type: 'about:blank', title: 'Conflict', status: 409, detail: message, instance: request.url, code: 'invoice_locked', request_id: request.id, invoice_id: request.params.id
})
/** Negotiation by hand, with the library that the plugin uses. */
const negotiated = async app => {
  const { default: Negotiator } = await import('negotiator')
  app.get(path, (request, reply) => {
    const type = new Negotiator(request).mediaType(['application/json', 'application/problem+json'])
    byHand(request, reply, 409).header('vary', 'Accept')
    if (type === 'application/problem+json') reply.serializer(String).header('content-type', type).send(JSON.stringify(problemOf(request)))
    else reply.send(textOf(request))
  })
}
const negotiate = accept => ({
  ...asked(`Accept: ${accept}\r\n`),
  variants: { 'by hand, same library': withFastify(negotiated), 'reply.fail': withCatalog(fail, { ...catalog, negotiate: true }) }
})

const texts = { en: message, de: 'Eine laufende Zahlung sperrt die Rechnung.', fr: 'Un paiement en cours verrouille la facture.' }
const localised = async app => {
  const { default: Negotiator } = await import('negotiator')
  app.get(path, (request, reply) => {
    const language = new Negotiator(request).language(Object.keys(texts)) ?? 'en'
    byHand(request, reply, 409).header('content-language', language).header('vary', 'Accept-Language').send(textOf(request, texts[language]))
  })
}
const locales = { de: { invoice_locked: texts.de }, fr: { invoice_locked: texts.fr } }

const linked = app => {
  app.get(path, (request, reply) => { byHand(request, reply, 409).header('link', '<https://example.com/errors/invoice_locked>; rel="help"').send(textOf(request)) })
}

const throwBug = app => { app.get(path, async () => { throw new TypeError('invoice.lines is not iterable') }) }
const hidden = app => {
  app.setErrorHandler((error, request, reply) => {
    request.log.error(error)
    byHand(request, reply, 500).send(`{"error":{"code":"internal_error","message":"The request failed for an unexpected reason.","request_id":"${request.id}"}}`)
  })
  throwBug(app)
}

const [most, timeWindow] = [1_000_000_000, 3_600_000]
const plainLimits = app => app.register(import('@fastify/rate-limit'), { global: false })
const limitOf = name => ({ max: most, timeWindow, keyGenerator: () => name })
/** Registered twice: the second of two `app.rateLimit` hooks of one registration does not count. */
const twoLimits = async app => {
  for (const name of ['a', 'b']) await app.register(import('@fastify/rate-limit'), limitOf(name))
  app.get(path, async () => 'done')
}
const ourLimits = (app, { createRateLimits }) => {
  const policies = ['a', 'b'].map(name => ({ name, code: 'rate_limited', ...limitOf(name) }))
  app.get(path, { onRequest: createRateLimits(app, policies) }, async () => 'done')
}

export const options = {
  'details, 20 nested items': {
    ...asked(),
    variants: {
      'object by hand': withFastify(app => { app.get(path, (request, reply) => { byHand(request, reply, 409).send(nestedOf(request)) }) }),
      'reply.fail': withCatalog(app => { app.get(path, (request, reply) => { reply.fail('lines_locked', { lines }) }) }, nested)
    }
  },
  'negotiate, JSON asked': negotiate('application/json'),
  'negotiate, problem+json asked': negotiate('application/problem+json'),
  'three locales': {
    ...asked('Accept-Language: de\r\n'),
    variants: { 'by hand, same library': withFastify(localised), 'reply.fail': withCatalog(fail, { ...catalog, locales }) }
  },
  'docs Link header': { ...asked(), variants: { 'by hand': withFastify(linked), 'reply.fail': withCatalog(fail, { ...catalog, docs: 'https://example.com/errors/{code}' }) } },
  'unexpected 500': {
    ...asked(),
    status: 500,
    other: ["Fastify's own"],
    variants: {
      'hidden by hand': withFastify(hidden),
      "Fastify's own": withFastify(throwBug),
      'hidden by hand, object': withFastify(app => {
        app.setErrorHandler((error, request, reply) => {
          request.log.error(error)
          byHand(request, reply, 500).send({ error: { code: 'internal_error', message: 'The request failed for an unexpected reason.', request_id: request.id } })
        })
        throwBug(app)
      }),
      ours: withCatalog(throwBug)
    }
  },
  'two limits on one route': {
    ...asked(),
    status: 200,
    other: ['ours'],
    variants: { "two of the plugin's own": withFastify(twoLimits, [addId]), ours: withCatalog(ourLimits, undefined, [plainLimits]) }
  }
}
