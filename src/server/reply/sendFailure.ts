import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../../failure/failure.ts'
import { setHeaders } from './headers.ts'
import { heldBy, hold, release, type Answer } from './hold.ts'
import { headersOn } from '../fastify/internals.ts'
import { safeLog } from '../fastify/safeLog.ts'
import { envelopeFor } from './negotiate.ts'
import { notify } from './notify.ts'
import { setRateLimitHeaders } from '../rateLimit/rateLimitHeaders.ts'
import { safeGet } from '../../support/safeGet.ts'
import { routeOf } from '../scope/routeContext.ts'
import type { Scope } from '../scope/scope.ts'
import { enforceDeclared } from '../routes/enforceDeclared.ts'

const kSending = Symbol.for('fastify-error-catalog.sending')

type Sending = FastifyReply & { [kSending]?: true }

/** Note that the hooks of onSend have begun. */
export function beginSending (reply: FastifyReply) {
  (reply as Sending)[kSending] = true
}

/** Whether a reply that ran out of time is stuck in a hook of onSend, which would keep its failure as well. */
export function isStuck (reply: FastifyReply, error: unknown): boolean {
  return (reply as Sending)[kSending] === true && safeGet(error, 'code') === 'FST_ERR_HANDLER_TIMEOUT'
}

/**
 * The one neck: every failure leaves through here, whatever brought it about.
 *
 * The body is sent as text, which no preSerialization hook, response schema or reply serializer reshapes;
 * onSend hooks still see it, so compression and etags apply (Fastify, docs/Reference/Reply.md#send).
 */
export function sendFailure (reply: FastifyReply, given: Failure, scope: Scope, headers?: unknown): FastifyReply {
  const { send } = reply
  const leavesNow = leavesAtOnce(reply)
  const answer = become(reply, given, { scope, headers, leavesNow })
  try {
    return leavesNow ? sendNow(reply, answer.body) : send.call(reply, answer.body)
  } catch (error) {
    if (leavesNow && !reply.raw.headersSent) hold(answer)
    return resend(reply, error)
  }
}

/** Make a reply that of a failure, and give its body: for who answers a reply that is already being sent. */
export function prepareReply (reply: FastifyReply, given: Failure, scope: Scope, headers?: unknown): string {
  return become(reply, given, { scope, headers, leavesNow: leavesAtOnce(reply) }).body
}

/** Whether what is sent leaves in this turn: nothing has been sent before that could come in between, and no hook waits for it. */
function leavesAtOnce (reply: FastifyReply): boolean {
  const { isAlone, send } = routeOf(reply.request)
  return isAlone && reply.send === send && headersOn(reply) !== undefined && reply.request.raw.httpVersionMajor === 1 && (reply as Sending)[kSending] !== true
}

interface Way {
  readonly scope: Scope
  readonly headers: unknown
  readonly leavesNow: boolean
}

function become (reply: FastifyReply, given: Failure, { scope, headers, leavesNow }: Way): Answer {
  const failure = enforceDeclared(reply, given, scope)
  const { contentType, serialize } = envelopeFor(reply.request, scope)
  const body = serialize(failure)
  setHeaders(reply, failure, scope, failure === given ? headers : undefined)
  reply.code(failure.status).type(contentType)
  const answer = { reply, failure, scope, contentType, body }
  if (!leavesNow) {
    // With a serializer of its own Fastify leaves the content type as it is: JSON:API forbids a charset.
    reply.serializer(asIs)
    hold(answer)
    // Where an onSend hook throws, Fastify asks the handlers above ours, and the last one sends what was thrown
    // (lib/error-handler.js, defaultErrorHandler): whatever is sent from now on, the failure stands.
    reply.send = sendAgain
  }
  notify(reply, failure, scope, reply.request)
  return answer
}

/** What Fastify does with a text where there are no hooks (lib/reply.js, onSendEnd). */
function sendNow (reply: FastifyReply, body: string): FastifyReply {
  const { raw, request } = reply
  setRateLimitHeaders(request, reply)
  const headers = headersOn(reply) as OutgoingHttpHeaders
  headers['content-length'] = `${Buffer.byteLength(body)}`
  raw.writeHead(raw.statusCode, headers)
  raw.end(body)
  // What is sent or thrown after it is told, and dropped.
  reply.send = sendAgain
  return reply
}

/** Whether a reply has had its answer: a failure, or anything that has left whole. */
export function isAnswered (reply: FastifyReply): boolean {
  return reply.raw.writableEnded || heldBy(reply) !== undefined
}

/** The failure that a reply was answered with, for hooks of onSend. */
export function failureOf (reply: FastifyReply): Failure | undefined {
  return heldBy(reply)?.failure
}

/** Send the failure of a reply past all hooks, since one of them failed; nothing where it has left already. */
export function resend (reply: FastifyReply, error: unknown): FastifyReply {
  if (reply.raw.headersSent) {
    // Not by `instanceof`, which asks a proxy for its prototype and so may throw.
    safeLog(reply, 'warn', safeGet(error, 'stack') === undefined ? {} : { err: error }, 'something was sent, or failed, after a failure had left: it is dropped')
  } else {
    safeLog(reply, 'error', { err: error }, 'a failure is sent without the hooks that remain: one of them has failed, or something else was sent meanwhile')
    release(reply)
  }
  return reply
}

function sendAgain (this: FastifyReply, payload: unknown): FastifyReply {
  return resend(this, payload)
}

function asIs (body: unknown): string {
  return body as string
}
