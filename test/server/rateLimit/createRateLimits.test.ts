import { setTimeout as wait } from 'node:timers/promises'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog, { createRateLimits, type RateLimitPolicy } from '../../../src/index.ts'
import { fieldsOf } from './fieldsOf.ts'
import { serve, type Got } from '../../serve.ts'

const codeOf = ({ body }: Got) => (body as { error?: { code: string } }).error?.code
const headerOf = (name: string) => (request: { headers: Record<string, unknown> }) => String(request.headers[name])

const catalog = {
  extends: 'http',
  codes: {
    key_used_up: { status: 429, message: 'This key is used up for {resetSeconds} s.', details: { resetSeconds: 'integer' }, retryAfter: '{resetSeconds}' },
    team_used_up: { status: 429, message: 'This team is used up for {resetSeconds} s.', details: { resetSeconds: 'integer' }, retryAfter: '{resetSeconds}' },
    plan_used_up: { status: 429, message: 'The plan {plan} allows {max} requests in {window} s.', details: { plan: 'string', max: 'integer', window: 'integer' }, aliases: ['plan_gone'] }
  }
} as const

const key: RateLimitPolicy = { name: 'key', code: 'key_used_up', max: 2, timeWindow: '1 minute', keyGenerator: headerOf('x-key') }
const team: RateLimitPolicy = { name: 'team', code: 'team_used_up', max: 3, timeWindow: 90_500, keyGenerator: headerOf('x-team') }

/** A server with the budgets on its one route. */
function budgeted (t: Test, budgets: readonly RateLimitPolicy[], { limiter = {}, route = {} }: { limiter?: object, route?: object } = {}) {
  return serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(rateLimit, { global: false, ...limiter })
    app.addHook('onRequest', createRateLimits(app, budgets))
    app.get('/', { config: route }, async () => ({ done: true }))
  })
}

const by = (key: string, team: string) => ({ headers: { 'x-key': key, 'x-team': team } })

t.test('each budget of a route has its code, and every response shows the rest of all counted budgets', async t => {
  const { ask } = await budgeted(t, [key, team])
  const policies = { key: { q: 2, w: 60 }, team: { q: 3, w: 91 } }
  for (const [title, caller, status, code, left] of [
    ['first', by('a', 't'), 200, undefined, { key: 1, team: 2 }],
    ['second', by('a', 't'), 200, undefined, { key: 0, team: 1 }],
    ['the key is used up, and its team does not pay', by('a', 't'), 429, 'key_used_up', { key: 0 }],
    ['another key of the team', by('b', 't'), 200, undefined, { key: 1, team: 0 }],
    ['the team is used up', by('b', 't'), 429, 'team_used_up', { key: 0, team: 0 }],
    ['and stays so for a third key', by('c', 't'), 429, 'team_used_up', { key: 1, team: 0 }],
    ['another team', by('d', 'u'), 200, undefined, { key: 1, team: 2 }]
  ] as const) {
    const got = await ask('/', caller)
    t.match([got.status, codeOf(got)], [status, code], title)
    const names = Object.keys(left) as Array<keyof typeof policies>
    const [policy, limit] = fieldsOf(got)
    t.same(policy, names.map(name => [name, policies[name]]), title)
    t.match(limit, Object.entries(left).map(([name, r]) => [name, { r, t: Number }]), title)
    if (status !== 429) continue
    const retryAfter = Number(got.headers['retry-after'])
    t.match(got.body, { error: { details: { resetSeconds: retryAfter } } }, title)
    t.equal(limit?.at(-1)?.[1]['t'], retryAfter, title)
    t.equal(got.headers['cache-control'], 'no-store', title)
  }
})

t.test('in the other order the shared budget is counted although the own one is used up', async t => {
  const { ask } = await budgeted(t, [team, { ...key, max: 1 }])
  const codes = [undefined, 'key_used_up', 'key_used_up', 'team_used_up']
  for (const code of codes) t.equal(codeOf(await ask('/', by('a', 't'))), code)
})

