import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addClientErrors } from './framework/clientErrors.ts'
import { answerOf, beginSending } from './reply/answer.ts'
import { isFromObject, isReplayedFailure, markFromObject } from './reply/bodySource.ts'
import { setRequestId } from './reply/headers.ts'
import { replaceErrorBody } from './framework/errorBodies.ts'
import { answerNotFound, replaceNotFound } from './framework/notFound.ts'
import { setRateLimitHeaders } from './rateLimit/rateLimitHeaders.ts'
import { addRequestGuards } from './framework/requestGuards.ts'
import { safeLog } from './fastify/safeLog.ts'
import { requestIdOf } from './scope/requestId.ts'
import { dropLate } from './reply/sendFailure.ts'
import { scopeOf, type Scope } from './scope/scope.ts'
import { reportUncovered } from './framework/uncovered.ts'

const kHooked = { server: Symbol('fastify-error-catalog.server'), preSerialization: Symbol('fastify-error-catalog.preSerialization') }

/** Add hooks to an instance once; its child scopes inherit them. */
function addOnce (app: FastifyInstance, name: keyof typeof kHooked, add: () => void) {
  const key = kHooked[name]
  if ((app as unknown as Record<symbol, unknown>)[key] === true) return
  app.decorate(key as unknown as string, true)
  add()
}

/** Add the handlers of the server's root, which serve all scopes: unmatched routes and connection errors. */
export function addServerHooks (root: FastifyInstance) {
  addOnce(root, 'server', () => {
    addRequestGuards(root)
    addClientErrors(root)
    root.addHook('onSend', answerOnSend)
    if (process.env['NODE_ENV'] !== 'production') root.addHook('onResponse', reportChanges)
    root.addHook('onReady', done => {
      answerNotFound(root)
      reportUncovered(root)
      done()
    })
  })
}

function answerOnSend (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void) {
  const answer = answerOf(reply)
  if (answer === undefined) {
    const scope = scopeOf(request)
    // The hook runs for the whole server: skip routes without a catalog.
    done(null, scope === undefined ? payload : onSend(reply, payload, scope))
  } else if (answer.hasPassed) {
    // Do not call `done`: this run ends here, because its payload would be sent with the status of the failure.
    dropLate(reply, payload)
  } else {
    answer.hasPassed = true
    done(null, payload)
  }
}

function onSend (reply: FastifyReply, payload: unknown, scope: Scope): unknown {
  const { request } = reply
  beginSending(reply)
  setRateLimitHeaders(request, reply)
  const body = replaceBody(reply, payload, scope)
  if (body !== undefined) return body
  setRequestId(reply, scope, requestIdOf(request, scope))
  const { wrap } = scope.envelope
  if (wrap === undefined || !isWrappable(reply, payload)) return payload
  reply.removeHeader('content-length')
  return wrap(payload)
}

/** The failure's body that replaces an error body that another plugin has sent. */
function replaceBody (reply: FastifyReply, payload: unknown, scope: Scope): string | undefined {
  const { statusCode } = reply
  if (statusCode < 400 || isReplayedFailure(reply)) return undefined
  const body = reply.request.is404 ? replaceNotFound(scope, reply, payload) : undefined
  return body ?? (scope.replaceErrorBodies && isText(payload) ? replaceErrorBody(reply, scope, payload) : undefined)
}

function isText (payload: unknown): payload is string | null | undefined {
  return typeof payload === 'string' || payload === null || payload === undefined
}

function isWrappable (reply: FastifyReply, payload: unknown): payload is string {
  const { statusCode } = reply
  return isFromObject(reply) && typeof payload === 'string' && payload !== '' && statusCode >= 200 && statusCode < 300 &&
    statusCode !== 204
}

/**
 * Remember which replies were made from an object: only these are wrapped.
 *
 * preSerialization hooks do not run for strings, buffers and streams (Fastify, docs/Reference/Hooks.md).
 */
export function addSuccessHook (app: FastifyInstance) {
  addOnce(app, 'preSerialization', () => {
    app.addHook('preSerialization', (_request, reply, payload, done) => {
      if (isJson(reply)) markFromObject(reply)
      done(null, payload)
    })
  })
}

/** Log a failure whose status or media type a hook has changed. A changed body is the user's decision. */
function reportChanges (request: FastifyRequest, reply: FastifyReply, done: () => void) {
  const answer = answerOf(reply)
  if (answer !== undefined) {
    const { failure: { code, status }, contentType } = answer
    const sent = { status: reply.statusCode, 'content-type': String(reply.getHeader('content-type')) }
    if (sent.status !== status || mediaType(sent['content-type']) !== mediaType(contentType)) {
      safeLog(
        request,
        'warn',
        { code, sent },
        `"${code}" was sent as ${sent.status} ${sent['content-type']} instead of ${status} ${contentType}: a hook of onSend has changed it`
      )
    }
  }
  done()
}

function mediaType (contentType: string): string {
  return contentType.replace(/;.*/s, '').trim().toLowerCase()
}

function isJson (reply: FastifyReply): boolean {
  return /^application\/json\b/i.test(String(reply.getHeader('content-type')))
}
