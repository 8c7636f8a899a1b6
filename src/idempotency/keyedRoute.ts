import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { implyRoles, type RouteContext } from '../server/forPlugins.ts'
import { NoCanonicalForm } from './canonical.ts'
import { claim, type Claim, type Place } from './claim.ts'
import { toFingerprint, toRouteTag } from './fingerprint.ts'
import { toKeyed, type Keyed } from './keyed.ts'
import type { Settings } from './options.ts'
import { docsLink, raise } from './raise.ts'
import { header, keyRule, readKey } from './readKey.ts'
import { noteError, settle, watch } from './settle.ts'
import { isPromise } from './store.ts'
import { replay } from './storedReply.ts'

/** The state of a request with a key. */
export const kKeyed = Symbol('fastify-error-catalog.idempotency.keyed')

/** The roles of the errors that a route adds by taking keys. */
const impliedRoles = ['validation', 'idempotencyMismatch', 'idempotencyInFlight', 'idempotencyExpired', 'unavailable'] as const

/** Marks the config of a route that takes keys. */
export const kTakesKeys = Symbol('fastify-error-catalog.idempotency.takesKeys')

type WithKey = FastifyRequest & { [kKeyed]?: Keyed | null }

type Done = (error: unknown, value?: unknown) => void

/** The hook is found in Fastify's list by its name, because Fastify binds each hook. */
const hookName = 'idempotencyOnSend'

/**
 * Add the hooks and the handler for keys to a route.
 *
 * The key is read after authentication, before the body is validated. The handler locks it, so after all preHandler hooks,
 * including those that other onRoute hooks add later.
 */
export function addKeys (route: RouteOptions, unsafe: ReadonlySet<string>, place: Place) {
  const { settings } = place
  const tag = toRouteTag(route)
  route.config = { ...route.config, [kTakesKeys]: true } as NonNullable<typeof route.config>
  implyRoles(route, [...settings.required ? ['idempotencyRequired' as const] : [], ...impliedRoles])
  route.preValidation = [...listOf(route.preValidation), (request: WithKey, _reply: FastifyReply, done: Done) => {
    if (unsafe.has(request.method)) readKeyOf(request, tag, settings, done)
    else done(null)
  }] as never
  route.handler = withLock(route.handler, place)
  route.onError = [...listOf(route.onError), (request: WithKey, reply: FastifyReply, error: Error, done: () => void) => {
    const { [kKeyed]: keyed } = request
    if (keyed) noteError(reply, keyed, error, settings)
    done()
  }] as never
  const onSend = (request: WithKey, reply: FastifyReply, payload: unknown, done: Done) => {
    const { [kKeyed]: keyed } = request
    const settled = keyed ? settle(reply, keyed, payload, settings) : undefined
    if (isPromise(settled)) settled.then(() => done(null, payload), done)
    else done(null, payload)
  }
  route.onSend = [Object.defineProperty(onSend, 'name', { value: hookName }), ...listOf(route.onSend)] as never
}

function readKeyOf (request: WithKey, tag: string, settings: Settings, done: Done) {
  const key = readKey(request.headers, settings)
  try {
    if (key === null) {
      raise(request, 'validation', {
        ...docsLink(settings.docs),
        issues: [{ path: header, location: 'header', message: keyRule(settings) }]
      })
    }
    if (key === undefined) {
      if (settings.required) raise(request, 'idempotencyRequired', docsLink(settings.docs))
      return done(null)
    }
    const keep = (fingerprint: string) => {
      request[kKeyed] = toKeyed(key, fingerprint)
      done(null)
    }
    const fingerprint = toFingerprint(request, tag, settings.fingerprint)
    if (isPromise(fingerprint)) fingerprint.then(keep, error => done(explained(request, error)))
    else keep(fingerprint)
  } catch (error) {
    done(explained(request, error))
  }
}

/** The error of a body that cannot be compared: of the client if it is nested too deep, else of the server. */
function explained (request: FastifyRequest, error: unknown): unknown {
  if (!(error instanceof NoCanonicalForm)) return error
  if (!error.isTooDeep) {
    return new TypeError(`the body of ${request.method} ${request.routeOptions.url} has no canonical form for its Idempotency-Key: ` +
      `${error.message}; set the option fingerprint`)
  }
  try {
    return raise(request, 'validation', { issues: [{ path: '', location: 'body', message: `The body ${error.message}.` }] })
  } catch (failure) {
    return failure
  }
}

type Handler = RouteOptions['handler']

/** Run a handler with the lock of its request's key, or replay the stored reply. */
function withLock (handler: Handler, place: Place): Handler {
  return function (request: WithKey, reply) {
    const { [kKeyed]: keyed } = request
    if (!keyed) return handler.call(this, request, reply)
    const proceed = (claimed: Claim): unknown => {
      // The request may have timed out while it waited for the lock.
      const isAnswered = keyed.isAnswered || reply.sent
      if ('attempt' in claimed && !isAnswered) {
        keyed.attempt = claimed.attempt
        return watch(reply, keyed, place.settings, () => handler.call(this, request, reply))
      }
      if ('attempt' in claimed) claimed.attempt.release()
      else if (!isAnswered) replay(reply, claimed.stored)
      return undefined
    }
    const claimed = claim(request, keyed, place)
    if (!isPromise(claimed)) return proceed(claimed)
    // Fastify would send the resolved value (lib/wrap-thenable.js), including the undefined of a handler with a callback.
    return claimed.then(claimed => proceed(claimed) ?? new Promise(() => {}))
  } as Handler
}

/**
 * Move the hooks for keys before all other hooks of a route, once Fastify has all of them: a reply is stored before another
 * hook changes it, and a preSerialization hook that fails runs after the handler.
 */
export function putFirst ({ onSend, preSerialization }: RouteContext) {
  // The catalog plugin has added an onSend hook to every route.
  const hooks = onSend as NonNullable<typeof onSend>
  const index = hooks.findIndex(({ name }) => name === `bound ${hookName}`)
  if (index > 0) hooks.unshift(...hooks.splice(index, 1))
  preSerialization?.unshift(noteReply)
}

function noteReply (request: WithKey, _reply: FastifyReply, payload: unknown, done: Done) {
  if (request[kKeyed]) request[kKeyed].hasReplied = true
  done(null, payload)
}

function listOf<T> (hooks: T | readonly T[] | undefined): readonly T[] {
  return hooks === undefined ? [] : [hooks].flat() as T[]
}
