import { isAbsolute } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { rootOf, routesOf } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'

/** Fastify names a function without a name by its first two lines: more characters are cut. */
const maxPreview = 80

/**
 * When the server is ready, warn about a registration without any route: the plugin around it keeps the catalog to itself.
 *
 * A registration at the root covers at least unmatched routes.
 */
export function warnWithoutRoutes (app: FastifyInstance) {
  if (app === rootOf(app)) return
  const isBelow = (server: FastifyInstance) => server === app || Object.prototype.isPrototypeOf.call(app, server)
  let hasRoutes = false
  app.addHook('onRoute', () => { hasRoutes = true })
  app.addHook('onReady', done => {
    if (!hasRoutes && !routesOf(app).some(({ server }) => isBelow(server))) warn(app)
    done()
  })
}

function warn (app: FastifyInstance) {
  // The first name is that of the plugin, the others are those of plugins that share its scope.
  const [plugin = ''] = app.pluginName.split(' -> ')
  const name = plugin.length <= maxPreview || isAbsolute(plugin) ? plugin : `${plugin.slice(0, maxPreview)}…`
  safeLog(app, 'warn', { plugin: name, prefix: app.prefix },
    `fastify-error-catalog covers no route: it is registered inside of the plugin "${name}", which has no routes. ` +
    'Write "export default fastifyPlugin(async app => { await app.register(errorCatalog, …) })" there, ' +
    'with the package fastify-plugin, or add the routes in that plugin')
}
