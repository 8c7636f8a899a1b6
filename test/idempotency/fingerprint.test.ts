import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { toHash } from '../../src/idempotency/canonical.ts'
import { codeOf, counting, keyed } from './keyed.ts'

t.test('equal values have one hash, and other values another, whatever the order of their members', async t => {
  const reversed = (value: unknown): unknown => Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, value]) => [name, reversed(value)])) : value
  fc.assert(fc.property(fc.jsonValue(), value => toHash('', value) === toHash('', reversed(value))))
  const alike = [null, 'null', 1, '1', true, 'true', undefined, 'undefined', 1n, '1n', [], {}, [[]], [1, 2], [12], ['1,2'], { a: 1 }, [{ a: 1 }], { a: 1, b: 2 }, { 'a":1,"b': 2 }, '', [''], NaN, Buffer.from('a'), Buffer.from('b'), 'a', 'b1:a', '\ud800', '\ud801', 'x'.repeat(70_000)]
  t.equal(new Set(alike.map(value => toHash('', value))).size, alike.length)
})

t.test('a body without a canonical form is refused', async t => {
  class Money {}
  for (const value of [new Map(), new ArrayBuffer(1), new Money(), new Date(), [new Set()], Object.create(Object.create(null)), { a: () => 1 }, Symbol('a')]) t.throws(() => toHash('', value), { message: /cannot be compared$/ })
  const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
  t.doesNotThrow(() => toHash('', nested(100)))
  t.throws(() => toHash('', nested(101)), { message: 'must not be nested deeper than 100 levels', isTooDeep: true })
})

t.test('a body is compared as it was parsed, before preHandlers change it', async t => {
  let count = 0
  const { post } = await keyed(t, app => {
    app.addHook('preHandler', async request => { (request.body as { at?: number }).at = ++count })
    counting(app)
  })
  await post('/payments', 'k')
  t.equal((await post('/payments', 'k')).headers['idempotent-replayed'], 'true')
})

t.test('routes that differ in a constraint are different', async t => {
  const { post } = await keyed(t, app => {
    for (const version of ['1.0.0', '2.0.0']) app.route({ method: 'POST', url: '/payments', constraints: { version }, handler: async () => version })
  })
  t.equal((await post('/payments', 'k', {}, { 'accept-version': '1.x' })).text, '1.0.0')
  t.equal((await post('/payments', 'k', {}, { 'accept-version': '2.x' })).status, 422)
})

t.test('the option fingerprint chooses the compared parts', async t => {
  for (const fingerprint of [
    ({ headers }: FastifyRequest) => String(headers['x-part']), async ({ headers }: FastifyRequest) => Buffer.from(String(headers['x-part']))
  ]) {
    const { post } = await keyed(t, app => counting(app), { options: { fingerprint } })
    t.equal((await post('/payments', 'k', { a: 1 }, { 'x-part': 'a' })).status, 201)
    t.equal((await post('/payments?b=2', 'k', { a: 2 }, { 'x-part': 'a' })).headers['idempotent-replayed'], 'true')
    t.equal((await post('/payments', 'k', { a: 1 }, { 'x-part': 'b' })).status, 422)
  }
  for (const fingerprint of [() => 1, async () => undefined]) {
    const { post } = await keyed(t, app => counting(app), { options: { fingerprint: fingerprint as never } })
    t.equal(codeOf(await post('/payments', 'k')), 'internal_error')
  }
})

t.test('the same URL and body by another method is another request', async t => {
  for (const options of [{}, { fingerprint: () => 'one' }]) {
    const { ask } = await keyed(t, app => {
      app.route({ method: ['POST', 'PATCH'], url: '/payments', handler: async ({ method }) => method })
    }, { options })
    const by = async (method: string) => await ask('/payments', { method, body: '{}', headers: { 'idempotency-key': 'k', 'content-type': 'application/json' } })
    t.equal((await by('POST')).text, 'POST')
    t.equal((await by('POST')).headers['idempotent-replayed'], 'true')
    t.equal(codeOf(await by('PATCH')), 'idempotency_key_mismatch')
  }
})

t.test('uploads are compared by their bytes, and cost at most a few times the hash of these', async t => {
  let took = 0
  const size = 10 * 1024 * 1024
  const { url } = await keyed(t, async app => {
    await app.register(multipart, { attachFieldsToBody: true, limits: { fileSize: 2 * size } })
    app.addHook('preValidation', async () => { took = performance.now() })
    app.post('/upload', { preHandler: async () => { took = performance.now() - took } }, async () => 'done')
  }, { server: { bodyLimit: 2 * size } })
  const upload = async (bytes: Buffer, name = 'a.bin') => {
    const body = new FormData()
    body.append('note', 'text')
    body.append('file', new Blob([new Uint8Array(bytes)]), name)
    return fetch(`${url}/upload`, { method: 'POST', body, headers: { 'idempotency-key': 'k' } })
  }
  const bytes = Buffer.alloc(size, 'a')
  const first = await upload(bytes)
  t.equal(first.status, 200)
  const begun = performance.now()
  createHash('sha256').update(bytes).digest()
  t.comment(`fingerprint ${took.toFixed(1)} ms, hash ${(performance.now() - begun).toFixed(1)} ms`)
  t.equal((await upload(bytes)).headers.get('idempotent-replayed'), 'true')
  bytes[size - 1] = 0
  t.equal((await upload(bytes)).status, 422)
  t.equal((await upload(Buffer.alloc(size, 'a'), 'b.bin')).status, 422, 'another name')
})

t.test('an upload that onFile has consumed cannot be compared', async t => {
  const { url, logs } = await keyed(t, async app => {
    await app.register(multipart, { attachFieldsToBody: true, onFile: async part => { await part.toBuffer(); Object.assign(part, { toBuffer: async () => { throw new Error('consumed') } }) } })
    counting(app)
  })
  const body = new FormData()
  body.append('file', new Blob(['a']), 'a')
  const got = await fetch(`${url}/payments`, { method: 'POST', body, headers: { 'idempotency-key': 'k' } })
  t.equal(got.status, 500)
  t.ok(logs.some(({ err }) => /the body of POST \/payments has no canonical form .* set the option fingerprint/.test(String((err as Error | undefined)?.message))))
})
