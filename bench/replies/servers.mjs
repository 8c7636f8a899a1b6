// What each variant needs is imported by it alone: what a server does not load must not cost it anything.
import Fastify from 'fastify'

const loggerOf = ({ logger }) => logger === true && { level: 'info', stream: { write () {} } }

/** Fastify as somebody sets it up who takes the client's request id over. */
export function bare (options) {
  return Fastify({ logger: loggerOf(options), requestIdHeader: 'x-request-id' })
}

export const json = 'application/json; charset=utf-8'

/** The headers that the catalog's failures have. */
export function byHand (request, reply, status) {
  return reply.code(status).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.id).type(json)
}

/** A server that `prepare` makes of a bare one, after `plugins`: names of packages, or functions of the server. */
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

/** The same, which sends the headers of the catalog's failures with all it answers: what Fastify says by itself has them then. */
export function withHeaders (prepare) {
  return withFastify(async app => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.id)
      done()
    })
    await prepare(app)
  })
}

/** A server with the plugin, and after it `plugins`. `prepare` is given what the package exports. */
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
