import type { FastifyReply } from 'fastify'
import { safeGet } from '../support/safeGet.ts'
import { failureOf } from '../server/reply/answer.ts'
import type { Asked } from './claim.ts'
import type { Settings } from './options.ts'
import { toStored } from './storedReply.ts'

/** Statuses below 500 by which a reply says that the same request may fare better later. */
const passing = new Set([408, 425, 429])

/** Say how a request ended, before its reply leaves: who has it and asks again gets it again. */
export async function settle (reply: FastifyReply, { attempt, error, running }: Asked, payload: unknown, { headers, maxBytes }: Settings) {
  if (attempt === undefined) return
  // What it has begun goes on, and must not begin again beside it.
  if (safeGet(error, 'code') === 'FST_ERR_HANDLER_TIMEOUT') await attempt.leave(running)
  else if (isFinal(reply, statusOf(reply, payload))) await attempt.finish(toStored(reply, payload, headers, maxBytes))
  else await attempt.release()
}

/** Settle a request that was answered past the hooks: hijacked, or after a hook had failed. A client that left is not answered yet. */
export function settleWithoutHooks (reply: FastifyReply, { attempt }: Asked) {
  if (!reply.sent) return
  if (isFinal(reply, reply.raw.statusCode)) attempt?.finish()
  else attempt?.release()
}

/** Settle a request whose client has left and whose handler ends with nothing: Fastify sends nothing then (lib/wrap-thenable.js). */
export function settleUnsent (reply: FastifyReply, asked: Asked, running: Promise<unknown>) {
  asked.running = running
  running.then(payload => {
    if (payload === undefined && reply.raw.destroyed) asked.attempt?.finish()
  }, () => {})
}

/** Whether the same request would get the same reply: a failure says so by its code's `retry`. */
function isFinal (reply: FastifyReply, status: number): boolean {
  const failure = failureOf(reply)
  return failure === undefined ? status < 500 && !passing.has(status) : failure.entry.retry === 'never'
}

/** Fastify takes the status of a `Response` only when it is sent (lib/reply.js, onSendEnd). */
function statusOf (reply: FastifyReply, payload: unknown): number {
  return payload instanceof Response ? payload.status : reply.statusCode
}
