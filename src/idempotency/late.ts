import type { FastifyReply } from 'fastify'
import { safeLog } from '../server/forPlugins.ts'
import { isFreed } from './ending.ts'
import type { Attempt, Keyed, Late } from './keyed.ts'
import type { Settings } from './options.ts'
import { encode, headersToReplay } from './storedReply.ts'

type Head = NonNullable<Keyed['before']>

/** Observe a handler that has exceeded its time limit: its result is stored for the next request with the key. */
export function createLate (
  reply: FastifyReply, attempt: Attempt, timeoutReply: string | undefined, before: Head, settings: Settings
): Late {
  const sent = { status: reply.statusCode, headers: headersToReplay(reply, settings.headers) }
  let timer: NodeJS.Timeout | undefined

  function fail (error: unknown) {
    const isFree = isFreed({ status: sent.status, by: 'timeout', error }, settings, reply.request)
    if (isFree) attempt.release()
    else attempt.finish(timeoutReply)
  }

  const late: Late = {
    settle (value) {
      if (attempt.isOver) return
      // A handler that returned its reply may continue in a callback.
      if (value === undefined || value === reply) late.expire()
      else if (value instanceof Error) fail(value)
      else attempt.finish(toLateReply(reply, value, before, sent, settings))
    },
    expire () {
      timer ??= setTimeout(() => attempt.finish(), settings.lockTtl).unref()
    }
  }
  // Fastify drops a reply that the handler sends now (lib/reply.js, send).
  reply.raw.once('close', () => {
    reply.send = payload => {
      late.settle(payload)
      return reply
    }
  })
  return late
}

/** The reply that the handler would have sent in time; undefined if it cannot be stored. */
function toLateReply (
  reply: FastifyReply, value: unknown, before: Head, sent: Head, { headers: more, maxBytes }: Settings
): string | undefined {
  const status = reply.statusCode === sent.status ? before.status : reply.statusCode
  const changed = Object.entries(headersToReplay(reply, more)).filter(([name, value]) => value !== sent.headers[name])
  const headers = { ...before.headers, ...Object.fromEntries(changed) }
  try {
    if (typeof value === 'string') {
      return encode({ status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, source: 'other' }, value, maxBytes)
    }
    if (Buffer.isBuffer(value)) {
      return encode({ status, headers: { 'content-type': 'application/octet-stream', ...headers }, source: 'other' }, value, maxBytes)
    }
    if (typeof (value as { pipe?: unknown } | null)?.pipe === 'function') return undefined
    // The failure has its own serializer; now the route's serializer for this status is used.
    const payload = reply.code(status).serializer(null as never).serialize(value)
    return encode(
      { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, source: 'object' }, payload, maxBytes
    )
  } catch (error) {
    safeLog(
      reply, 'error', { err: error }, 'the result of a handler that exceeded handlerTimeout could not be serialized: only its key is stored'
    )
    return undefined
  }
}
