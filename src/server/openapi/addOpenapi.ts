import type { FastifyInstance, RouteOptions } from 'fastify'
import { safeLog } from '../fastify/safeLog.ts'
import { requireScope } from '../scope/scope.ts'
import { nameOf } from '../routes/declaredErrors.ts'
import { documentedErrors, fillMarker, markRoute, type Marker } from './markers.ts'
import { loadRenderer } from './renderer.ts'
import { wrapSwagger } from './wrapSwagger.ts'

/** Show the errors of an instance's routes in the document of @fastify/swagger, if it is registered before a route is added. */
export function addOpenapi (app: FastifyInstance) {
  const documented: Array<readonly [route: RouteOptions, marker: Marker, statuses: readonly string[]]> = []
  const scope = requireScope(app)
  const unwrapped: Marker[] = []
  let isMarked = false
  app.addHook('onRoute', function (this: FastifyInstance, route) {
    // A child scope adds another hook.
    if (requireScope(this) !== scope || scope.openapi === false || !this.hasPlugin('@fastify/swagger')) return
    isMarked = true
    const marker = markRoute(route)
    const isShown = (route.schema as { readonly hide?: boolean }).hide !== true
    if (!wrapSwagger(this, { marker, isShown })) unwrapped.push(marker)
    const statuses = statusesOf(route)
    if (statuses.length > 0) documented.push([route, marker, statuses])
  })
  app.addHook('onReady', async () => {
    if (!isMarked) return
    // A document of another decorator shows only the codes; with withErrors it shows the responses.
    unwrapped.forEach(fillMarker)
    await loadRenderer()
    reportHidden(app, documented.flatMap(([route, marker, statuses]) => hiddenOn(route, marker, statuses)))
  })
}

/** The statuses of errors that the schema of a route documents. A HEAD has the schema of its GET. */
function statusesOf ({ schema, method }: RouteOptions): string[] {
  return method === 'HEAD' ? [] : Object.keys(schema?.response ?? {}).filter(status => /^[45]\d\d$/.test(status))
}

/** The codes that a document does not show, because the route documents a response with their status. */
function hiddenOn (route: RouteOptions, marker: Marker, statuses: readonly string[]): string[] {
  const { entries } = documentedErrors(marker)
  return statuses.flatMap(status => {
    const codes = entries.filter(entry => String(entry.status) === status).map(({ code }) => code)
    return codes.length === 0 ? [] : [`${nameOf(route)} ${status}: ${codes.join(', ')}`]
  })
}

function reportHidden (app: FastifyInstance, hidden: readonly string[]) {
  if (hidden.length === 0) return
  safeLog(
    app,
    'info',
    { hidden },
    'the OpenAPI document shows the responses that these routes document themselves, and not the codes of the catalog with their statuses'
  )
}
