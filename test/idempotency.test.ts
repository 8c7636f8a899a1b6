import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import compress from '@fastify/compress'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import idempotency, { createMemoryStore, type IdempotencyOptions, type IdempotencyStore } from '../src/idempotency.ts'
import errorCatalog, { CatalogError, type ErrorCatalogOptions } from '../src/index.ts'
import { serve, type Got } from './serve.ts'

const codeOf = ({ body }: Got) => (body as { error?: { code: string } }).error?.code
const told = (got: Got) => [got.status, codeOf(got) ?? got.text, got.headers['idempotent-replayed']]

interface Setup {
  readonly options?: Partial<IdempotencyOptions>
  readonly catalog?: ErrorCatalogOptions
  readonly server?: FastifyServerOptions
}

/** A server whose keys belong to who says `x-owner`. */
async function keyed (t: Test, build: (app: FastifyInstance) => unknown, { options = {}, catalog = {}, server = {} }: Setup = {}) {
  const served = await serve(t, async app => {
    await app.register(errorCatalog, catalog)
    await app.register(idempotency, { owner: request => String(request.headers['x-owner'] ?? 'acme'), ...options })
    await build(app)
  }, server)
  const post = (path: string, key: string | undefined, body: unknown = { amount: 1 }, headers: Record<string, string> = {}) => served.ask(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...key === undefined ? {} : { 'idempotency-key': key }, ...headers }
  })
  return { ...served, post }
}

/** A handler that counts its runs. */
function counting (app: FastifyInstance, path = '/payments') {
  const runs: unknown[] = []
  app.post(path, async (request, reply) => {
    runs.push(request.body)
    return reply.code(201).header('location', `/payments/${runs.length}`).send({ id: runs.length })
  })
  return runs
}

/** A handler that runs until it is let go. */
function slow (app: FastifyInstance, path = '/slow') {
  const state = { runs: 0, go: () => {}, begun: Promise.resolve() }
  let begin = () => {}
  const expect = () => { state.begun = new Promise(resolve => { begin = resolve }) }
  expect()
  app.post(path, async (_request, reply) => {
    const id = ++state.runs
    await new Promise<void>(resolve => {
      state.go = resolve
      begin()
      expect()
    })
    return reply.code(201).send({ id })
  })
  return state
}

t.test('a request with a key runs once, and its reply is told again: status, chosen headers and bytes', async t => {
  let runs: unknown[] = []
  const { post } = await keyed(t, app => { runs = counting(app) })
  const first = await post('/payments', 'k1')
  const again = await post('/payments', 'k1', { amount: 1 }, { 'x-request-id': 'id-2' })
  t.same([first.status, first.text, first.headers['idempotent-replayed']], [201, '{"id":1}', undefined])
  t.same([again.status, again.text, again.headers['idempotent-replayed']], [201, '{"id":1}', 'true'])
  for (const name of ['content-type', 'content-length', 'location']) t.equal(again.headers[name], first.headers[name], name)
  t.equal(again.headers['x-request-id'], 'id-2', 'the id is that of the new request')
  t.equal((await post('/payments', 'k2')).text, '{"id":2}')
  t.equal((await post('/payments', undefined)).text, '{"id":3}', 'without a key it runs')
  t.equal(runs.length, 3)
})

