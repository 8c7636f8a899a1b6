import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import { compact } from '../../support/compact.ts'
import { safeGet } from '../../support/safeGet.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { enforceDeclared } from '../routes/enforceDeclared.ts'
import type { Scope } from '../scope/scope.ts'
import { answerOf, isSending, setAnswer, type Answer } from './answer.ts'
import { namesOf, setHeaders } from './headers.ts'
import { envelopeFor } from './negotiate.ts'
import { publish, report } from './notify.ts'
import { routeName } from './routeName.ts'
import { writePastHooks } from './writePastHooks.ts'

/**
 * Send a failure. Every failure is sent by this function.
 *
 * The body is sent as text, so that no preSerialization hook, response schema or reply serializer changes it;
 * onSend hooks still run, so compression and etags apply (Fastify, docs/Reference/Reply.md#send).
 */
export function sendFailure (reply: FastifyReply, given: Failure, scope: Scope, headers?: unknown): FastifyReply {
  // Another payload is passing the hooks, or a hook has failed for it: this failure does not wait for them.
  const isLate = isSending(reply)
  const answer = answerWith(reply, given, scope, headers)
  const { send } = reply
  interceptLater(reply)
  notifyObservers(reply, answer, publish)
  if (isLate) {
    writePastHooks(reply, answer)
  } else {
    try {
      send.call(reply, answer.body)
    } catch (error) {
      afterAnswer(reply, error)
    }
  }
  notifyObservers(reply, answer, report)
  return reply
}

/** Turn a reply that is already being sent into a failure. @returns the body to send. */
export function prepareReply (reply: FastifyReply, given: Failure, scope: Scope): string {
  const answer = answerWith(reply, given, scope, undefined)
  answer.hasPassed = true
  interceptLater(reply)
  notifyObservers(reply, answer, publish)
  notifyObservers(reply, answer, report)
  return answer.body
}

function answerWith (reply: FastifyReply, given: Failure, scope: Scope, headers: unknown): Answer {
  const failure = enforceDeclared(reply, given, scope)
  const { contentType, serialize } = envelopeFor(reply.request, scope)
  const body = serialize(failure)
  const answer: Answer = {
    failure,
    scope,
    contentType,
    body,
    headers: failure === given ? headers : undefined,
    hasPassed: false,
    isReporting: false,
    laterHeaders: undefined
  }
  applyAnswer(reply, answer)
  setAnswer(reply, answer)
  return answer
}

/** Set the status, headers and media type of a failure on a reply. */
function applyAnswer (reply: FastifyReply, { failure, scope, contentType, headers }: Answer) {
  setHeaders(reply, failure, scope, headers)
  // With a custom serializer Fastify keeps the media type as it is: JSON:API forbids a charset.
  reply.code(failure.status).type(contentType).serializer(asIs)
  // HTTP/2 has no reason phrase, and Node warns if one is read or set.
  if (reply.request.raw.httpVersionMajor === 1 && reply.raw.statusMessage) reply.raw.statusMessage = ''
}

/** Notify observers of a failure. What they send is dropped. */
function notifyObservers (reply: FastifyReply, answer: Answer, notify: typeof report) {
  answer.isReporting = true
  notify(reply, answer.failure, answer.scope, reply.request)
  answer.isReporting = false
}

/**
 * Handle a payload or an error that comes after a failure.
 *
 * Where the failure has left, it is logged and dropped. Otherwise a hook of onSend has failed: the failure is written without the hooks
 * that remain.
 */
export function afterAnswer (reply: FastifyReply, error: unknown) {
  const answer = answerOf(reply) as Answer
  if (answer.isReporting || reply.raw.headersSent) return dropLate(reply, error)
  const { failure: { code } } = answer
  const route = routeName(reply.request)
  safeLog(
    reply,
    'error',
    { code, route, err: error },
    `"${code}" on ${route} is sent without the remaining onSend hooks: one of them threw, or another payload was sent`
  )
  // Fastify's default error handler sets the headers of an error (lib/error-handler.js, setErrorHeaders). Then it reads the error's
  // status, which may throw another error: so these headers cannot be found in the error that arrives here.
  for (const name of namesOf(answer.laterHeaders)) reply.removeHeader(name)
  applyAnswer(reply, answer)
  writePastHooks(reply, answer)
}

/** Log a payload or an error that came after a failure. */
export function dropLate (reply: FastifyReply, error: unknown) {
  const answer = answerOf(reply)
  const code = answer?.failure.code
  const route = routeName(reply.request)
  const sent = code === undefined ? 'the failure' : `"${code}"`
  const advice = answer?.isReporting === true
    ? 'onFailure cannot change the response'
    : 'write "return reply.fail(…)" and send one reply only'
  // Not by `instanceof`, which reads the prototype of a proxy and may throw.
  const err = safeGet(error, 'stack') === undefined ? undefined : error
  safeLog(
    reply,
    'warn',
    compact({ code, route, err }),
    `dropped a payload or an error that came after ${sent} on ${route} was sent: ${advice}`
  )
}

/** Detect payloads that are sent and headers that are set after a failure. */
function interceptLater (reply: FastifyReply) {
  reply.send = sendAgain
  reply.headers = headersAgain
}

function headersAgain (this: FastifyReply, values: Parameters<FastifyReply['headers']>[0]): FastifyReply {
  const answer = answerOf(this) as Answer
  answer.laterHeaders = values
  return (Object.getPrototypeOf(this) as FastifyReply).headers.call(this, values)
}

function sendAgain (this: FastifyReply, payload: unknown): FastifyReply {
  afterAnswer(this, payload)
  return this
}

function asIs (body: unknown): string {
  return body as string
}
