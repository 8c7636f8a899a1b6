import type { Http2ServerResponse } from 'node:http2'
import type { FastifyReply } from 'fastify'
import { safeLog } from '../fastify/safeLog.ts'
import type { Scope } from '../scope/scope.ts'
import { answerOf } from './answer.ts'
import { dropAborted } from './clientGone.ts'
import { errorContext } from './errorContext.ts'
import { notify } from './notify.ts'
import { routeName } from './routeName.ts'
import { afterAnswer, dropLate, sendFailure } from './sendFailure.ts'
import { toCodeFailure, toErrorFailure, type FailCall, type ScopedFailure } from './toFailure.ts'

/** Send the failure of a code. If the response has begun, close the connection instead. */
export function failWithCode (reply: FastifyReply, scope: Scope, given: FailCall): FastifyReply {
  const state = stateOf(reply)
  if (state !== 'open' && state !== 'begun') return ignoreLate(reply, state, { code: given.code }, `reply.fail("${textOf(given.code)}")`)
  const failed = toCodeFailure(reply, scope, given)
  return state === 'begun' ? endBegun(reply, failed) : sendFailure(reply, failed.failure, failed.scope, failed.headers)
}

/** Respond to an error of the user's `catch` block as the error handler would. */
export function failWithError (reply: FastifyReply, scope: Scope, error: unknown): FastifyReply {
  const state = stateOf(reply)
  if (state === 'sent' || state === 'hijacked') return ignoreLate(reply, state, { err: error }, 'reply.failWith(error)')
  handleError(reply, scope, error)
  return reply
}

/** Fastify's error handler: respond to any thrown value. */
export function handleError (reply: FastifyReply, scope: Scope, error: unknown) {
  if (dropAborted(reply, error)) return
  if (answerOf(reply) !== undefined) return afterAnswer(reply, error)
  if (!reply.raw.headersSent) failFor(reply, scope, error)
  else if (ended.has(reply.raw)) dropLate(reply, error)
  else endBegun(reply, toErrorFailure(reply, scope, error, () => errorContext(reply, scope)))
}

/** Respond to any thrown value, for a reply that has not begun. */
export function failFor (reply: FastifyReply, scope: Scope, error: unknown): FastifyReply {
  const failed = toErrorFailure(reply, scope, error, () => errorContext(reply, scope))
  return sendFailure(reply, failed.failure, failed.scope, failed.headers)
}

/** `begun`: the headers are sent and the body is not complete, as for a stream. `gone`: the client has closed the connection. */
type State = 'open' | 'begun' | 'gone' | 'hijacked' | 'sent'

/** Responses that a failure has ended. */
const ended = new WeakSet<object>()

function stateOf (reply: FastifyReply): State {
  const { raw } = reply
  if (answerOf(reply) !== undefined) return 'sent'
  if (!raw.headersSent) return reply.sent ? 'hijacked' : 'open'
  if (raw.writableEnded || ended.has(raw)) return 'sent'
  return raw.destroyed ? 'gone' : 'begun'
}

/** Close the connection of a response that has begun, so that the client knows that it is incomplete. */
function endBegun (reply: FastifyReply, { failure, scope }: ScopedFailure): FastifyReply {
  const { raw, request } = reply
  ended.add(raw)
  notify(reply, failure, scope, request)
  const route = routeName(request)
  safeLog(
    reply,
    'error',
    { code: failure.code, route },
    `"${failure.code}" on ${route} came after its headers were sent: the connection is closed`
  )
  abort(raw)
  return reply
}

/** INTERNAL_ERROR of HTTP/2 (RFC 9113, section 7). */
const internalError = 2

/** Close the connection of a response. A destroyed HTTP/2 stream would end with NO_ERROR, as if the body were complete. */
function abort (raw: FastifyReply['raw']) {
  const { stream } = raw as unknown as Partial<Http2ServerResponse>
  if (stream === undefined) raw.destroy()
  else stream.close(internalError)
}

const reasons = {
  sent: (call: string) =>
    `came after the reply was sent and did nothing: write "return ${call.replace(/\(.*/s, '(…)')}" and send one reply only`,
  hijacked: () => 'came after reply.hijack() and did nothing: write the failure yourself, app.describeFailure(error, request) describes it',
  gone: () => 'did nothing: the client closed the connection'
}

function ignoreLate (
  reply: FastifyReply, state: keyof typeof reasons, line: Readonly<Record<string, unknown>>, call: string
): FastifyReply {
  const route = routeName(reply.request)
  safeLog(reply, state === 'gone' ? 'debug' : 'warn', { ...line, route }, `${call} on ${route} ${reasons[state](call)}`)
  return reply
}

function textOf (code: unknown): string {
  return typeof code === 'string' ? code.slice(0, 100) : typeof code
}
