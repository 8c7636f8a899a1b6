import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { claim, type Asked } from './claim.ts'
import { toFingerprint } from './fingerprint.ts'
import { toSettings, toRouteSettings, type IdempotencyOptions, type RouteIdempotency, type Settings } from './options.ts'
import { raise } from './raise.ts'
import { header, keyRule, readKey } from './readKey.ts'
import { settle, settleUnsent, settleWithoutHooks } from './settle.ts'
import { restore } from './storedReply.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: keys mean nothing here. An object: what is other here than in the registration. */
    idempotency?: false | RouteIdempotency
  }
}

const kSettings = Symbol.for('fastify-error-catalog.idempotency.settings')
const kAsked = Symbol.for('fastify-error-catalog.idempotency.asked')

type WithKey = FastifyRequest & { [kAsked]?: Asked }

async function register (app: FastifyInstance, options: IdempotencyOptions) {
  const settings = toSettings(options)
  if (Object.hasOwn(app, kSettings)) {
    throw new Error(`fastify-error-catalog/idempotency is registered twice in the scope "${app.prefix || '/'}": remove one, or register the second inside app.register(async scope => …)`)
  }
  app.decorate(kSettings as unknown as string, settings)
  const { prefix } = app
  app.addHook('onRoute', function (this: FastifyInstance & { [kSettings]?: Settings }, route: RouteOptions) {
    // Below another registration that one's hook sees the route as well.
    if (this[kSettings] === settings) addTo(route, settings, prefix)
  })
}

/** Methods that change nothing, so that a key means nothing (RFC 9110, section 9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])

/** Methods that may be repeated as they are (RFC 9110, section 9.2.2): they take keys where a route asks for it. */
const repeatable = new Set(['PUT', 'DELETE'])

/**
 * Add what keys need to a route that changes something.
 *
 * The key is read when the request is authenticated, and locked last of all before the handler, so that what was refused
 * before does not count; the reply is kept first of the route's hooks, before it is compressed for one client.
 */
function addTo (route: RouteOptions, ofScope: Settings, prefix: string) {
  const own = route.config?.idempotency
  if (own === false) return
  const methods = [route.method].flat().map(method => method.toUpperCase())
  const unsafe = new Set(methods.filter(method => !safe.has(method) && (own !== undefined || !repeatable.has(method))))
  const title = `${methods.join(', ')} ${route.url}`
  const settings = own === undefined ? ofScope : toRouteSettings(ofScope, own, title)
  if (unsafe.size === 0) {
    // Fastify adds HEAD for each GET, with its config.
    if (own !== undefined) throw new TypeError(`config.idempotency of ${title} has no effect: the method changes nothing`)
    return
  }
  const { handler } = route
  route.preValidation = [...listOf(route.preValidation), async (request: WithKey) => {
    if (unsafe.has(request.method)) read(request, settings)
  }] as never
  route.preHandler = [...listOf(route.preHandler), async (request: WithKey, reply: FastifyReply) => {
    const asked = request[kAsked]
    if (asked === undefined) return
    await claim(request, asked, settings, prefix)
    // Its body is put in where it was taken from: past the hooks that it has been through.
    if (asked.replay !== undefined) return reply.send()
    reply.raw.once('close', () => settleWithoutHooks(reply, asked))
  }] as never
  route.handler = function (request: WithKey, reply) {
    const result = handler.call(this, request, reply) as unknown
    const asked = request[kAsked]
    if (asked !== undefined && result instanceof Promise) settleUnsent(reply, asked, result)
    return result
  } as typeof handler
  route.onError = [...listOf(route.onError), async (request: WithKey, _reply: FastifyReply, error: Error) => {
    if (request[kAsked] !== undefined) request[kAsked].error = error
  }] as never
  route.onSend = [async (request: WithKey, reply: FastifyReply, payload: unknown) => {
    const asked = request[kAsked]
    if (asked?.replay !== undefined) return restore(reply, asked.replay)
    if (asked !== undefined) await settle(reply, asked, payload, settings)
    return payload
  }, ...listOf(route.onSend)] as never
}

function read (request: WithKey, { required }: Settings) {
  const key = readKey(request.headers)
  if (key === null) raise(request, 'validation', { issues: [{ path: header, location: 'header', message: keyRule }] })
  if (key !== undefined) request[kAsked] = { key, fingerprint: toFingerprint(request) }
  else if (required) raise(request, 'idempotencyRequired')
}

function listOf<T> (hooks: T | readonly T[] | undefined): readonly T[] {
  return hooks === undefined ? [] : [hooks].flat() as T[]
}

/** The plugin: routes that change something run once for each `Idempotency-Key`. */
export const idempotency = fastifyPlugin(register, { name: 'fastify-error-catalog-idempotency', fastify: '5.x', dependencies: ['fastify-error-catalog'] })
