import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addClientErrors } from './framework/clientErrors.ts'
import { setRequestId } from './reply/headers.ts'
import { replaceErrorBody } from './framework/errorBodies.ts'
import { answerNotFound, replaceNotFound } from './framework/notFound.ts'
import { setRateLimitHeaders } from './rateLimit/rateLimitHeaders.ts'
import { addRequestGuards } from './framework/requestGuards.ts'
import { requestIdOf } from './scope/requestId.ts'
import { beginSending, isAnswered, resend } from './reply/sendFailure.ts'
import { hookName, routeOf, scopeOf, type Route } from './scope/routeContext.ts'
import type { Scope } from './scope/scope.ts'
import { reportUncovered } from './framework/uncovered.ts'

const kWrap = Symbol.for('fastify-error-catalog.wrap')

type Wrapped = FastifyReply & { [kWrap]?: true }

/** Add a hook to an instance once; those below it inherit it. */
function addOnce (app: FastifyInstance, name: string, add: () => void) {
  const key = Symbol.for(`fastify-error-catalog.hooked.${name}`)
  if ((app as unknown as Record<symbol, unknown>)[key] === true) return
  app.decorate(key as unknown as string, true)
  add()
}

/** What the root of a server answers for all its scopes: also where no route matches, and where no request comes to be. */
export function addServerHooks (root: FastifyInstance) {
  addOnce(root, 'server', () => {
    addRequestGuards(root)
    addClientErrors(root)
    root.addHook('onSend', Object.defineProperty(answerOnSend, 'name', { value: hookName }))
    root.addHook('onReady', done => {
      answerNotFound(root)
      reportUncovered(root)
      done()
    })
  })
}

function answerOnSend (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload: unknown) => void) {
  // A failure has left, as a hook of preSerialization that runs on was not waited for: Fastify would throw (lib/reply.js, safeWriteHead).
  const route = routeOf(request)
  const scope = scopeOf(request, route)
  // The hook is the root's; routes that no catalog answers for are left alone.
  if (scope === undefined) done(null, payload)
  else if (reply.raw.writableEnded) resend(reply, payload)
  else done(null, onSend(reply, payload, scope, route))
}

function onSend (reply: FastifyReply, payload: unknown, scope: Scope, route: Route): unknown {
  const { request } = reply
  const { isAlone, is404 } = route
  setRateLimitHeaders(request, reply)
  // A text leaves in this turn, unless another hook has to see it.
  if (!isAlone || typeof payload !== 'string') beginSending(reply)
  if (isAnswered(reply)) return payload
  if (is404) {
    const body = replaceNotFound(scope, reply, payload)
    if (body !== undefined) return body
  }
  if (scope.net && reply.statusCode >= 400 && isText(payload)) return replaceErrorBody(reply, scope, payload)
  setRequestId(reply, scope, requestIdOf(request, scope, route))
  const { wrap } = scope.envelope
  if (wrap === undefined || !isWrappable(reply, payload)) return payload
  reply.removeHeader('content-length')
  return wrap(payload)
}

function isText (payload: unknown): payload is string | null | undefined {
  return typeof payload === 'string' || payload === null || payload === undefined
}

function isWrappable (reply: Wrapped, payload: unknown): payload is string {
  const { statusCode } = reply
  return reply[kWrap] === true && typeof payload === 'string' && payload !== '' && statusCode >= 200 && statusCode < 300 && statusCode !== 204
}

/**
 * Remember which replies came from an object: only those are wrapped.
 *
 * Hooks of preSerialization run for nothing else: not for strings, buffers and streams (Fastify, docs/Reference/Hooks.md).
 */
export function addSuccessHook (app: FastifyInstance) {
  addOnce(app, 'preSerialization', () => {
    app.addHook('preSerialization', (_request, reply, payload, done) => {
      if (isJson(reply)) (reply as Wrapped)[kWrap] = true
      done(null, payload)
    })
  })
}

function isJson (reply: FastifyReply): boolean {
  return /^application\/json\b/i.test(String(reply.getHeader('content-type')))
}
