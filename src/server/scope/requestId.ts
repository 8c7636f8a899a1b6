import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { idSourceOf, setIdSource, type IdRules } from './requestIdRules.ts'
import type { Scope } from './scope.ts'

// Short, and free of anything that could end a header, a log line or a search by hand. Looking for what must not be
// there takes 0.6 thousand instructions for a UUID, and `^[…]{1,128}$`, which notes where it could go back to, 1.
const malformed = /[^\w.:+/=@-]/
const isWellFormed = (id: string) => id !== '' && id.length <= 128 && !malformed.test(id)

/** An id that a catalog's generator has made for a request. */
interface MadeId {
  readonly id: string
  readonly rules: IdRules
}

const kMade = Symbol('fastify-error-catalog.madeId')
const kReplaced = Symbol('fastify-error-catalog.replacedId')

/** A request with the id that was made for it: it may have to be answered before Fastify gets to. */
type Identified = IncomingMessage & { [kMade]?: MadeId }

/**
 * Let a scope's requests have ids by its catalog, unless the user generates ids already.
 *
 * Fastify's `requestIdHeader` is asked before: it wraps every generator (lib/req-id-gen-factory.js).
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

/** The id of a request as it may be sent: its own, or a new one where that is not well-formed or not by this scope's rules. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId: rules } }: Scope): string {
  const { id: given } = request
  const made = (request.raw as Identified)[kMade]
  // What the scope's own generator has made is well-formed.
  if (made !== undefined && made.rules === rules && made.id === given) return given
  const id = typeof given === 'number' ? String(given) : given
  // Where no route matched, the id is by the rules of the root, which may have none.
  const source = idSourceOf(request.server)
  const isOfScope = source === 'user' || source === rules
  if (isOfScope && typeof id === 'string' && isWellFormed(id)) return id
  const holder = request as { [kReplaced]?: string }
  holder[kReplaced] ??= createIds(request.server, isOfScope ? { ...rules, trust: false } : rules)(request.raw.headers)
  return holder[kReplaced]
}

/** The id of what Node has read of a request, which may be nothing. */
export function idOfRaw (root: FastifyInstance, raw: IncomingMessage | undefined, rules: IdRules): string {
  return (raw as Identified | undefined)?.[kMade]?.id ?? createIds(root, rules)(raw?.headers ?? {})
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
