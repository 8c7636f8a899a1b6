import { types } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { build, type Recipe } from './recipe.ts'
import type { FailRecipe } from './recipes.ts'

export type Case =
  | { readonly style: string, readonly place: string, readonly thrown: Recipe }
  | { readonly style: string, readonly place: string, readonly fail: FailRecipe }

/** Gives the value that a request asks for, made anew. */
type Give = (request: { readonly headers: Readonly<Record<string, unknown>> }) => unknown

interface Place {
  /** Any value, only an error (another value would be a response), or the arguments of `reply.fail`. */
  readonly takes: 'thrown' | 'error' | 'fail'
  /** Fastify closes the connection. */
  readonly closes?: true
  readonly add: (scope: FastifyInstance, url: string, give: Give) => unknown
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown
type Done = (error?: Error | null) => void

const later = () => new Promise(resolve => setImmediate(resolve))
const handled = async () => ({ handled: true })
const fail = (reply: FastifyReply, args: unknown) => (reply.fail as unknown as (...args: unknown[]) => FastifyReply).apply(reply, args as unknown[])

const handler = (takes: Place['takes'], make: (give: Give) => Handler): Place => ({ takes, add: (scope, url, give) => scope.get(url, make(give)) })
const route = (make: (give: Give) => Partial<RouteOptions>, takes: Place['takes'] = 'thrown'): Place => ({
  takes,
  add: (scope, url, give) => scope.route({ method: 'GET', url, handler: handled, ...make(give) })
})

/** The last two arguments of a hook are a payload, if it has one, and its callback. */
const hooks = Object.fromEntries(['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization', 'onSend'].flatMap(name => {
  const withPayload = ['preParsing', 'preSerialization', 'onSend'].includes(name)
  const callback = (act: (request: FastifyRequest, done: Done) => void) => withPayload
    ? (request: FastifyRequest, _reply: unknown, _payload: unknown, done: Done) => act(request, done)
    : (request: FastifyRequest, _reply: unknown, done: Done) => act(request, done)
  return [
    [`${name}, async`, route(give => ({ [name]: async (request: FastifyRequest) => { throw give(request) } }))],
    [`${name}, async, later`, route(give => ({ [name]: async (request: FastifyRequest) => { await later(); throw give(request) } }))],
    [`${name}, sync`, route(give => ({ [name]: callback(request => { throw give(request) }) }))],
    [`${name}, done`, route(give => ({ [name]: callback((request, done) => done(give(request) as Error)) }))]
  ] as Array<[string, Place]>
}))

const parser = (act: (give: Give) => (request: FastifyRequest, body: unknown, done: Done) => unknown, parseAs?: 'string'): Place => ({
  takes: 'thrown',
  closes: true,
  add: (scope, url, give) => scope.register(async inner => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', (parseAs === undefined ? {} : { parseAs }) as { parseAs: 'string' }, act(give) as never)
    inner.post(url, handled)
  })
})

