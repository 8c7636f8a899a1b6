import type { FastifyReply } from 'fastify'
import type { Failure } from '../catalog/failure.ts'
import { setHeaders, type HeaderValues } from './headers.ts'
import { markFailed, type Scope } from './scope.ts'

/**
 * The one neck: every failure leaves through here, whatever brought it about.
 *
 * The body is sent as text, which no preSerialization hook, response schema or reply serializer reshapes;
 * onSend hooks still see it, so compression and etags apply (Fastify, docs/Reference/Reply.md#send).
 */
export function respond (reply: FastifyReply, failure: Failure, scope: Scope, ...headers: ReadonlyArray<HeaderValues | undefined>): FastifyReply {
  const body = prepare(reply, failure, scope, headers)
  return reply.send(body)
}

/** Make a reply that of a failure, and give its body: for who answers a reply that is already being sent. */
export function prepare (reply: FastifyReply, failure: Failure, scope: Scope, headers: ReadonlyArray<HeaderValues | undefined> = []): string {
  markFailed(reply, failure)
  const body = scope.envelope.serialize(failure)
  setHeaders(reply, failure, scope, headers)
  log(reply, failure)
  // With a serializer of its own Fastify leaves the content type as it is: JSON:API forbids a charset.
  reply.code(failure.status).type(scope.envelope.contentType).serializer(asIs)
  return body
}

function asIs (body: unknown): string {
  return body as string
}

/** One line for each failure, at the level of its entry. Private details and causes are only here. */
function log (reply: FastifyReply, failure: Failure) {
  const { entry, code, status, requestId, details, flaws, cause, message } = failure
  const line = {
    code,
    status,
    requestId,
    details: { ...details, ...failure.private },
    ...(cause === undefined || status < 500 ? {} : { err: cause })
  }
  try {
    reply.log[entry.log](line, message)
    if (flaws.length > 0) reply.log.warn({ code, details: flaws }, `"${code}" was answered without details that are missing or do not fit their type`)
  } catch {
    // pino throws where a getter of the error throws (pino-std-serializers reads all of them).
    reply.log[entry.log]({ code, status, requestId }, `${message} (its cause cannot be logged)`)
  }
}
