import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import idempotency, { createMemoryStore } from '../../src/idempotency.ts'
import errorCatalog, { CatalogError } from '../../src/index.ts'
import { codeOf, counting, keyed, told } from './keyed.ts'
import { serve } from '../serve.ts'

t.test('a request with a key runs once, and its reply is replayed: status, chosen headers and bytes', async t => {
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

t.test('a different request with the same key does not get the reply', async t => {
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
    ['a stream, which cannot be compared', '/b', 'one', 500, { ...stream, 'x-owner': 'stream' }],
    ['nested too deep', '/b', `${'['.repeat(5000)}${']'.repeat(5000)}`, 400, { 'x-owner': 'nested' }]
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

t.test('scopes with one store and one prefix: an owner of one never gets a reply of the other', async t => {
  const store = createMemoryStore()
  const { post } = await serveScopes(t, async app => {
    for (const [path, header] of [['/cards', 'x-merchant'], ['/banks', 'x-tenant']] as const) {
      await app.register(async scope => {
        await scope.register(idempotency, { owner: ({ headers }) => String(headers[header]), store })
        counting(scope, path)
      })
    }
  })
  t.same(told(await post('/cards', { 'x-merchant': 'acme' })), [201, '{"id":1}', undefined])
  t.same(told(await post('/banks', { 'x-tenant': 'globex' })), [201, '{"id":1}', undefined], 'another owner')
  t.same(told(await post('/banks', { 'x-tenant': 'acme' })), [422, 'idempotency_key_mismatch', undefined], 'the same owner used the key for another route')
  t.equal(codeOf(await post('/banks', { 'x-merchant': 'acme' })), 'internal_error', 'the owner of the other scope is none here')
})

async function serveScopes (t: Test, build: (app: FastifyInstance) => unknown) {
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    await build(app)
  })
  return { post: (path: string, headers: Record<string, string>) => ask(path, { method: 'POST', headers: { 'idempotency-key': 'k', ...headers } }) }
}

t.test('an invalid owner fails the request, and nothing runs', async t => {
  for (const owner of [
    () => undefined, async () => '', () => null, () => ({}), () => NaN, async () => Infinity, () => 'undefined', () => `${undefined}`, () => `${{}}`, () => ' null ', () => 'NaN', () => true
  ]) {
    let runs: unknown[] = []
    const { post, logs } = await keyed(t, app => { runs = counting(app) }, { options: { owner: owner as never } })
    t.equal(codeOf(await post('/payments', 'k')), 'internal_error')
    t.match(logs.find(line => line['code'] === 'internal_error'), { err: { message: /^owner of fastify-error-catalog\/idempotency must return the authenticated identity of the caller, a text or a number, got / } })
    t.equal(runs.length, 0)
  }
})

t.test('a key has 1 to 255 printable ASCII characters, bare or quoted, and occurs once', async t => {
  const { post, raw, url } = await keyed(t, app => counting(app))
  const message = 'Must be one key of 1 to 255 printable ASCII characters, bare or in double quotes.'
  await post('/payments', 'abc')
  for (const [key, want] of [
    ['"abc"', 'true'], ['  abc  ', 'true'], ['a.b/c=d:e', undefined], ['"a b, c\\"\\\\"', undefined], ['x'.repeat(255), undefined], [`"${'y'.repeat(255)}"`, undefined],
    ['', null], ['""', null], ['x'.repeat(256), null], ['a b', null], ['a,b', null], ['"a', null], ['a"', null], ['"a\\b"', null], ['"abc";p=1', 'true'], ['"abc"; a; b=?1;c=:aGk=:', 'true'], ['"a";P=1', null], ['"a" ;p=1', null], ['é', null]
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

t.test('a route requires a key, accepts one, or ignores keys', async t => {
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
  for (let n = 0; n < 2; n++) t.same(told(await ask('/both', { method: 'HEAD', headers: { 'idempotency-key': 'g' } })), [200, '', undefined], 'nor by HEAD')
})

t.test('a request that was refused before the handler does not use the key up', async t => {
  const { post, ask } = await keyed(t, app => {
    app.addHook('onRequest', async request => { if (request.headers['x-owner'] === 'nobody') throw new CatalogError('unauthenticated') })
    app.post('/payments', {
      schema: { body: { type: 'object', required: ['amount'], properties: { amount: { type: 'number' }, currency: { default: 'EUR' } } } },
      preHandler: async request => { if (request.headers['x-locked'] !== undefined) throw new CatalogError('forbidden') }
    }, async () => ({ done: true }))
  }, { options: { required: true } })
  for (const [title, body, headers, want] of [
    ['an unauthenticated caller gets 401 first', {}, { 'x-owner': 'nobody' }, 401],
    ['an invalid body', {}, {}, 400],
    ['a hook refuses', { amount: 1 }, { 'x-locked': 'yes' }, 403],
    ['the same key with what is right', { amount: 1 }, {}, 200]
  ] as const) t.equal((await post('/payments', 'k', body, headers as Record<string, string>)).status, want, title)
  t.equal(codeOf(await post('/payments', undefined, {})), 'idempotency_key_required', 'a missing key is told before an invalid body')
  t.equal(codeOf(await ask('/nowhere', { method: 'POST', headers: { 'idempotency-key': 'a b' } })), 'not_found')
})

t.test('invalid options are refused before the server listens, all of them at once', async t => {
  const owner = () => 'acme'
  const tries: Array<[string, (app: FastifyInstance) => unknown, RegExp]> = [
    ['no catalog', app => app.register(idempotency, { owner }), /fastify-error-catalog/],
    ['no owner', async app => { await app.register(errorCatalog); await app.register(idempotency, {} as never) }, /^1 problem in the options of fastify-error-catalog\/idempotency: owner must be a function that returns the identity a key belongs to, got null$/],
    ['everything wrong', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner, replyTTL: 1, replyTtl: 'soon', keyTtl: 0, lockTtl: () => 1, store: {}, required: 'yes', headers: ['a b'], maxBytes: NaN } as never)
    }, /^8 problems in .*"replyTTL" is not an option \(did you mean "replyTtl"\?\); replyTtl must be milliseconds .* got "soon"; keyTtl must .*; lockTtl .*; store must be a store, .*; required .*; headers must be a list of names of headers, .*; maxBytes must be a number from 0, got NaN/],
    ['a key shorter than its reply', async app => { await app.register(errorCatalog); await app.register(idempotency, { owner, keyTtl: '1 hour' }) }, /keyTtl of fastify-error-catalog\/idempotency must not be shorter than replyTtl/],
    ['twice', async app => { await app.register(errorCatalog); await app.register(idempotency, { owner }); await app.register(idempotency, { owner }) }, /registered twice in the scope "\/"/],
    ['an option of a route', async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner })
      app.post('/a', { config: { idempotency: { store: {}, require: true } as never } }, async () => 1)
    }, /^2 problems in config.idempotency of POST \/a: "store" is not an option: use owner, required, replyTtl, .*; "require" is not an option \(did you mean "required"\?\)$/],
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
