import type { FastifyInstance } from 'fastify'
import type { Route, Routes } from '../render/pages/pages.ts'
import { findScope, rootOf, routeErrors, routesOf, type Scope } from '../server/forPlugins.ts'

/** The routes of a scope, by the codes that they can send. Call it when the server is ready. */
export function routesByCode (app: FastifyInstance, scope: Scope): (code: string) => Routes {
  const own = routesOf(rootOf(app)).filter(({ server }) => findScope(server) === scope)
  const shown = own.filter(({ schema, config: { method } }) => schema?.hide !== true && method !== 'HEAD')
  const byCode = new Map<string, Route[]>()
  for (const { config } of shown) {
    for (const method of [config.method].flat()) {
      for (const { code } of routeErrors({ config })) byCode.set(code, [...byCode.get(code) ?? [], { method, url: config.url }])
    }
  }
  const total = shown.reduce((sum, { config: { method } }) => sum + [method].flat().length, 0)
  return code => {
    const routes = byCode.get(code) ?? []
    return routes.length > 1 && routes.length === total ? 'any' : routes
  }
}
