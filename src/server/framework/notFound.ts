import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from 'fastify'
import { toRoleFailure } from '../reply/toFailure.ts'
import { internal } from '../fastify/internals.ts'
import { unmatchedRole } from '../reply/unmatchedRoute.ts'
import { prepareReply, sendFailure } from '../reply/sendFailure.ts'
import { scopeOf, type Scope } from '../scope/scope.ts'

/**
 * Replace Fastify's own 404, or respond with 405 if another method would match.
 *
 * Call it when all handlers are set: `setNotFoundHandler` has one place for each prefix, which belongs to the user.
 */
export function answerNotFound (root: FastifyInstance) {
  // Fastify's lib/four-oh-four.js: false once a handler for the root is set.
  const isFree = internal<boolean>(root, 'fastify.canSetNotFoundHandler')
  const context = internal<{ handler: RouteHandlerMethod }>(root, 'fastify.404ContextKey')
  if (isFree !== true || context === undefined) return
  const { handler } = context
  context.handler = function (request, reply) {
    const scope = scopeOf(request)
    return scope === undefined
      ? handler.call(this, request, reply)
      : sendFailure(reply, toRoleFailure(reply, scope, unmatchedRole(request)), scope)
  }
}

/**
 * Replace the body of Fastify's own 404 by that of the catalog when it is sent, if the handler above did not run.
 *
 * That happens for `setNotFoundHandler()` without a handler in a prefix, and for `reply.callNotFound` in older
 * Fastify 5, whose routes have copies of the 404 (5.0.0, lib/fourOhFour.js, setContext).
 */
export function replaceNotFound (scope: Scope, reply: FastifyReply, payload: unknown): string | undefined {
  if (reply.statusCode !== 404 || !isDefault(payload)) return undefined
  return prepareReply(reply, toRoleFailure(reply, scope, unmatchedRole(reply.request)), scope)
}

/** Fastify's lib/four-oh-four.js, basic404: a preSerialization hook may have wrapped it in a member. */
function isDefault (payload: unknown): boolean {
  return typeof payload === 'string' && payload.includes('{"message":"Route ') &&
    payload.includes(' not found","error":"Not Found","statusCode":404}')
}