t.test('a request after Retry-After is accepted', async t => {
  const { ask } = await budgeted(t, [{ ...key, max: 1, timeWindow: 300 }])
  await ask('/', by('a', 't'))
  const got = await ask('/', by('a', 't'))
  t.equal(got.headers['retry-after'], '1')
  await wait(1000)
  t.equal((await ask('/', by('a', 't'))).status, 200)
})

t.test('max and timeWindow depend on the request and its key', async t => {
  const { ask } = await budgeted(t, [{
    ...key,
    max: async (request, key) => request.headers['x-team'] === 'big' && key === 'a' ? 100.9 : 1,
    timeWindow: (request, key) => request.headers['x-team'] === 'big' ? '1 hour' : key === 'b' ? 2500 : 60_000
  }])
  for (const [caller, q, w] of [[by('a', 'big'), 100, 3600], [by('c', 'big'), 1, 3600], [by('b', 'small'), 1, 3], [by('d', 'small'), 1, 60]] as const) {
    const [policy, limit] = fieldsOf(await ask('/', caller))
    t.same(policy, [['key', { q, w }]])
    t.match(limit, [['key', { r: q - 1 }]])
  }
})

t.test('a function that returns no number is a bug, and is logged: no request is unlimited by accident', async t => {
  for (const [option, given, message] of [
    ['max', undefined, 'max of the rate limit "key" must be a number from 0, got undefined'],
    ['max', NaN, 'max of the rate limit "key" must be a number from 0, got NaN'],
    ['max', '5', 'max of the rate limit "key" must be a number from 0, got "5"'],
    ['timeWindow', 'soon', 'timeWindow of the rate limit "key" must be milliseconds from 1 or a text such as "1 minute", got "soon"'],
    ['timeWindow', 0, 'timeWindow of the rate limit "key" must be milliseconds from 1 or a text such as "1 minute", got 0'],
    ['timeWindow', Infinity, 'timeWindow of the rate limit "key" must be milliseconds from 1 or a text such as "1 minute", got Infinity']
  ] as const) {
    const { ask, logs } = await budgeted(t, [{ ...key, [option]: () => given }])
    const got = await ask('/', by('a', 't'))
    t.match([got.status, codeOf(got)], [500, 'internal_error'], message)
    t.match(logs.find(line => line['code'] === 'internal_error'), { err: { message } }, message)
  }
})

t.test('an error in a function of a budget fails the request, without its message', async t => {
  const fail = () => { throw new Error('hunter2') }
  for (const broken of [{ keyGenerator: fail }, { max: fail }, { timeWindow: fail }, { allowList: fail }, { max: 0, details: fail }]) {
    const { ask } = await budgeted(t, [{ ...key, ...broken } as RateLimitPolicy])
    const got = await ask('/', by('a', 't'))
    t.match([got.status, codeOf(got)], [500, 'internal_error'], Object.keys(broken).join())
    t.notMatch(got.text, 'hunter2')
  }
})

t.test('without a limit, or for allowed keys, nothing is counted and no field is sent', async t => {
  for (const [title, options] of [
    ['Infinity', { max: Infinity }],
    ['a function that gives it', { max: () => Infinity }],
    ['a list of keys', { max: 0, allowList: ['a'] }],
    ['a function of the request', { max: 0, allowList: async (request, key) => request.headers['x-team'] === 't' && key === 'a' }]
  ] as ReadonlyArray<[string, Partial<RateLimitPolicy>]>) {
    const { ask } = await budgeted(t, [{ ...key, ...options }])
    const got = await ask('/', by('a', 't'))
    t.same([got.status, fieldsOf(got)], [200, [[], []]], title)
    if (title.startsWith('a list') || title.includes('request')) t.equal((await ask('/', by('b', 't'))).status, 429, title)
  }
})

t.test('max is sent as counted, up to the largest integer of a field', async t => {
  for (const [max, policy] of [[2.9, [['key', { q: 2, w: 60 }]]], [999_999_999_999_999, [['key', { q: 999_999_999_999_999, w: 60 }]]], [1e15, []]] as const) {
    const { ask } = await budgeted(t, [{ ...key, max }])
    t.same(fieldsOf(await ask('/', by('a', 't')))[0], policy)
  }
})

