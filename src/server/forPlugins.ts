import { copyOf } from './fastify/copies.ts'
import type { Copy } from './plugin.ts'

// The server's exports for plugins of this package; test/architecture.test.ts checks that plugins import nothing else.
export { firstOf } from './fastify/copies.ts'
export { rootOf, routesOf, type RouteContext } from './fastify/internals.ts'
export { channelName, type FailureMessage } from './reply/notify.ts'
export { safeLog } from './fastify/safeLog.ts'
export { languagesFor } from './reply/negotiate.ts'
export { routeErrors } from './routes/routeErrors.ts'
export type { Scope } from './scope/scope.ts'

// State is in the copy of the package that serves the server, which may be another than this one.
const copyAt = ({ server }: { readonly server: object }) => copyOf<Copy>(server) as Copy

/** The scope of an instance, or nothing where no catalog is registered. */
export const findScope: Copy['findScope'] = app => copyOf<Copy>(app)?.findScope(app)
export const scopeOf: Copy['scopeOf'] = request => copyAt(request).scopeOf(request)
export const implyRoles: Copy['implyRoles'] = (route, roles) => copyOf<Copy>(route.config)?.implyRoles(route, roles)
export const failureOf: Copy['failureOf'] = reply => copyAt(reply).failureOf(reply)
export const isFromObject: Copy['isFromObject'] = reply => copyAt(reply).isFromObject(reply)
export const markReplayed: Copy['markReplayed'] = (reply, source) => copyAt(reply).markReplayed(reply, source)