t.test('what is not the same request does not get the reply', async t => {
  const { post, ask } = await keyed(t, app => {
    for (const path of ['/a', '/b']) counting(app, path)
    app.patch('/a', async () => 'patched')
    app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.addContentTypeParser('application/stream', (_request, body, done) => done(null, body))
  })
  const bytes = { 'content-type': 'application/octet-stream' }
  const stream = { 'content-type': 'application/stream' }
  for (const [title, path, body, want, headers = {}] of [
    ['the first', '/a', '{"amount":1,"to":{"b":1,"a":2}}', 201],
    ['members in another order', '/a', ' {"to":{"a":2,"b":1}, "amount":1}', 201],
    ['another value', '/a', '{"amount":2,"to":{"b":1,"a":2}}', 422],
    ['another place in a list', '/a', '[1,2]', 422],
    ['another query', '/a?x=1', '{"amount":1,"to":{"b":1,"a":2}}', 422],
    ['another path', '/b', '{"amount":1,"to":{"b":1,"a":2}}', 422],
    ['bytes', '/b', 'one', 201, { ...bytes, 'x-owner': 'bytes' }],
    ['the same bytes', '/b', 'one', 201, { ...bytes, 'x-owner': 'bytes' }],
    ['other bytes', '/b', 'two', 422, { ...bytes, 'x-owner': 'bytes' }],
    ['a stream', '/b', 'one', 201, { ...stream, 'x-owner': 'stream' }],
    ['a stream, which is not compared', '/b', 'two', 201, { ...stream, 'x-owner': 'stream' }],
    ['nested without end', '/b', `${'['.repeat(5000)}${']'.repeat(5000)}`, 201, { 'x-owner': 'nested' }]
  ] as Array<[string, string, string, number, Record<string, string>?]>) {
    const got = await post(path, 'k', body, headers)
    t.equal(got.status, want, title)
    if (want === 422) t.equal(codeOf(got), 'idempotency_key_mismatch', title)
  }
  const patched = await ask('/a', { method: 'PATCH', headers: { 'idempotency-key': 'k' } })
  t.equal(codeOf(patched), 'idempotency_key_mismatch', 'another method')
})

t.test('keys of two owners, and of two registrations, never meet', async t => {
  const store = createMemoryStore()
  const { post } = await keyed(t, async app => {
    counting(app)
    await app.register(async below => {
      await below.register(idempotency, { owner: () => 'acme', store })
      counting(below)
    }, { prefix: '/v2' })
  }, { options: { store } })
  for (const [path, owner, want] of [['/payments', 'acme', '{"id":1}'], ['/payments', 'globex', '{"id":2}'], ['/v2/payments', 'acme', '{"id":1}'], ['/payments', 'acme', '{"id":1}']] as const) {
    t.equal((await post(path, 'k', {}, { 'x-owner': owner })).text, want, `${path} ${owner}`)
  }
})

t.test('an owner that is none fails the request, and nothing runs', async t => {
  for (const owner of [() => undefined, async () => '', () => null, () => ({})]) {
    let runs: unknown[] = []
    const { post, logs } = await keyed(t, app => { runs = counting(app) }, { options: { owner: owner as never } })
    t.equal(codeOf(await post('/payments', 'k')), 'internal_error')
    t.match(logs.find(line => line['code'] === 'internal_error'), { err: { message: /^owner of fastify-error-catalog\/idempotency must give a text or a number, got / } })
    t.equal(runs.length, 0)
  }
})