t.test('options of the limiter do not apply to budgets', async t => {
  const { ask } = await budgeted(t, [{ ...key, max: 0 }], { limiter: { ban: 0, allowList: ['a'], max: 1000 } })
  const got = await ask('/', by('a', 't'))
  t.match([got.status, codeOf(got)], [429, 'key_used_up'])
})

t.test('a ban is the role banned', async t => {
  const { ask } = await budgeted(t, [{ ...key, max: 1, ban: 1 }])
  for (const [status, code] of [[200, undefined], [429, 'key_used_up'], [403, 'banned'], [403, 'banned']] as const) {
    const got = await ask('/', by('a', 't'))
    t.match([got.status, codeOf(got)], [status, code])
    t.match(fieldsOf(got)[1], [['key', { r: 0 }]])
  }
})

t.test('details of the code come from the option, and aliases are codes', async t => {
  const { ask } = await budgeted(t, [{ ...key, code: 'plan_gone', max: 1, details: ({ max, windowSeconds }, { headers }) => ({ plan: headers['x-team'], max, window: windowSeconds }) }])
  await ask('/', by('a', 'free'))
  const got = await ask('/', by('a', 'free'))
  t.match(got.body, { error: { code: 'plan_used_up', message: 'The plan free allows 1 requests in 60 s.', details: { plan: 'free', max: 1, window: 60 } } })
  t.match(got.headers['retry-after'], /^[1-9]\d*$/)
})

t.test('a limit of @fastify/rate-limit itself and budgets count side by side', async t => {
  const { ask } = await budgeted(t, [{ ...key, max: 3 }], { route: { rateLimit: { max: 2, timeWindow: 60_000, groupId: 'reads' } } })
  for (const [status, code, left] of [
    [200, undefined, [['key', 2], ['default', 1]]],
    [200, undefined, [['key', 1], ['default', 0]]],
    [429, 'rate_limited', [['key', 0], ['default', 0]]],
    [429, 'key_used_up', [['key', 0]]]
  ] as const) {
    const got = await ask('/', by('a', 't'))
    t.match([got.status, codeOf(got)], [status, code])
    t.match(fieldsOf(got)[1], left.map(([name, r]) => [name, { r }]))
    t.same(fieldsOf(got)[0], left.map(([name]) => [name, name === 'key' ? { q: 3, w: 60 } : { q: 2 }]))
  }
})

t.test('one request counts once, however often the hook is added; routes that share the hook share the budget', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(rateLimit, { global: false })
    const count = createRateLimits(app, [key])
    app.get('/twice', { onRequest: [count, count], preHandler: count }, async () => 'done')
    app.get('/grouped', { onRequest: count, config: { rateLimit: { groupId: 'reads' } } }, async () => 'done')
    app.register(async below => below.get('/below', { preHandler: count }, async () => 'done'))
    app.get('/free', async () => 'done')
  })
  for (const [path, left] of [['/twice', [['key', { r: 1 }]]], ['/grouped', [['key', { r: 0 }]]], ['/free', []]] as const) {
    t.match(fieldsOf(await ask(path, by('a', 't')))[1], left, path)
  }
  t.equal((await ask('/below', by('a', 't'))).status, 429)
})

t.test('the fields are on every answer of a route, a success or not', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: { extends: 'merchant' } })
    await app.register(rateLimit, { global: false })
    app.addHook('onRequest', createRateLimits(app, [{ ...key, code: 'rate_limited_key', max: 9, keyGenerator: ({ url }) => url }]))
    app.get('/text', async () => 'done')
    app.get('/object', async () => ({ done: true }))
    app.get('/empty', async (_request, reply) => reply.code(204).send())
    app.get('/failed', async (_request, reply) => reply.fail('merchant_inactive'))
    app.get('/bug', async () => { throw new Error('hunter2') })
    app.post('/invalid', { schema: { body: { type: 'object' } } }, async () => 'done')
  })
  for (const [path, status, method = 'GET'] of [['/text', 200], ['/object', 200], ['/empty', 204], ['/failed', 403], ['/bug', 500], ['/nowhere', 404], ['/invalid', 400, 'POST']] as const) {
    const got = await ask(path, { method })
    t.equal(got.status, status)
    t.same(got.headers['ratelimit-policy'], '"key";q=9;w=60', path)
    t.match(got.headers['ratelimit'], /^"key";r=8;t=\d+$/, path)
  }
})