const child = (make: (give: Give) => (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown, takes: Place['takes'] = 'thrown'): Place => ({
  takes,
  add: (scope, url, give) => scope.register(async inner => {
    inner.setErrorHandler(make(give) as never)
    inner.get(url, async () => { throw new Error('plain') })
  })
})

export const places: Readonly<Record<string, Place>> = {
  'handler, sync': handler('thrown', give => request => { throw give(request) }),
  'handler, async': handler('thrown', give => async request => { throw give(request) }),
  'handler, async, later': handler('thrown', give => async request => { await later(); throw give(request) }),
  'handler, rejects': handler('thrown', give => request => Promise.reject(give(request))),
  'returned, sync': handler('error', give => give),
  'returned, async': handler('error', give => async request => give(request)),
  'returned, async, later': handler('error', give => async request => { await later(); return give(request) }),
  'sent, sync': handler('error', give => (request, reply) => { reply.send(give(request)) }),
  'sent, async': handler('error', give => async (request, reply) => reply.send(give(request))),
  'sent, later': handler('error', give => (request, reply) => { setImmediate((error: unknown) => reply.send(error), give(request)) }),
  'sent, with another status': handler('error', give => async (request, reply) => reply.code(201).header('etag', '"1"').type('application/vnd.x+json').send(give(request))),
  ...hooks,
  'onError, async': route(give => ({ handler: async () => { throw new Error('plain') }, onError: async request => { throw give(request) } })),
  'onError, sync': route(give => ({ handler: async () => { throw new Error('plain') }, onError: (request: FastifyRequest, _reply, _error, _done) => { throw give(request) } })),
  'onSend of a failure': route(give => ({ handler: async () => { throw new Error('plain') }, onSend: async request => { throw give(request) } })),
  'onError and onSend': route(give => ({ handler: async request => { throw give(request) }, onError: async request => { throw give(request) }, onSend: async request => { throw give(request) } })),
  'parser, sync': parser(give => (request, _body, _done) => { throw give(request) }),
  'parser, async': parser(give => async request => { throw give(request) }),
  'parser, done': parser(give => (request, _body, done) => done(give(request) as Error)),
  'parser of a text, async': parser(give => async request => { throw give(request) }, 'string'),
  'parser of a text, done': parser(give => (request, _body, done) => done(give(request) as Error), 'string'),
  'validator throws': route(give => ({ schema: { headers: {} }, validatorCompiler: () => headers => { throw give({ headers }) } })),
  'validator gives an error': route(give => ({ schema: { headers: {} }, validatorCompiler: () => headers => ({ error: give({ headers }) as Error }) }), 'error'),
  'validator, async': route(give => ({ schema: { headers: {} }, validatorCompiler: () => (async (headers: Record<string, unknown>) => { throw give({ headers }) }) as never }), 'error'),
  'serializer of the reply': route(give => ({ handler: async (request, reply) => reply.serializer(() => { throw give(request) }).send({ handled: true }) })),
  'serializer of the route': route(give => ({
    schema: { response: { 200: {} } },
    serializerCompiler: () => headers => { throw give({ headers }) },
    handler: async request => ({ ...request.headers })
  })),
  'error handler, sync': child(give => (_error, request) => { throw give(request) }),
  'error handler, async': child(give => async (_error, request) => { throw give(request) }),
  'error handler, rejects later': child(give => async (_error, request) => { await later(); throw give(request) }),
  'error handler, sends': child(give => (_error, request, reply) => { reply.send(give(request)) }, 'error'),
  'error handler, returns': child(give => async (_error, request) => give(request), 'error'),
  'not found handler': {
    takes: 'thrown',
    add: (scope, url, give) => scope.register(async inner => {
      inner.setNotFoundHandler(async request => { throw give(request) })
    }, { prefix: url })
  },
  'fail, sync': handler('fail', give => (request, reply) => { fail(reply, give(request)) }),
  'fail, async': handler('fail', give => async (request, reply) => fail(reply, give(request))),
  'fail, async, later': handler('fail', give => async (request, reply) => { await later(); return fail(reply, give(request)) }),
  'fail in preHandler': route(give => ({ preHandler: async (request, reply) => fail(reply, give(request)) }), 'fail'),
  'fail in an error handler': child(give => async (_error, request, reply) => fail(reply, give(request)), 'fail'),
  'fail, then throw': handler('thrown', give => (request, reply) => { reply.fail('not_found'); throw give(request) }),
  'fail, then reject': handler('thrown', give => async (request, reply) => { reply.fail('not_found'); throw give(request) }),
  'fail, then return': handler('thrown', give => async (request, reply) => { reply.fail('not_found'); return give(request) }),
  'fail, then send': handler('thrown', give => async (request, reply) => { reply.fail('not_found').send(give(request)) })
}

interface Row {
  readonly places: RegExp
  readonly values: (value: unknown) => boolean
  readonly why: string
  /** Places where Fastify does not lose the value. */
  readonly instead: string
  /** Fastify never responds to the request, with or without the plugin. */
  readonly hangs?: true
}

/** Values that plain Fastify does not pass to an error handler. `fuzz.test.ts` proves each row on a server without the plugin. */
export const swallowed: readonly Row[] = [
  {
    places: /^(onRequest|preParsing|preValidation|preHandler|preSerialization|onSend), (sync|done)$/,
    values: value => value === undefined || value === null,
    why: 'a hook that throws undefined or null, or calls back with it, has not failed (lib/hooks.js, lib/handle-request.js, lib/reply.js)',
    instead: 'handler, sync'
  },
  {
    places: /^(preSerialization|onSend), done$/,
    values: value => !value,
    why: 'done(error) counts if it is truthy (lib/hooks.js, onSendHookRunner)',
    instead: 'handler, sync'
  },
  {
    places: /^parser/,
    values: value => value === undefined || value === null,
    why: 'done(error) of a parser, and what its promise rejects with, is compared with null (lib/content-type-parser.js, onDone)',
    instead: 'handler, async'
  },
  {
    places: /^error handler, sync$/,
    values: value => !isError(value),
    why: 'what an error handler throws is sent, and only an Error is sent as an error (lib/error-handler.js, handleError)',
    instead: 'error handler, async'
  },
  {
    places: /^validator throws$/,
    values: value => types.isPromise(value),
    why: 'a promise that a validator throws is awaited like a validation result; one that never settles leaves the request without a response (lib/validation.js)',
    instead: 'handler, sync',
    hangs: true
  },
  {
    places: /^validator/,
    values: value => isGuarded(Object(value) as object),
    why: 'it is asked for its prototype, and an Error is written on (lib/validation.js)',
    instead: 'handler, sync'
  },
  {
    places: /^(returned|sent|error handler, (sends|returns))/,
    values: value => !isError(value),
    why: 'what is returned or sent is an answer, unless it is an Error of this realm (lib/reply.js, send)',
    instead: 'handler, async'
  }
]

function isError (value: unknown): boolean {
  try {
    return value instanceof Error
  } catch {
    return false
  }
}

/** Whether it may throw when a validator's error is given what Fastify knows of it. */
function isGuarded (value: object): boolean {
  return types.isProxy(value) || ['statusCode', 'code', 'validationContext', 'then'].some(name => Object.getOwnPropertyDescriptor(value, name)?.get !== undefined)
}

/** A case, at a place where Fastify does not lose it. */
export function placed (given: Case): Case {
  if (!('thrown' in given)) return given
  const row = swallowed.find(({ places, values }) => places.test(given.place) && values(valueOf(given.thrown)))
  return row === undefined ? given : { ...given, place: row.instead }
}

function valueOf (recipe: Recipe): unknown {
  try {
    return build(recipe)
  } catch (error) {
    return error
  }
}
