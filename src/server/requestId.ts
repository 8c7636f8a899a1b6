import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Catalog } from '../catalog/catalog.ts'
import { internal } from './internal.ts'
import type { Scope } from './scope.ts'

type Rules = Catalog['requestId']

// Short, and free of anything that could end a header, a log line or a search by hand.
const wellFormed = /^[\w.:+/=@-]{1,128}$/

const kRequestId = Symbol.for('fastify-error-catalog.requestId')

/** A request with the id it was given: it may have to be answered before Fastify gets to. */
type Identified = IncomingMessage & { [kRequestId]?: string }

/** A generator of ids: ours by the rules of a catalog, Fastify's own, or the user's. */
type Generate = ((raw: IncomingMessage) => string) & { [kRequestId]?: Rules }

/**
 * Let a scope's requests have ids by its catalog, unless the user generates ids already.
 *
 * Fastify's `requestIdHeader` is asked before: it wraps every generator (lib/req-id-gen-factory.js).
 */
export function setRequestIds (app: FastifyInstance, { catalog: { requestId } }: Scope) {
  if (!isDefault(app) && generatorOf(app)[kRequestId] === undefined) return
  const generate = (raw: Identified) => (raw[kRequestId] = createId(app, raw.headers, requestId))
  app.setGenReqId(generate as Parameters<typeof app.setGenReqId>[0])
  generatorOf(app)[kRequestId] = requestId
}

/** The id of a request as it may be sent: its own, or a new one where that is not well-formed or not by this scope's rules. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId } }: Scope): string {
  const { server } = request
  // Where no route matched, the id is by the rules of the root, which may have none.
  const isOfScope = !isDefault(server) && (generatorOf(server)[kRequestId] ?? requestId) === requestId
  const id = typeof request.id === 'number' ? String(request.id) : request.id
  if (isOfScope && typeof id === 'string' && wellFormed.test(id)) return id
  const holder = request as { [kRequestId]?: string }
  holder[kRequestId] ??= createId(server, request.raw.headers, isOfScope ? { ...requestId, trust: false } : requestId)
  return holder[kRequestId]
}

/** The id of what Node has read of a request, which may be nothing. */
export function idOfRaw (root: FastifyInstance, raw: Identified | undefined, rules: Rules): string {
  return raw?.[kRequestId] ?? createId(root, raw?.headers ?? {}, rules)
}

function createId ({ initialConfig: { requestIdHeader } }: FastifyInstance, headers: IncomingHttpHeaders, { header, prefix, trust }: Rules): string {
  const names = [requestIdHeader, trust && header.toLowerCase()].filter(name => typeof name === 'string')
  const given = names.map(name => headers[name]).find(value => typeof value === 'string' && wellFormed.test(value))
  return given as string | undefined ?? prefix + randomUUID()
}

// Fastify's own counts from 1 in every process, so support could not search by it. Wrapped it has no name of its own.
function isDefault (app: FastifyInstance): boolean {
  const generate = generatorOf(app)
  if (generate.name === 'defaultGenReqId') return true
  const isWrapped = app.initialConfig.requestIdHeader !== false && generate[kRequestId] === undefined
  return isWrapped && internal<{ genReqId?: unknown }>(app, 'fastify.options')?.genReqId === undefined
}

function generatorOf (app: FastifyInstance): Generate {
  return (app as unknown as { genReqId: Generate }).genReqId
}