t.test('a name may contain all characters of a string of a field', async t => {
  const name = 'per "key" \\ a, b;c'
  const { ask } = await budgeted(t, [{ ...key, name }])
  t.match(fieldsOf(await ask('/', by('a', 't')))[0], [[name, { q: 2 }]])
})

t.test('a store has a counter for each budget, scope and key, and none of them meet', async t => {
  const keys: string[] = []
  class Store {
    incr (key: string, done: (error: null, count: object) => void) { keys.push(key); done(null, { current: 1, ttl: 0 }) }
    child () { return this }
  }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(rateLimit, { global: false, store: Store as never })
    app.get('/', { onRequest: createRateLimits(app, [{ ...key, keyGenerator: () => 7 }, { ...team, keyGenerator: async () => '7' }]) }, async () => 'done')
    for (const prefix of ['/v1', '/v2']) {
      app.register(async version => {
        version.get('/', { onRequest: createRateLimits(version, [{ ...key, name: 'version', keyGenerator: () => '7' }]) }, async () => 'done')
      }, { prefix })
    }
  })
  const got = await ask('/')
  t.match(fieldsOf(got)[1], [['key', { r: 1, t: 1 }], ['team', { r: 2, t: 1 }]], 'a key that is about to go counts for a second')
  await ask('/v1')
  await ask('/v2')
  t.same(keys, ['"key"7', '"team"7', '/v1"version"7', '/v2"version"7'])
})

t.test('a store that cannot count fails the request, or accepts it with skipOnError', async t => {
  class Broken {
    incr (_key: string, done: (error: Error) => void) { done(Object.assign(new Error('connect to secret-host:6379'), { code: 'ECONNREFUSED' })) }
    child () { return this }
  }
  const limiter = { store: Broken }
  for (const [title, budget, registered, status] of [
    ['by default', {}, {}, 503],
    ['the budget says', { skipOnError: true }, {}, 200],
    ['the registration says', {}, { skipOnError: true }, 200],
    ['the budget contradicts', { skipOnError: false }, { skipOnError: true }, 503]
  ] as const) {
    const { ask } = await budgeted(t, [{ ...key, ...budget }], { limiter: { ...limiter, ...registered } })
    const got = await ask('/', by('a', 't'))
    t.equal(got.status, status, title)
    t.same(fieldsOf(got), [[], []], title)
    t.notMatch(JSON.stringify([got.text, got.headers]), 'secret-host')
  }
})

const heads = ['1 problem in the rate limits: ', '2 problems in the rate limits: '] as const

