import { setTimeout as wait } from 'node:timers/promises'
import rateLimit, { type RateLimitPluginOptions } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog from '../../../src/index.ts'
import { fieldsOf } from './fieldsOf.ts'
import { serve, type Got } from '../../serve.ts'

function limited (t: Test, options: RateLimitPluginOptions, build: (app: FastifyInstance) => unknown = () => {}) {
  return serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(rateLimit, { max: 1, timeWindow: 60_000, ...options })
    app.get('/', async () => ({ done: true }))
    await build(app)
  })
}

const codeOf = ({ body }: Got) => (body as { error?: { code: string } }).error?.code

t.test('a limit of @fastify/rate-limit is sent in the IETF fields, on successes and on failures', async t => {
  for (const [title, options] of [
    ['by default', {}],
    ['with enableDraftSpec', { enableDraftSpec: true }],
    ['with exponentialBackoff', { exponentialBackoff: true }],
    ['with continueExceeding', { continueExceeding: true }]
  ] as const) {
    const { ask } = await limited(t, { ...options, max: 2 })
    for (const [status, remaining] of [[200, 1], [200, 0], [429, 0], [429, 0], [429, 0]] as const) {
      const got = await ask('/')
      t.equal(got.status, status, title)
      const [policy, limit] = fieldsOf(got)
      t.same(policy, [['default', { q: 2 }]], title)
      t.match(limit, [['default', { r: remaining, t: Number }]], title)
      const reset = limit?.[0]?.[1]['t']
      t.equal(String(reset), got.headers[`${title === 'with enableDraftSpec' ? '' : 'x-'}ratelimit-reset`], title)
      if (status === 200) continue
      t.equal(codeOf(got), 'rate_limited', title)
      t.match(got.headers['retry-after'], /^[1-9]\d*$/, title)
      t.ok(Number(got.headers['retry-after']) >= Number(reset), `${title}: nobody is asked back before the reset`)
    }
  }
})

t.test('a request after Retry-After is accepted', async t => {
  for (const options of [{}, { enableDraftSpec: true }, { exponentialBackoff: true }, { continueExceeding: true }]) {
    const { ask } = await limited(t, { ...options, timeWindow: 300 })
    await ask('/')
    const got = await ask('/')
    t.equal(got.status, 429)
    await wait(Number(got.headers['retry-after']) * 1000)
    t.equal((await ask('/')).status, 200, JSON.stringify(options))
  }
})

t.test('Retry-After and the body have the same wait', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'merchant' } })
    await app.register(rateLimit, { max: 0 })
    app.get('/', async () => 'done')
  })
  const got = await ask('/')
  t.match(got.body, { error: { code: 'rate_limited', details: { resetSeconds: Number(got.headers['retry-after']) } } })
})

t.test('an errorResponseBuilder changes neither code nor body, whatever it gives', async t => {
  for (const [title, answer, code, options = {}] of [
    ['an object without a status', { message: 'hunter2' }, 'rate_limited'],
    ['an empty object', {}, 'rate_limited'],
    ['an error without a status', new Error('hunter2'), 'rate_limited'],
    ['a text', 'hunter2', 'rate_limited'],
    ['the documented object', { statusCode: 429, error: 'Too Many Requests', message: 'hunter2' }, 'rate_limited'],
    ['with the fields of the draft', {}, 'rate_limited', { enableDraftSpec: true }],
    ['a ban', { statusCode: 403, message: 'hunter2' }, 'banned', { ban: 0 }],
    ['a ban with the fields of the draft', { statusCode: 403 }, 'banned', { ban: 0, enableDraftSpec: true }],
    ['a custom status', { statusCode: 503 }, 'unavailable']
  ] as const) {
    const { ask } = await limited(t, { ...options, max: 0, errorResponseBuilder: () => answer as object })
    const got = await ask('/')
    t.equal(codeOf(got), code, title)
    t.match(got.headers['retry-after'], /^[1-9]\d*$/, title)
    t.notMatch(got.text, 'hunter2', title)
  }
  const { ask } = await limited(t, { max: 0, ban: 0 })
  const got = await ask('/')
  t.match([got.status, codeOf(got)], [403, 'banned'], 'the plugin\'s own ban')
})

