import type { FastifyReply } from 'fastify'
import { safeLog } from '../fastify/safeLog.ts'
import { readThrown } from '../mapping/readThrown.ts'
import { isClientAbort } from '../roles/clientAbort.ts'
import { safeGet } from '../../support/safeGet.ts'

/**
 * End a request whose client has closed its connection, if this caused the error.
 *
 * This is not a failure: one line at debug, no `onFailure`, and no response, because nobody would read it.
 *
 * @returns whether the request was ended
 */
export function dropAborted (reply: FastifyReply, error: unknown): boolean {
  if (!isGone(reply) || !readThrown(error).names.some(isClientAbort)) return false
  safeLog(reply, 'debug', { err: error }, 'the client closed the connection before its response was sent')
  reply.hijack()
  return true
}

function isGone ({ request: { raw } }: FastifyReply): boolean {
  return safeGet(safeGet(raw, 'socket'), 'destroyed') === true
}
