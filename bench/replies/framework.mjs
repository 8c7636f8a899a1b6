// Responses of Fastify and its plugins.
import { addQuota } from './real.mjs'
import { request } from './request.mjs'
import { byHand, withCatalog, withFastify, withHeaders } from './servers.mjs'

const own = ["Fastify's own", "Fastify's own, same headers"]
const nothing = () => {}
const addRoute = app => { app.get('/invoices/:id', async () => 'ok') }
const limited = async app => {
  await app.register(import('@fastify/rate-limit'), { max: 1, timeWindow: 3_600_000 })
  addRoute(app)
}

/** The same, which also sends the limit in the IETF fields, as the plugin does. */
const limitedWithQuota = async app => {
  await limited(app)
  app.addHook('onSend', (request, reply, payload, done) => {
    addQuota(request, reply)
    done(null, payload)
  })
}

const textOf = (code, message, request) => `{"error":{"code":"${code}","message":"${message}","request_id":"${request.id}"}}`
const notFound = app => {
  app.setNotFoundHandler((request, reply) => { byHand(request, reply, 404).send(textOf('not_found', 'The requested resource does not exist.', request)) })
}
const notAllowed = app => {
  addRoute(app)
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/invoices/:id',
    handler (request, reply) {
      byHand(request, reply, 405).header('allow', 'GET, HEAD').send(textOf('method_not_allowed', 'This resource does not support the request method.', request))
    }
  })
}

export const framework = {
  404: {
    request: request('GET', '/nothing/at/all'),
    status: 404,
    other: own,
    variants: { "Fastify's own": withFastify(nothing), "Fastify's own, same headers": withHeaders(nothing), 'string by hand': withFastify(notFound), ours: withCatalog(nothing) }
  },
  405: {
    request: request('DELETE', '/invoices/in_42'),
    // Fastify itself sends a 404.
    status: { "Fastify's own": 404, "Fastify's own, same headers": 404, 'string by hand': 405, ours: 405 },
    other: own,
    variants: { "Fastify's own": withFastify(addRoute), "Fastify's own, same headers": withHeaders(addRoute), 'string by hand': withFastify(notAllowed), ours: withCatalog(addRoute) }
  },
  429: {
    request: request('GET', '/invoices/in_42'),
    status: 429,
    used: 1,
    other: ["the plugin's own", "the plugin's own, same headers"],
    variants: { "the plugin's own": withFastify(limited), "the plugin's own, same headers": withHeaders(limitedWithQuota), ours: withCatalog(limited) }
  }
}
