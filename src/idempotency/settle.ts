import type { FastifyReply } from 'fastify'
import { safeGet } from '../support/safeGet.ts'
import { isFreed, toEnding } from './ending.ts'
import { callback, pending, type Keyed } from './keyed.ts'
import { createLate } from './late.ts'
import type { Settings } from './options.ts'
import { isPromise, type MaybePromise } from './store.ts'
import { headersToReplay, toStored } from './storedReply.ts'

/** Note an error of the request; a handler that exceeded its time limit may have set status and headers already. */
export function noteError (reply: FastifyReply, keyed: Keyed, error: unknown, { headers }: Settings) {
  keyed.error = error
  if (isTimeout(error)) keyed.before = { status: reply.statusCode, headers: headersToReplay(reply, headers) }
}

/** End the attempt of a request before its reply is sent, so that a client that has the reply gets it again. */
export function settle (reply: FastifyReply, keyed: Keyed, payload: unknown, settings: Settings): MaybePromise<void> {
  keyed.isAnswered = true
  const { attempt, late, outcome, before } = keyed
  if (attempt === undefined || attempt.isOver || late !== undefined) return undefined
  const toReply = () => toStored(reply, payload, settings.headers, settings.maxBytes)
  if (before !== undefined && (outcome === pending || outcome === callback)) {
    keyed.late = createLate(reply, attempt, toReply(), before, settings)
    if (outcome === callback) keyed.late.expire()
    return undefined
  }
  return isFreed(toEnding(reply, keyed), settings, reply.request) ? attempt.release() : attempt.finish(toReply())
}

function isTimeout (error: unknown): boolean {
  return safeGet(error, 'code') === 'FST_ERR_HANDLER_TIMEOUT'
}

/** Note the value that a handler returns or throws. The returned value is the handler's. */
export function watch (reply: FastifyReply, keyed: Keyed, settings: Settings, run: () => unknown): unknown {
  try {
    const result = run()
    if (isPromise(result)) watchPromise(reply, keyed, result)
    else if (result === undefined) watchCallback(reply, keyed, settings)
    else keyed.outcome = result
    return result
  } catch (error) {
    keyed.outcome = error
    throw error
  }
}

function watchPromise (reply: FastifyReply, keyed: Keyed, result: Promise<unknown>) {
  result.then(value => {
    keyed.outcome = value
    keyed.late?.settle(value)
    // Fastify sends nothing then (lib/wrap-thenable.js): the reply was hijacked, or the client has closed the connection.
    if (value === undefined && (reply.sent || reply.raw.destroyed) && keyed.late === undefined) keyed.attempt?.finish()
  }, error => {
    keyed.outcome = error
    keyed.late?.settle(error instanceof Error ? error : new Error('the handler failed', { cause: error }))
  })
}

/** A handler with a callback ends with a reply, which the hooks see, unless it bypasses Fastify or its client leaves. */
function watchCallback (reply: FastifyReply, keyed: Keyed, settings: Settings) {
  keyed.outcome = callback
  const end = () => {
    const { attempt } = keyed
    if (attempt === undefined || attempt.isOver || keyed.late !== undefined) return
    if (reply.sent) attempt.finish()
    else setTimeout(() => attempt.finish(), settings.lockTtl).unref()
  }
  // The client may have left while its request waited for the lock.
  if (reply.raw.destroyed) end()
  else reply.raw.once('close', end)
}