t.test('a key is one, of 1 to 255 printable ASCII characters, bare or quoted', async t => {
  const { post, raw, url } = await keyed(t, app => counting(app))
  const message = 'Must be one key of 1 to 255 printable ASCII characters, bare or in double quotes.'
  await post('/payments', 'abc')
  for (const [key, want] of [
    ['"abc"', 'true'], ['  abc  ', 'true'], ['a.b/c=d:e', undefined], ['"a b, c\\"\\\\"', undefined], ['x'.repeat(255), undefined], [`"${'y'.repeat(255)}"`, undefined],
    ['', null], ['""', null], ['x'.repeat(256), null], ['a b', null], ['a,b', null], ['"a', null], ['a"', null], ['"a\\b"', null], ['"a";p=1', null], ['é', null]
  ] as const) {
    const got = await post('/payments', key)
    if (want === null) t.match([got.status, got.body], [400, { error: { code: 'validation_failed' } }], key)
    else t.same([got.status, got.headers['idempotent-replayed']], [201, want], key)
  }
  const body = await post('/payments', 'a b').then(got => got.body)
  t.match(JSON.stringify(body), message)
  const { host } = new URL(url)
  const twice = await raw(`POST /payments HTTP/1.1\r\nhost: ${host}\r\nidempotency-key: a\r\nidempotency-key: b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  t.match(twice, /^HTTP\/1.1 400 [^]*validation_failed/)
})

t.test('a route says whether it needs a key, takes one, or neither', async t => {
  const { post, ask } = await keyed(t, app => {
    const route = (path: string, idempotency: object | false | undefined, method = 'POST') =>
      app.route({ method, url: path, config: idempotency === undefined ? {} : { idempotency } as never, handler: async () => 'done' })
    route('/default', undefined)
    route('/optional', { required: false })
    route('/off', false)
    route('/put', undefined, 'PUT')
    route('/put-asked', {}, 'PUT')
    app.route({ method: ['GET', 'POST'], url: '/both', handler: async () => 'done' })
  }, { options: { required: true } })
  for (const [path, key, status] of [['/default', undefined, 400], ['/default', 'a', 200], ['/optional', undefined, 200], ['/off', undefined, 200], ['/both', undefined, 400]] as const) {
    const got = await post(path, key)
    t.equal(got.status, status, path)
    if (status === 400) t.equal(codeOf(got), 'idempotency_key_required', path)
  }
  t.same(told(await post('/off', 'a b')), [200, 'done', undefined], 'a key means nothing there')
  for (const [method, path, want] of [['GET', '/both', 'done'], ['PUT', '/put', 'done'], ['PUT', '/put-asked', 'idempotency_key_required']] as const) {
    const got = await ask(path, { method, headers: { 'x-owner': 'put' } })
    t.equal(codeOf(got) ?? got.text, want, `${method} ${path}`)
  }
  const keyedGet = async () => told(await ask('/both', { headers: { 'idempotency-key': 'g' } }))
  await keyedGet()
  t.same(await keyedGet(), [200, 'done', undefined], 'what changes nothing is not told again')
})

t.test('what was refused before the handler does not use the key up', async t => {
  const { post, ask } = await keyed(t, app => {
    app.addHook('onRequest', async request => { if (request.headers['x-owner'] === 'nobody') throw new CatalogError('unauthenticated') })
    app.post('/payments', {
      schema: { body: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' }, currency: { default: 'EUR' } } } },
      preHandler: async request => { if (request.headers['x-locked'] !== undefined) throw new CatalogError('forbidden') }
    }, async () => ({ done: true }))
  }, { options: { required: true } })
  for (const [title, body, headers, want] of [
    ['who is not known is told so first', {}, { 'x-owner': 'nobody' }, 401],
    ['an invalid body', {}, {}, 400],
    ['a hook refuses', { amount: 1 }, { 'x-locked': 'yes' }, 403],
    ['the same key with what is right', { amount: 1 }, {}, 200]
  ] as const) t.equal((await post('/payments', 'k', body, headers as Record<string, string>)).status, want, title)
  t.equal(codeOf(await post('/payments', undefined, {})), 'idempotency_key_required', 'a missing key is told before an invalid body')
  t.equal(codeOf(await ask('/nowhere', { method: 'POST', headers: { 'idempotency-key': 'a b' } })), 'not_found')
})

t.test('failures that are final are told again, and those that may pass are not', async t => {
  let runs = 0
  const codes = {
    declined: { status: 402, message: 'The card was declined.' },
    look_first: { status: 502, message: 'Nobody knows.', retry: 'check-first' },
    over: { status: 500, message: 'It is over.', retry: 'never' },
    busy: { status: 409, message: 'Come back.', retry: 'same-key' },
    action: { status: 200, message: 'Ask the customer.' }
  } as const
  const { post } = await keyed(t, app => {
    app.post<{ Params: { what: string } }>('/fail/:what', async request => {
      runs++
      throw request.params.what === 'bug' ? new Error('a bug') : new CatalogError(request.params.what)
    })
    app.post<{ Params: { status: string } }>('/send/:status', async (request, reply) => {
      runs++
      return reply.code(Number(request.params.status)).send('text')
    })
    app.post('/response', async () => {
      runs++
      return new Response('mine', { status: 503 })
    })
  }, { catalog: { catalog: { extends: 'http', codes } } })
  for (const [path, status, isReplayed] of [
    ['/fail/declined', 402, true], ['/fail/over', 500, true], ['/fail/action', 200, true], ['/fail/conflict', 409, true],
    ['/fail/look_first', 502, false], ['/fail/busy', 409, false], ['/fail/rate_limited', 429, false], ['/fail/bug', 500, false], ['/fail/unavailable', 503, false],
    ['/send/200', 200, true], ['/send/302', 302, true], ['/send/404', 404, true], ['/send/408', 408, false], ['/send/425', 425, false], ['/send/429', 429, false], ['/send/500', 500, false],
    ['/response', 503, false]
  ] as const) {
    const before = runs
    const first = await post(path, path)
    const again = await post(path, path, undefined, { 'x-request-id': 'id-2' })
    t.same([first.status, again.status, runs - before], [status, status, isReplayed ? 1 : 2], path)
    t.equal(again.headers['idempotent-replayed'], isReplayed ? 'true' : undefined, path)
    if (isReplayed) t.same([again.text, again.headers['x-request-id']], [first.text, 'id-2'], `${path}: the bytes of the first, with its id, and a header of its own`)
  }
})

t.test('two requests with a key at once: one runs, the other is told so', async t => {
  let state = {} as ReturnType<typeof slow>
  const { post } = await keyed(t, app => { state = slow(app) })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  t.same(told(await post('/slow', 'k')), [409, 'idempotency_key_in_flight', undefined])
  t.same(told(await post('/slow', 'k', { other: 1 })), [422, 'idempotency_key_mismatch', undefined], 'what will never be right is told first')
  state.go()
  t.same(told(await first), [201, '{"id":1}', undefined])
  t.same(told(await post('/slow', 'k')), [201, '{"id":1}', 'true'])
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => {
    const { begun } = state
    begun.then(() => setTimeout(() => state.go(), 50))
    return (await post('/slow', 'k2')).status
  }))
  t.equal(statuses.filter(status => status === 201).length + statuses.filter(status => status === 409).length, 20)
  t.equal(state.runs, 2)
})

t.test('a client that leaves gets the reply when it asks again', async t => {
  let state = {} as ReturnType<typeof slow>
  const { post, url } = await keyed(t, app => { state = slow(app) })
  const { begun } = state
  const leaving = httpRequest(`${url}/slow`, { method: 'POST', headers: { 'idempotency-key': 'k', 'content-type': 'application/json' } }).on('error', () => {})
  leaving.end('{"amount":1}')
  await begun
  leaving.destroy()
  t.same(told(await post('/slow', 'k')), [409, 'idempotency_key_in_flight', undefined], 'it runs on')
  state.go()
  await turn()
  t.same(told(await post('/slow', 'k')), [201, '{"id":1}', 'true'])
})

t.test('replies that cannot be kept leave the key known, so that nothing runs twice', async t => {
  let runs = 0
  const { post } = await keyed(t, app => {
    app.post('/stream', async (_request, reply) => {
      runs++
      return reply.type('text/plain').send(Readable.from(['a', 'b']))
    })
    app.post('/large', async () => {
      runs++
      return 'x'.repeat(101)
    })
    app.post('/hijacked', (_request, reply) => {
      runs++
      reply.hijack()
      reply.raw.end('mine')
    })
    app.post('/hijacked-failure', (_request, reply) => {
      runs++
      reply.hijack()
      reply.raw.writeHead(500).end('mine')
    })
  }, { options: { maxBytes: 100 } })
  for (const [path, text, again] of [['/stream', 'ab', 'idempotency_key_expired'], ['/large', 'x'.repeat(101), 'idempotency_key_expired'], ['/hijacked', 'mine', 'idempotency_key_expired'], ['/hijacked-failure', 'mine', 'mine']] as const) {
    const before = runs
    t.equal((await post(path, path)).text, text)
    const got = await post(path, path)
    t.equal(codeOf(got) ?? got.text, again, path)
    t.equal(runs - before, again === 'mine' ? 2 : 1, path)
  }
})

t.test('bodies are kept as the scope wraps them, before they are compressed for one client', async t => {
  const { post } = await keyed(t, async app => {
    await app.register(compress, { threshold: 0 })
    app.addHook('onSend', async (_request, _reply, payload) => typeof payload === 'string' ? `${payload} ` : payload)
    app.post('/json', async () => ({ text: 'é'.repeat(100) }))
    app.post('/bytes', async (_request, reply) => reply.type('application/json').send(Buffer.from([0, 255, 128])))
    app.post('/nothing', async (_request, reply) => reply.code(204).send())
    app.post('/custom', { onSend: [async (_request, _reply, payload) => payload] }, async (_request, reply) => reply.headers({ 'x-balance': 3, 'x-other': 'a' }).send('text'))
  }, { catalog: { catalog: { extends: 'merchant' }, net: true }, options: { headers: ['X-Balance'] } })
  for (const [path, key, encoding] of [['/json', 'a', 'gzip'], ['/json', 'a', 'identity'], ['/bytes', 'b', 'identity'], ['/nothing', 'c', 'identity'], ['/custom', 'd', 'identity']] as const) {
    const first = await post(path, key, {}, { 'accept-encoding': encoding })
    const again = await post(path, key, {}, { 'accept-encoding': encoding })
    t.same([again.status, again.text, again.headers['content-type'], again.headers['content-encoding']], [first.status, first.text, first.headers['content-type'], first.headers['content-encoding']], `${path} ${encoding}`)
    t.equal(again.headers['idempotent-replayed'], 'true')
    if (path === '/json') t.match(again.text, /^{"ok":true,"data":{"text":"é+"}} $/)
    if (path === '/custom') t.match(again.headers, { 'x-balance': '3', 'x-other': undefined })
  }
})

t.test('a reply is kept for replyTtl, its key for keyTtl; then the key is new', async t => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  const { post } = await keyed(t, app => counting(app), { options: { replyTtl: '1 hour', keyTtl: 7_200_000 } })
  for (const [minutes, body, want] of [
    [0, 1, [201, '{"id":1}', undefined]], [59, 1, [201, '{"id":1}', 'true']], [2, 1, [410, 'idempotency_key_expired', undefined]],
    [0, 2, [422, 'idempotency_key_mismatch', undefined]], [58, 1, [410, 'idempotency_key_expired', undefined]], [2, 1, [201, '{"id":2}', undefined]]
  ] as const) {
    mock.timers.setTime(Date.now() + minutes * 60_000)
    t.same(told(await post('/payments', 'k', { body })), want)
  }
})

t.test('a lock is renewed while its request runs, and ends by itself when nobody does', async t => {
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  let state = {} as ReturnType<typeof slow>
  const { post, logs } = await keyed(t, app => { state = slow(app) }, { options: { lockTtl: '9 seconds' } })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  for (let seconds = 0; seconds < 60; seconds += 2) {
    mock.timers.tick(2000)
    await turn()
  }
  t.equal((await post('/slow', 'k')).status, 409)
  const firstGo = state.go
  mock.timers.setTime(Date.now() + 10_000)
  const next = state.begun
  const second = post('/slow', 'k')
  await next
  mock.timers.tick(3000)
  await turn()
  firstGo()
  t.equal((await first).text, '{"id":1}')
  t.ok(logs.some(({ level, msg }) => level === 50 && /was lost/.test(String(msg))))
  t.equal((await post('/slow', 'k')).status, 409, 'who comes too late frees nothing')
  state.go()
  t.equal((await second).text, '{"id":2}')
  t.same(told(await post('/slow', 'k')), [201, '{"id":2}', 'true'], 'and its reply is not kept')
})

t.test('after its time limit a handler that still runs keeps its key', async t => {
  let go = () => {}
  let runs = 0
  const handler = () => {
    runs++
    return new Promise<string>((resolve, reject) => { go = () => runs === 1 ? reject(new Error('late')) : resolve('late') })
  }
  const { ask } = await keyed(t, app => {
    app.post('/promise', { handlerTimeout: 50 }, handler)
    app.post('/callback', { handlerTimeout: 50 }, () => {})
  }, { options: { lockTtl: 400 } })
  // Fastify's limit does not hold for requests with a body: their `close` ends it (lib/route.js, onAbort).
  const post = (path: string, key: string) => ask(path, { method: 'POST', headers: { 'idempotency-key': key } })
  t.equal(codeOf(await post('/promise', 'k')), 'handler_timeout')
  t.equal(codeOf(await post('/promise', 'k')), 'idempotency_key_in_flight')
  go()
  await turn()
  t.equal(codeOf(await post('/promise', 'k')), 'handler_timeout', 'when it has ended, the key is free')
  go()
  t.equal(runs, 2)
  t.equal(codeOf(await post('/callback', 'k2')), 'handler_timeout')
  let got = await post('/callback', 'k2')
  t.equal(codeOf(got), 'idempotency_key_in_flight', 'nobody knows whether it runs')
  while (codeOf(got) === 'idempotency_key_in_flight') got = await post('/callback', 'k2')
  t.equal(codeOf(got), 'handler_timeout', 'so the lock ends by itself')
})

t.test('a handler that ends with nothing after its client has left does not keep its key locked', async t => {
  let go = () => {}
  let begin = () => {}
  let leave = () => {}
  const begun = new Promise<void>(resolve => { begin = resolve })
  const left = new Promise<void>(resolve => { leave = resolve })
  const { post, url } = await keyed(t, app => {
    app.addHook('onRequestAbort', async _request => leave())
    app.post('/nothing', async () => {
      await new Promise<void>(resolve => {
        go = resolve
        begin()
      })
    })
  })
  const leaving = httpRequest(`${url}/nothing`, { method: 'POST', headers: { 'idempotency-key': 'k', 'content-type': 'application/json' } }).on('error', () => {})
  leaving.end('{"amount":1}')
  await begun
  leaving.destroy()
  await left
  t.equal(codeOf(await post('/nothing', 'k')), 'idempotency_key_in_flight')
  go()
  await turn()
  t.equal(codeOf(await post('/nothing', 'k')), 'idempotency_key_expired')
})

t.test('a hook that fails after the reply was kept does not free the key', async t => {
  let runs: unknown[] = []
  let isBroken = true
  const { post } = await keyed(t, app => {
    app.addHook('onRoute', route => { route.onSend = [...[route.onSend ?? []].flat(), async () => { if (isBroken) throw new Error('broken') }] })
    runs = counting(app)
  })
  t.equal((await post('/payments', 'k')).status, 500)
  isBroken = false
  t.equal((await post('/payments', 'k')).status, 201)
  t.equal(runs.length, 1)
})

t.test('a store that fails: nothing runs, and what has run is answered', async t => {
  const broken = (...names: Array<keyof IdempotencyStore>): IdempotencyStore => ({
    ...createMemoryStore(),
    ...Object.fromEntries(names.map(name => [name, () => { throw new Error(`no ${name} at redis.internal`) }]))
  })
  for (const [names, status, again, logged] of [
    [['lock'], 503, 503, undefined],
    [['finish'], 201, 409, /did not learn/],
    [['release'], 500, 409, /did not learn/],
    [['renew'], 201, 201, undefined]
  ] as const) {
    const path = names[0] === 'release' ? '/bug' : '/payments'
    const { post, logs } = await keyed(t, app => {
      counting(app)
      app.post('/bug', async () => { throw new Error('bug') })
    }, { options: { store: broken(...names) } })
    const first = await post(path, 'k')
    t.equal(first.status, status, `${names}`)
    t.notMatch(first.text, /redis/)
    t.equal((await post(path, 'k')).status, again, `${names}`)
    if (logged !== undefined) t.ok(logs.some(({ msg, level }) => level === 50 && logged.test(String(msg))), `${names}`)
  }
})

t.test('a lock that cannot be renewed is tried again', async t => {
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() })
  t.teardown(() => mock.timers.reset())
  let state = {} as ReturnType<typeof slow>
  let failures = 0
  const memory = createMemoryStore()
  const { post, logs } = await keyed(t, app => { state = slow(app) }, {
    options: {
      lockTtl: 9000,
      store: { ...memory, renew: (...args) => { if (failures++ === 0) throw new Error('down'); return memory.renew(...args) } }
    }
  })
  const { begun } = state
  const first = post('/slow', 'k')
  await begun
  for (let n = 0; n < 4; n++) {
    mock.timers.tick(3000)
    await turn()
  }
  t.ok(logs.some(({ msg }) => /tried again/.test(String(msg))))
  t.equal((await post('/slow', 'k')).status, 409)
  state.go()
  t.equal((await first).status, 201)
})

t.test('the memory is bounded: what goes first are replies, then the keys used longest ago', async t => {
  const { post } = await keyed(t, app => counting(app), { options: { store: createMemoryStore({ maxKeys: 3, maxBytes: 250 }) } })
  await post('/payments', 'a')
  await post('/payments', 'b')
  t.same(told(await post('/payments', 'a')), [410, 'idempotency_key_expired', undefined])
  t.same(told(await post('/payments', 'b')), [201, '{"id":2}', 'true'])
  await post('/payments', 'c')
  await post('/payments', 'd')
  t.equal((await post('/payments', 'a')).text, '{"id":5}')
})

t.test('a store that has lost a lock changes nothing', async t => {
  const store = createMemoryStore()
  const [mine, other] = [{ token: '1', fingerprint: 'f' }, { token: '2', fingerprint: 'f' }]
  await store.lock('id', mine, 1000)
  t.same([await store.renew('id', other, 1000), await store.finish('id', other, { replyTtl: 1, keyTtl: 1 }), await store.release('id', other)], [false, false, false])
  t.same(await store.lock('id', other, 1000), { fingerprint: 'f', isLocked: true })
})

t.test('what cannot be right is refused before the server listens, all mistakes at once', async t => {
  const owner = () => 'acme'
  const tries: Array<[string, (app: FastifyInstance) => unknown, RegExp]> = [
    ['no catalog', app => app.register(idempotency, { owner }), /fastify-error-catalog/],
    ['no owner', async app => { await app.register(errorCatalog); await app.register(idempotency, {} as never) }, /^1 mistake in the options of fastify-error-catalog\/idempotency: owner must be a function that says whose key it is, got null$/],
    ['everything wrong', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner, replyTTL: 1, replyTtl: 'soon', keyTtl: 0, lockTtl: -1, store: {}, required: 'yes', headers: ['a b'], maxBytes: NaN } as never)
    }, /^8 mistakes in .*"replyTTL" is not an option \(did you mean "replyTtl"\?\); replyTtl must be milliseconds .* got "soon"; keyTtl must .*; lockTtl .*; store must be a store, .*; required .*; headers must be a list of names of headers, .*; maxBytes must be a number from 0, got null/],
    ['a key shorter than its reply', async app => { await app.register(errorCatalog); await app.register(idempotency, { owner, keyTtl: '1 hour' }) }, /keyTtl of fastify-error-catalog\/idempotency must not be shorter than replyTtl/],
    ['twice', async app => { await app.register(errorCatalog); await app.register(idempotency, { owner }); await app.register(idempotency, { owner }) }, /registered twice in the scope "\/"/],
    ['an option of a route', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner })
      app.post('/a', { config: { idempotency: { store: {}, require: true } as never } }, async () => 1)
    }, /^2 mistakes in config.idempotency of POST \/a: "store" is not an option; "require" is not an option \(did you mean "required"\?\)$/],
    ['a route that changes nothing', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner })
      app.get('/a', { config: { idempotency: { required: true } } }, async () => 1)
    }, /config.idempotency of GET \/a has no effect: the method changes nothing/],
    ['a route whose key is shorter than its reply', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner })
      app.post('/a', { config: { idempotency: { keyTtl: 1000 } } }, async () => 1)
    }, /keyTtl of POST \/a/]
  ]
  for (const [title, build, message] of tries) await t.rejects(serve(t, build), { message }, title)
})
