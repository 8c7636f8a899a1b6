// What plugins of this package that stand above the server may use of it; test/architecture.test.ts checks that they use nothing else.
export { routesOf, type RouteContext } from './fastify/internals.ts'
export { safeLog } from './fastify/safeLog.ts'
export { isFromObject, markReplayed } from './hooks.ts'
export { failureOf } from './reply/answer.ts'
export { scopeOf, type Scope } from './scope/scope.ts'
