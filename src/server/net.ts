import type { FastifyReply } from 'fastify'
import { toFailure } from '../catalog/failure.ts'
import { occurrenceOf } from './fail.ts'
import { prepare } from './respond.ts'
import type { Scope } from './scope.ts'
import { translate } from './translate.ts'

/** Enough of a body that is replaced to recognise it in the log. */
const loggedLength = 500

/** The catalog's body instead of one that somebody else has sent with the status of an error: the status finds the code. */
export function replaceForeign (reply: FastifyReply, scope: Scope, payload: string | null | undefined): string {
  const { entry, ...rest } = translate({ statusCode: reply.statusCode }, scope.catalog, reply)
  const cause = `"net" replaced: ${(payload ?? '').slice(0, loggedLength)}`
  return prepare(reply, toFailure(entry, { ...occurrenceOf(reply, scope), ...rest, cause }), scope)
}