t.test('invalid budgets are rejected when they are created', async t => {
  const app = Fastify()
  await app.register(rateLimit, { global: false })
  t.teardown(() => app.close())
  for (const [budgets, message] of [
    [[{ ...key, name: undefined }], `${heads[0]}name of rate limit 1 must be a string of printable ASCII, got undefined`],
    [[key, { ...team, name: '' }], `${heads[0]}name of rate limit "" must be a string of printable ASCII, got ""`],
    [[{ ...key, name: 'größe' }], `${heads[0]}name of rate limit "größe" must be a string of printable ASCII, got "größe"`],
    [[{ ...key, name: 'a\r\nb' }], `${heads[0]}name of rate limit "a\r\nb" must be a string of printable ASCII, got "a\\r\\nb"`],
    [[{ ...key, name: 'default' }], `${heads[0]}"default" is what the limit of @fastify/rate-limit itself is called: choose another name`],
    [[{ ...key, code: 5 }], `${heads[0]}code of rate limit "key" must be a code of the catalog, got 5`],
    [[{ ...key, max: -1 }], `${heads[0]}max of rate limit "key" must be a number from 0, got -1`],
    [[{ ...key, max: undefined, ban: 'a' }], `${heads[1]}max of rate limit "key" must be a number from 0, got undefined; ban of rate limit "key" must be a number from 0, got "a"`],
    [[{ ...key, timeWindow: '1 minuet' }], `${heads[0]}timeWindow of rate limit "key" must be milliseconds from 1 or a text such as "1 minute", got "1 minuet"`],
    [[{ ...key, timeWindow: 0 }], `${heads[0]}timeWindow of rate limit "key" must be milliseconds from 1 or a text such as "1 minute", got 0`],
    [[{ ...key, keyGenerator: 'ip' }], `${heads[0]}keyGenerator of rate limit "key" must be a function that returns the key of a request, got "ip"`],
    [[{ ...key, allowList: 'a' }], `${heads[0]}allowList of rate limit "key" must be a list of keys or a function, got "a"`],
    [[{ ...key, skipOnError: 1, details: {} }], `${heads[1]}skipOnError of rate limit "key" must be true or false, got 1; details of rate limit "key" must be a function, got {}`],
    [[{ ...key, name: () => '' }], `${heads[0]}name of rate limit 1 must be a string of printable ASCII, got a function`],
    [[{ ...key, allowlist: [] }], `${heads[0]}"allowlist" is not an option of rate limit "key" (did you mean "allowList"?)`],
    [[null, 5], `${heads[1]}rate limit 1 must be an object, got null; rate limit 2 must be an object, got 5`],
    [key, `createRateLimits takes a list of rate limits, got ${JSON.stringify(key)}`]
  ] as const) t.throws(() => createRateLimits(app, budgets as never), { message })
  t.throws(() => createRateLimits(Fastify(), [key]), { message: 'createRateLimits needs @fastify/rate-limit: first await app.register(rateLimit, { global: false })' })
})

t.test('a name is given to one budget, wherever two could meet', async t => {
  const message = `${heads[0]}two rate limits are called "key": rename one, or create them once and add the hook wherever it counts`
  const refused = (app: FastifyInstance, budgets: readonly RateLimitPolicy[] = [key]) => t.throws(() => createRateLimits(app, budgets), { message })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog })
  await app.register(rateLimit, { global: false })
  refused(app, [key, { ...team, name: 'key' }])
  t.doesNotThrow(() => createRateLimits(app, [key]), 'what is refused takes no name')
  refused(app)
  app.register(async below => {
    refused(below)
    createRateLimits(below, [team])
  }, { prefix: '/v1' })
  app.register(async beside => {
    t.doesNotThrow(() => createRateLimits(beside, [team]), 'another prefix')
  }, { prefix: '/v2' })
  app.register(async same => {
    t.throws(() => createRateLimits(same, [team]), /two rate limits are called "team"/, 'the same prefix again, which is one in Redis')
  }, { prefix: '/v2' })
  app.after(() => t.throws(() => createRateLimits(app, [team]), /two rate limits are called "team"/, 'above one that has the name'))
  await app.ready()
})

