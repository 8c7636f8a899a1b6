import type { FastifyReply } from 'fastify'
import { toFailure } from '../../failure/failure.ts'
import { occurrenceOf } from '../reply/toFailure.ts'
import { prepareReply } from '../reply/sendFailure.ts'
import type { Scope } from '../scope/scope.ts'
import { errorContext } from '../reply/errorContext.ts'
import { mapError } from '../mapping/mapError.ts'
import { readThrown } from '../mapping/readThrown.ts'

/** Characters of a replaced body that are logged: enough to recognise it. */
const loggedLength = 500

/** The catalog's body for an error body that another plugin has sent: its status is mapped to a code. */
export function replaceErrorBody (reply: FastifyReply, scope: Scope, payload: string | null | undefined): string {
  const { entry, retryAfter } = mapError(readThrown({ statusCode: reply.statusCode }), scope.catalog, errorContext(reply, scope))
  const occurrence = occurrenceOf(reply, scope)
  occurrence.retryAfter = retryAfter
  occurrence.cause = `"replaceErrorBodies" replaced: ${(payload ?? '').slice(0, loggedLength)}`
  return prepareReply(reply, toFailure(entry, occurrence), scope)
}
