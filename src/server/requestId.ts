import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Scope } from './scope.ts'

// Short, and free of anything that could end a header, a log line or a search by hand.
const wellFormed = /^[\w.:+/=@-]{1,128}$/

const kRequestId = Symbol.for('fastify-error-catalog.requestId')

/** Let a scope's requests have ids by its catalog, unless the user generates ids already. */
export function setRequestIds (app: FastifyInstance, { catalog: { requestId } }: Scope) {
  const current = (app as { genReqId?: unknown }).genReqId as { name?: string, [kRequestId]?: true } | undefined
  // Fastify's own counts from 1 in every process, so support could not search by it.
  if (current?.name !== 'defaultGenReqId' && current?.[kRequestId] !== true) return
  const header = requestId.header.toLowerCase()
  const generate = (raw: IncomingMessage) => {
    const given = requestId.trust ? raw.headers[header] : undefined
    return typeof given === 'string' && wellFormed.test(given) ? given : requestId.prefix + randomUUID()
  }
  app.setGenReqId(Object.assign(generate, { [kRequestId]: true as const }) as Parameters<typeof app.setGenReqId>[0])
}

/** The id of a request as it may be sent: its own, or a new one where that is not well-formed. */
export function requestIdOf (request: FastifyRequest, { catalog: { requestId } }: Scope): string {
  const { id } = request as { id: unknown }
  if (typeof id === 'string' && wellFormed.test(id)) return id
  const holder = request as { [kRequestId]?: string }
  holder[kRequestId] ??= requestId.prefix + randomUUID()
  return holder[kRequestId]
}