t.test('a failure of a handler is not the limiter\'s, although its request was the last allowed', async t => {
  const { ask } = await limited(t, { keyGenerator: ({ url }) => url }, app => {
    app.get('/bug', async () => { throw new Error('hunter2') })
    app.get('/slow', async (_request, reply) => {
      reply.header('retry-after', 7)
      throw new Error('hunter2')
    })
    app.get('/forbidden', async () => { throw Object.assign(new Error('hunter2'), { statusCode: 403 }) })
  })
  for (const [path, code] of [['/bug', 'internal_error'], ['/slow', 'internal_error'], ['/forbidden', 'forbidden']] as const) {
    const got = await ask(path)
    t.equal(codeOf(got), code, path)
    t.match(fieldsOf(got), [[['default', { q: 1 }]], [['default', { r: 0 }]]], path)
  }
})

t.test('the wait of a 429 is read from headers in seconds, not from the date of a reset', async t => {
  const now = Math.ceil(Date.now() / 1000)
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    app.get<{ Params: { name: string, value: string } }>('/:name/:value', async ({ params: { name, value } }, reply) => {
      reply.header(name, value)
      throw Object.assign(new Error('hunter2'), { statusCode: 429 })
    })
  })
  for (const [name, value, want] of [
    ['x-ratelimit-reset', 30, '30'],
    ['x-ratelimit-reset', now + 30, undefined],
    ['ratelimit-reset', now + 30, undefined],
    ['retry-after', 31_535_999, '31535999']
  ] as const) t.equal((await ask(`/${name}/${value}`)).headers['retry-after'], want, `${name}: ${value}`)
})

t.test('fields are not invented for another limit, or for none', async t => {
  const none = [[], []]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    const set = (headers: Record<string, unknown>) => async (_request: unknown, reply: FastifyReply) => {
      for (const [name, value] of Object.entries(headers)) reply.header(name, value)
      return 'done'
    }
    const label = (max: unknown, remaining: unknown, reset: unknown) => ({ 'x-ratelimit-limit': max, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset })
    app.get('/proxied', set(label('60', '59', '1700000000')))
    app.get('/half', set({ 'x-ratelimit-limit': 60 }))
    app.get('/unlimited', set(label(Infinity, Infinity, 5)))
    app.get('/nothing', set(label(NaN, NaN, 5)))
    app.get('/broken', set(label(2.5, 1.5, 5)))
    app.get('/lost', set(label(5, 4, -0)))
    app.get('/own', set({ ...label(5, 4, 3), ratelimit: '"mine";r=1' }))
    app.get('/ownPolicy', set({ ...label(5, 4, 3), 'ratelimit-policy': '"mine";q=1' }))
  })
  for (const [path, fields] of [
    ['/proxied', none],
    ['/half', none],
    ['/unlimited', none],
    ['/nothing', none],
    ['/broken', [[['default', { q: 2 }]], [['default', { r: 1, t: 5 }]]]],
    ['/lost', [[['default', { q: 5 }]], [['default', { r: 4, t: 0 }]]]],
    ['/own', [[], [['mine', { r: 1 }]]]],
    ['/ownPolicy', [[['mine', { q: 1 }]], []]]
  ] as const) t.same(fieldsOf(await ask(path)), fields, path)
})

t.test('a route outside of all catalogs keeps its headers', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(rateLimit, { max: 2 })
    await app.register(async scope => {
      await scope.register(errorCatalog)
      scope.get('/', async () => 'done')
    }, { prefix: '/v1' })
    app.get('/', async () => 'done')
  })
  t.same(fieldsOf(await ask('/')), [[], []])
  t.match(fieldsOf(await ask('/v1/')), [[['default', { q: 2 }]], [['default', { r: 0 }]]])
})

t.test('a store that cannot count fails the request, or accepts it with skipOnError', async t => {
  class Broken {
    incr (_key: string, done: (error: Error | null) => void) { done(Object.assign(new Error('connect to secret-host:6379'), { code: 'ECONNREFUSED' })) }
    child () { return this }
  }
  for (const [skipOnError, status] of [[false, 503], [true, 200]] as const) {
    const { ask, logs } = await limited(t, { store: Broken as never, skipOnError })
    const got = await ask('/')
    t.equal(got.status, status)
    t.same(fieldsOf(got), [[], []], 'nothing was counted, so no field is sent')
    t.notMatch(JSON.stringify([got.text, got.headers]), 'secret-host')
    if (status === 503) t.match(logs.find(line => line['code'] === 'unavailable'), { err: { message: /secret-host/ } })
  }
})
