import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { Failure } from '../catalog/failure.ts'
import { setHeaders } from './headers.ts'
import { log } from './log.ts'
import { envelopeFor } from './negotiate.ts'
import { observe } from './observe.ts'
import { read } from './read.ts'
import type { Scope } from './scope.ts'

/** What a reply is answered with. */
interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: string
}

const kAnswer = Symbol.for('fastify-error-catalog.answer')

const kSending = Symbol.for('fastify-error-catalog.sending')

type Answered = FastifyReply & { [kAnswer]?: Answer, [kSending]?: true }

/** Note that the hooks of onSend have begun. */
export function beginSending (reply: FastifyReply) {
  (reply as Answered)[kSending] = true
}

/** Whether a reply that ran out of time is stuck in a hook of onSend, which would keep its failure as well. */
export function isStuck (reply: FastifyReply, error: unknown): boolean {
  return (reply as Answered)[kSending] === true && read(error, 'code') === 'FST_ERR_HANDLER_TIMEOUT'
}

/**
 * The one neck: every failure leaves through here, whatever brought it about.
 *
 * The body is sent as text, which no preSerialization hook, response schema or reply serializer reshapes;
 * onSend hooks still see it, so compression and etags apply (Fastify, docs/Reference/Reply.md#send).
 */
export function respond (reply: FastifyReply, failure: Failure, scope: Scope, headers?: unknown): FastifyReply {
  const { send } = reply
  const body = prepare(reply, failure, scope, headers)
  try {
    return send.call(reply, body)
  } catch (error) {
    return resend(reply, error)
  }
}

/** Make a reply that of a failure, and give its body: for who answers a reply that is already being sent. */
export function prepare (reply: FastifyReply, failure: Failure, scope: Scope, headers?: unknown): string {
  const { contentType, serialize } = envelopeFor(reply.request.headers, scope)
  const body = serialize(failure)
  setHeaders(reply, failure, scope, headers)
  // With a serializer of its own Fastify leaves the content type as it is: JSON:API forbids a charset.
  reply.code(failure.status).type(contentType).serializer(asIs)
  const length = Buffer.byteLength(body)
  const answer: Answer = { status: failure.status, headers: { ...reply.getHeaders(), 'content-length': length } as OutgoingHttpHeaders, body }
  ;(reply as Answered)[kAnswer] = answer
  // Where an onSend hook throws, Fastify asks the handlers above ours, and the last one sends what was thrown
  // (lib/error-handler.js, defaultErrorHandler): whatever is sent from now on, the failure stands.
  reply.send = error => resend(reply, error)
  observe(reply, failure, scope, reply.request)
  return body
}

export function isAnswered (reply: FastifyReply): boolean {
  return (reply as Answered)[kAnswer] !== undefined
}

/** Send the failure of a reply past all hooks, since one of them failed; nothing where it has left already. */
export function resend (reply: FastifyReply, error: unknown): FastifyReply {
  const { status, headers, body } = (reply as Answered)[kAnswer] as Answer
  if (reply.raw.headersSent) {
    // Not by `instanceof`, which asks a proxy for its prototype and so may throw.
    log(reply, 'warn', read(error, 'stack') === undefined ? {} : { err: error }, 'something was sent, or failed, after a failure had left: it is dropped')
  } else {
    log(reply, 'error', { err: error }, 'a failure is sent without the hooks that remain: one of them has failed, or something else was sent meanwhile')
    reply.raw.writeHead(status, headers).end(body)
  }
  return reply
}

function asIs (body: unknown): string {
  return body as string
}
