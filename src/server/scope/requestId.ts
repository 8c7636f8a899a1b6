import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { idSourceOf, setIdSource, type IdRules } from './requestIdRules.ts'
import type { Scope } from './scope.ts'

// These could end a header, a log line or a search. One search for them takes half as long as a match of the whole id.
const malformed = /[^\w.:+/=@-]/
const isWellFormed = (id: string) => id !== '' && id.length <= 128 && !malformed.test(id)

/** An id that a catalog's generator has made for a request. */
interface MadeId {
  readonly id: string
  readonly rules: IdRules
}

const kMade = Symbol('fastify-error-catalog.madeId')
const kReplaced = Symbol('fastify-error-catalog.replacedId')

/** A request with its generated id: a response may be needed before Fastify sees the request. */
type Identified = IncomingMessage & { [kMade]?: MadeId }

/**
 * Generate the ids of a scope's requests by the rules of its catalog, unless the user generates ids.
 *
 * Fastify's `requestIdHeader` has priority: it wraps every generator (lib/req-id-gen-factory.js).
 */
export function setRequestIds (app: FastifyInstance, { catalog: { requestId: rules } }: Scope) {
  if (idSourceOf(app) === 'user') return
  const createId = createIds(app, rules)
  const generate = (raw: Identified) => {
    const id = createId(raw.headers)
    raw[kMade] = { id, rules }
    return id
  }
  setIdSource(app, rules, generate as Parameters<typeof app.setGenReqId>[0])
}

/** The id of a request to send: its own, or a new one if that is not well-formed or does not follow the rules of this scope. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId: rules } }: Scope): string {
  const { id: given } = request
  const made = (request.raw as Identified)[kMade]
  // Ids of the scope's own generator are well-formed.
  if (made !== undefined && made.rules === rules && made.id === given) return given
  const id = typeof given === 'number' ? String(given) : given
  // An unmatched route has an id by the rules of the root, which may have none.
  const source = idSourceOf(request.server)
  const isOfScope = source === 'user' || source === rules
  if (isOfScope && typeof id === 'string' && isWellFormed(id)) return id
  const holder = request as { [kReplaced]?: string }
  holder[kReplaced] ??= createIds(request.server, isOfScope ? { ...rules, trust: false } : rules)(request.raw.headers)
  return holder[kReplaced]
}

/** The id of a request of Node, which may be incomplete. */
export function idOfRaw (root: FastifyInstance, raw: IncomingMessage | undefined, rules: IdRules): string {
  return (raw as Identified | undefined)?.[kMade]?.id ?? createIds(root, rules)(raw?.headers ?? {})
}

/** A function that returns the id that the client has sent, else a new one. */
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
