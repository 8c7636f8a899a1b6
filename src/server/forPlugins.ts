// What plugins of this package that stand above the server may use of it; test/architecture.test.ts checks that they use nothing else.
export { rootOf, routesOf, type RouteContext } from './fastify/internals.ts'
export { safeLog } from './fastify/safeLog.ts'
export { isFromObject, markReplayed } from './hooks.ts'
export { failureOf } from './reply/answer.ts'
export { languagesFor } from './reply/negotiate.ts'
export { routeErrors } from './routes/routeErrors.ts'
export { findScope, scopeOf, setDocs, type Scope } from './scope/scope.ts'
