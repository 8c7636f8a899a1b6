import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { generatorOf, hasDefaultIds, kIdRules, routeOf, type IdRules } from './routeContext.ts'
import type { Scope } from './scope.ts'

// Short, and free of anything that could end a header, a log line or a search by hand. Looking for what must not be
// there takes 0.6 thousand instructions for a UUID, and `^[…]{1,128}$`, which notes where it could go back to, 1.
const malformed = /[^\w.:+/=@-]/
const isWellFormed = (id: string) => id !== '' && id.length <= 128 && !malformed.test(id)

const kRequestId = Symbol.for('fastify-error-catalog.requestId')

/** A request with the id that was made for it: it may have to be answered before Fastify gets to. */
type Identified = IncomingMessage & { [kRequestId]?: string }

/**
 * Let a scope's requests have ids by its catalog, unless the user generates ids already.
 *
 * Fastify's `requestIdHeader` is asked before: it wraps every generator (lib/req-id-gen-factory.js).
 */
export function setRequestIds (app: FastifyInstance, { catalog: { requestId } }: Scope) {
  if (!hasDefaultIds(app) && generatorOf(app)[kIdRules] === undefined) return
  const createId = createIds(app, requestId)
  const generate = (raw: Identified) => (raw[kRequestId] = createId(raw.headers))
  app.setGenReqId(generate as Parameters<typeof app.setGenReqId>[0])
  generatorOf(app)[kIdRules] = requestId
}

/** The id of a request as it may be sent: its own, or a new one where that is not well-formed or not by this scope's rules. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId } }: Scope, route = routeOf(request)): string {
  // Where no route matched, the id is by the rules of the root, which may have none.
  const { hasDefaultIds, idRules = requestId } = route
  const isOfScope = !hasDefaultIds && idRules === requestId
  const id = typeof request.id === 'number' ? String(request.id) : request.id
  // What our generator gave was looked at there.
  if (isOfScope && typeof id === 'string' && (id === (request.raw as Identified)[kRequestId] || isWellFormed(id))) return id
  const holder = request as { [kRequestId]?: string }
  holder[kRequestId] ??= createIds(request.server, isOfScope ? { ...requestId, trust: false } : requestId)(request.raw.headers)
  return holder[kRequestId]
}

/** The id of what Node has read of a request, which may be nothing. */
export function idOfRaw (root: FastifyInstance, raw: IncomingMessage | undefined, rules: IdRules): string {
  return (raw as Identified | undefined)?.[kRequestId] ?? createIds(root, rules)(raw?.headers ?? {})
}

/** Makes the id that the client has given, else a new one. */
function createIds ({ initialConfig: { requestIdHeader } }: FastifyInstance, { header, prefix, trust }: IdRules) {
  const first = typeof requestIdHeader === 'string' ? requestIdHeader : undefined
  const second = trust ? header.toLowerCase() : undefined
  return (headers: IncomingHttpHeaders): string =>
    (first === undefined ? undefined : idIn(headers, first)) ??
    (second === undefined ? undefined : idIn(headers, second)) ??
    prefix + randomUUID()
}

function idIn (headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && isWellFormed(value) ? value : undefined
}