t.test('codes are checked when the server becomes ready', async t => {
  for (const [budgets, message] of [
    [[{ ...key, code: 'key_usedup' }], `${heads[0]}code of rate limit "key" is unknown: "key_usedup" (did you mean "key_used_up"?); add it to the catalog`],
    [[{ ...key, code: 'a' }, { ...team, code: 'b' }], `${heads[1]}code of rate limit "key" is unknown: "a"; add it to the catalog; code of rate limit "team" is unknown: "b"; add it to the catalog`],
    [[{ ...key, code: 'plan_used_up' }], `${heads[0]}"plan_used_up" of rate limit "key" has the details plan, max, window: give them by the option details`],
    [[{ ...key, code: 'rate_limited' }], undefined]
  ] as const) {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(rateLimit, { global: false })
    // The catalog may come later.
    createRateLimits(app, budgets)
    await app.register(errorCatalog, { catalog })
    if (message === undefined) await t.resolves(async () => await app.ready())
    else await t.rejects(async () => await app.ready(), { message })
  }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(rateLimit, { global: false })
  app.register(async below => { createRateLimits(below, [key]) }, { prefix: '/v1' })
  await t.rejects(async () => await app.ready(), { message: 'rate limits need a catalog: register fastify-error-catalog in the scope "/v1" or above' })
  const root = Fastify()
  t.teardown(() => root.close())
  await root.register(rateLimit, { global: false })
  createRateLimits(root, [key])
  await t.rejects(async () => await root.ready(), { message: 'rate limits need a catalog: register fastify-error-catalog in the scope "/" or above' })
})

t.test('a scope below whose catalog lacks the code answers by its role for rate limits', async t => {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog })
    await app.register(rateLimit, { global: false })
    app.addHook('onRequest', createRateLimits(app, [{ ...key, max: 1 }]))
    app.register(async scope => {
      await scope.register(errorCatalog, { catalog: { extends: 'merchant' } })
      scope.get('/', async () => 'ok')
    }, { prefix: '/v2' })
  })
  t.equal((await ask('/v2', by('a', 't'))).status, 200)
  for (const path of ['/v2', '/v2/nowhere']) {
    const got = await ask(path, by('a', 't'))
    t.match([got.status, got.body], [429, { ok: false, error: { code: 'rate_limited', details: { resetSeconds: Number(got.headers['retry-after']) } } }], path)
  }
})

t.test('without a keyGenerator a client is its network, as with the plugin itself, whatever group its route is in', async t => {
  const { app } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(rateLimit, { global: false })
    const { keyGenerator, ...policy } = key
    const count = createRateLimits(app, [{ ...policy, code: 'rate_limited' }])
    app.get('/', { onRequest: count }, async () => 'done')
    app.get('/group', { onRequest: count, config: { rateLimit: { max: 1000, timeWindow: 1000, groupId: 'group' } } }, async () => 'done')
  }, { trustProxy: true })
  const ask = async (address: string, url = '/') => (await app.inject({ url, headers: { 'x-forwarded-for': address } })).statusCode
  for (const [address, url, status] of [
    ['2001:db8::1', '/', 200], ['2001:db8::2', '/group', 200], ['2001:db8:0:0:ffff::3', '/', 429], ['2001:db8:0:1::1', '/', 200],
    ['::ffff:192.0.2.1', '/', 200], ['192.0.2.1', '/', 200], ['192.0.2.1', '/group', 429]
  ] as const) t.equal(await ask(address, url), status, `${address} ${url}`)
})

t.test('without a keyGenerator the registration\'s is used', async t => {
  const { app } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(rateLimit, { global: false, keyGenerator: headerOf('x-key') })
    const { keyGenerator, ...policy } = key
    app.get('/', { onRequest: createRateLimits(app, [{ ...policy, code: 'rate_limited' }]) }, async () => 'done')
  })
  const statuses: number[] = []
  for (const name of ['a', 'a', 'a', 'b']) statuses.push((await app.inject({ url: '/', headers: { 'x-key': name } })).statusCode)
  t.same(statuses, [200, 200, 429, 200])
})

t.test('cache is how many keys the memory store counts: a forgotten key begins anew', async t => {
  for (const [cache, status] of [[2, 200], [3, 429]] as const) {
    const { app } = await serve(t, async app => {
      await app.register(errorCatalog)
      await app.register(rateLimit, { global: false })
      app.get('/', { onRequest: createRateLimits(app, [{ ...key, code: 'rate_limited', max: 1, cache }]) }, async () => 'done')
    })
    const ask = async (name: string) => (await app.inject({ url: '/', headers: { 'x-key': name } })).statusCode
    for (const name of ['a', 'b', 'c']) t.equal(await ask(name), 200)
    t.equal(await ask('a'), status, `${cache}`)
  }
})
