// Each variant imports its libraries itself, so that a server never pays for libraries of another variant.
import Fastify from 'fastify'

const loggerOf = ({ logger }) => logger === true && { level: 'info', stream: { write () {} } }

/** Fastify in a usual setup that accepts the client's request id. */
export function bare (options) {
  return Fastify({ logger: loggerOf(options), requestIdHeader: 'x-request-id' })
}

export const json = 'application/json; charset=utf-8'

/** The headers of the catalog's failures. */
export function byHand (request, reply, status) {
  return reply.code(status).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.id).type(json)
}

/** Create a server: register `plugins` (names of packages, or functions of the server) on a bare one, then call `prepare`. */
export function withFastify (prepare, plugins = []) {
  return async options => {
    const app = bare(options)
    await use(app, plugins)
    await prepare(app)
    return app
  }
}

async function use (app, plugins) {
  for (const plugin of plugins) {
    if (typeof plugin === 'function') await plugin(app)
    else await app.register(import(plugin))
  }
}

/** The same, with the headers of the catalog's failures on all responses, also on Fastify's own. */
export function withHeaders (prepare) {
  return withFastify(async app => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.id)
      done()
    })
    await prepare(app)
  })
}

/** A server with the plugin, and then `plugins`. `prepare` gets the exports of the package. */
export function withCatalog (prepare, catalog, plugins = [], options = {}) {
  return async ({ logger }) => {
    const { errorCatalog, ...exported } = await import('../../dist/esm/index.js')
    const app = Fastify({ logger: loggerOf({ logger }) })
    await app.register(errorCatalog, { catalog, ...options })
    await use(app, plugins)
    await prepare(app, exported)
    return app
  }
}
