import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Catalog } from '../catalog/catalog.ts'
import type { Scope } from './scope.ts'

type Rules = Catalog['requestId']

// Short, and free of anything that could end a header, a log line or a search by hand.
const wellFormed = /^[\w.:+/=@-]{1,128}$/

const kRequestId = Symbol.for('fastify-error-catalog.requestId')

/** A request with the id it was given: it may have to be answered before Fastify gets to. */
type Identified = IncomingMessage & { [kRequestId]?: string }

/** A generator of ids: ours by the rules of a catalog, Fastify's own, or the user's. */
type Generate = ((raw: IncomingMessage) => string) & { [kRequestId]?: Rules }

/** Let a scope's requests have ids by its catalog, unless the user generates ids already. */
export function setRequestIds (app: FastifyInstance, { catalog: { requestId } }: Scope) {
  const current = generatorOf(app)
  if (!isDefault(current) && current[kRequestId] === undefined) return
  const generate: Generate = (raw: Identified) => (raw[kRequestId] = createId(raw.headers, requestId))
  generate[kRequestId] = requestId
  app.setGenReqId(generate as Parameters<typeof app.setGenReqId>[0])
}

/** The id of a request as it may be sent: its own, or a new one where that is not well-formed or not by this scope's rules. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId } }: Scope): string {
  const generate = generatorOf(request.server)
  // Where no route matched, the id is by the rules of the root, which may have none.
  const isOfScope = !isDefault(generate) && (generate[kRequestId] ?? requestId) === requestId
  const id = typeof request.id === 'number' ? String(request.id) : request.id
  if (isOfScope && typeof id === 'string' && wellFormed.test(id)) return id
  const holder = request as { [kRequestId]?: string }
  holder[kRequestId] ??= createId(request.raw.headers, isOfScope ? { ...requestId, trust: false } : requestId)
  return holder[kRequestId]
}

/** The id of what Node has read of a request, which may be nothing. */
export function idOfRaw (raw: Identified | undefined, rules: Rules): string {
  return raw?.[kRequestId] ?? createId(raw?.headers ?? {}, rules)
}

function createId (headers: IncomingHttpHeaders, { header, prefix, trust }: Rules): string {
  const given = trust ? headers[header.toLowerCase()] : undefined
  return typeof given === 'string' && wellFormed.test(given) ? given : prefix + randomUUID()
}

// Fastify's own counts from 1 in every process, so support could not search by it.
function isDefault ({ name }: Generate): boolean {
  return name === 'defaultGenReqId'
}

function generatorOf (app: FastifyInstance): Generate {
  return (app as unknown as { genReqId: Generate }).genReqId
}
