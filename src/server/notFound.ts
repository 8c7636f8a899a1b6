import type { FastifyReply, FastifyRequest } from 'fastify'
import { toRoleFailure } from './fail.ts'
import { missingOf } from './methods.ts'
import { prepare } from './respond.ts'
import { scopeOf } from './scope.ts'

/**
 * The body of Fastify's own 404 becomes that of the catalog, or a 405 where another method would match.
 *
 * A handler of our own would take the one place that `setNotFoundHandler` has for each prefix, and two scopes
 * with one prefix would not boot; the default answer is always the same, so it is replaced as it is sent.
 */
export function replaceNotFound (request: FastifyRequest, reply: FastifyReply, payload: unknown): string | undefined {
  const scope = scopeOf(request)
  if (scope === undefined || reply.statusCode !== 404 || !isDefault(payload)) return undefined
  return prepare(reply, toRoleFailure(reply, scope, missingOf(request)), scope)
}

/** Fastify's lib/four-oh-four.js, basic404; a preSerialization hook may have put it into a member. */
function isDefault (payload: unknown): boolean {
  return typeof payload === 'string' && payload.includes('{"message":"Route ') && payload.includes(' not found","error":"Not Found","statusCode":404}')
}
