import type { FastifyInstance, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { firstOf, routesOf, type RouteContext } from '../server/forPlugins.ts'
import type { Place } from './claim.ts'
import { addKeys, kKeyed, kTakesKeys, putFirst } from './keyedRoute.ts'
import { toRouteSettings, toSettings, type IdempotencyOptions, type RouteIdempotency } from './options.ts'
import { createRenewals } from './renewals.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: the route ignores keys. An object: options that override those of the registration. */
    idempotency?: false | RouteIdempotency
  }
}

const kPlace = Symbol('fastify-error-catalog.idempotency.place')

type Scoped = FastifyInstance & { [kPlace]?: Place }

async function registerKeys (app: FastifyInstance, options: IdempotencyOptions) {
  const place: Place = { settings: toSettings(options), prefix: app.prefix, renewals: createRenewals() }
  if (Object.hasOwn(app, kPlace)) {
    throw new Error(`fastify-error-catalog/idempotency is registered twice in the scope "${app.prefix || '/'}": ` +
      'remove one, or register the second inside app.register(async scope => …)')
  }
  app.decorate(kPlace as unknown as string, place)
  if (!app.hasRequestDecorator(kKeyed)) app.decorateRequest(kKeyed as unknown as string, null)
  app.addHook('onRoute', function (this: Scoped, route: RouteOptions) {
    // The hook of an outer registration also sees the routes of an inner one.
    if (this[kPlace] === place) addTo(route, place)
  })
  app.addHook('onReady', async () => {
    const routes = routesOf(app).filter(({ server }) => (server as Scoped)[kPlace] === place)
    checkEarlyRoutes(routes, app.prefix)
    routes.filter(takesKeys).forEach(putFirst)
  })
  app.addHook('onClose', async () => place.renewals.close())
}

/** Safe methods: they ignore keys (RFC 9110, section 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])

/** Idempotent methods (RFC 9110, section 9.2.2): they take keys if the route sets `config.idempotency`. */
const repeatable = new Set(['PUT', 'DELETE'])

/** The methods of a route that take keys. */
function unsafeMethods (method: string | readonly string[], own: false | RouteIdempotency | undefined): ReadonlySet<string> {
  const methods = [method].flat().map(method => method.toUpperCase())
  return new Set(own === false ? [] : methods.filter(method => !safe.has(method) && (own !== undefined || !repeatable.has(method))))
}

function addTo (route: RouteOptions, place: Place) {
  const own = route.config?.idempotency
  const unsafe = unsafeMethods(route.method, own)
  if (own === false) return
  const title = `${[route.method].flat().join(', ')} ${route.url}`
  const settings = own === undefined ? place.settings : toRouteSettings(place.settings, own, title)
  if (unsafe.size > 0) addKeys(route, unsafe, { ...place, settings })
  // Fastify adds HEAD for each GET, with its config.
  else if (own !== undefined) throw new TypeError(`config.idempotency of ${title} has no effect: the method changes nothing`)
}

type Config = RouteContext['config'] & { readonly idempotency?: false | RouteIdempotency, readonly [kTakesKeys]?: true }

function takesKeys ({ config }: RouteContext): boolean {
  return (config as Config)[kTakesKeys] === true
}

/** @throws for routes that were added before the plugin: they would silently ignore keys. */
function checkEarlyRoutes (routes: readonly RouteContext[], prefix: string) {
  const early = routes.filter(route =>
    !takesKeys(route) && unsafeMethods(route.config.method, (route.config as Config).idempotency).size > 0)
  if (early.length === 0) return
  const names = early.map(({ config: { method, url } }) => `${[method].flat().join(', ')} ${url}`)
  throw new Error(`fastify-error-catalog/idempotency was registered after ${names.join('; ')}, ` +
    'which would run again for the same Idempotency-Key: ' +
    `write "await app.register(idempotency, …)" before the routes of the scope "${prefix || '/'}", ` +
    'or set config: { idempotency: false } on a route that takes no keys')
}

/** The plugin: a request of POST or PATCH runs once for each `Idempotency-Key`. */
export const idempotency = fastifyPlugin(
  async (app: FastifyInstance, options: IdempotencyOptions) => await firstOf(app, 'idempotency', registerKeys)(app, options),
  { name: 'fastify-error-catalog-idempotency', fastify: '5.x', dependencies: ['fastify-error-catalog'] }
)
