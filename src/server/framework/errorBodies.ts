import type { FastifyReply } from 'fastify'
import { toFailure } from '../../failure/failure.ts'
import { occurrenceOf } from '../reply/toFailure.ts'
import { prepareReply } from '../reply/sendFailure.ts'
import type { Scope } from '../scope/scope.ts'
import { errorContext } from '../reply/errorContext.ts'
import { mapError } from '../mapping/mapError.ts'
import { readThrown } from '../mapping/readThrown.ts'

/** Enough of a body that is replaced to recognise it in the log. */
const loggedLength = 500

/** The catalog's body for one that somebody else has sent with the status of an error: the status is mapped to a code. */
export function replaceErrorBody (reply: FastifyReply, scope: Scope, payload: string | null | undefined): string {
  const { entry, retryAfter } = mapError(readThrown({ statusCode: reply.statusCode }), scope.catalog, errorContext(reply, scope))
  const occurrence = occurrenceOf(reply, scope)
  occurrence.retryAfter = retryAfter
  occurrence.cause = `"replaceErrorBodies" replaced: ${(payload ?? '').slice(0, loggedLength)}`
  return prepareReply(reply, toFailure(entry, occurrence), scope)
}
