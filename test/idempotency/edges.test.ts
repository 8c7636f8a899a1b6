import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'
import t from 'tap'
import { createMemoryStore } from '../../src/idempotency.ts'
import { createRenewals } from '../../src/idempotency/renewals.ts'
import { CatalogError } from '../../src/index.ts'
import { codeOf, counting, keyed, told } from './keyed.ts'

t.test('an owner may be a number', async t => {
  const { post } = await keyed(t, app => counting(app), { options: { owner: request => Number(request.headers['x-owner']) } })
  for (const [owner, want] of [['1', [201, '{"id":1}', undefined]], ['2', [201, '{"id":2}', undefined]], ['1', [201, '{"id":1}', 'true']]] as const) {
    t.same(told(await post('/payments', 'k', undefined, { 'x-owner': owner })), want, owner)
  }
})

t.test('a reply of the error handler of a route is replayed', async t => {
  let runs = 0
  const { post } = await keyed(t, app => app.post('/payments', { errorHandler: (_error, _request, reply) => reply.code(503).send('mine') }, async () => {
    runs++
    throw new CatalogError('unavailable')
  }))
  t.same(told(await post('/payments', 'k')), [503, 'mine', undefined])
  t.same(told(await post('/payments', 'k')), [503, 'mine', 'true'])
  t.equal(runs, 1)
})

t.test('the client of a handler with a callback leaves: its reply is replayed, and without a reply the key expires after lockTtl', async t => {
  for (const replies of [true, false]) {
    // In an object, since a reply is itself a thenable that waits for the response.
    let begun = (_running: { reply: FastifyReply }) => {}
    const running = new Promise<{ reply: FastifyReply }>(resolve => { begun = resolve })
    let runs = 0
    const { post, url } = await keyed(t, app => app.post('/payments', (_request, reply) => {
      runs++
      begun({ reply })
    }), { options: { storeTimeout: 100, lockTtl: 300 } })
    const left = new AbortController()
    const first = fetch(`${url}/payments`, {
      method: 'POST',
      body: '{"amount":1}',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
      signal: left.signal
    }).catch(() => {})
    const { reply } = await running
    const closed = once(reply.raw, 'close')
    left.abort()
    await Promise.all([first, closed])
    t.equal(codeOf(await post('/payments', 'k')), 'idempotency_key_in_flight')
    if (replies) reply.code(201).send({ id: 1 })
    let got = await post('/payments', 'k')
    for (; got.status === 409; got = await post('/payments', 'k')) await wait(20)
    t.same(told(got), replies ? [201, '{"id":1}', 'true'] : [410, 'idempotency_key_expired', undefined])
    t.equal(runs, 1)
  }
})

t.test('the client leaves before its key is locked: a handler that never replies, or replies past Fastify, does not keep the lock for ever', async t => {
  const handlers = { never: () => {}, hijacks: (reply: FastifyReply) => { setTimeout(() => reply.hijack().raw.end('mine'), 5) } }
  for (const [name, handler] of Object.entries(handlers)) {
    const memory = createMemoryStore()
    let lock = () => {}
    let left = Promise.resolve() as Promise<unknown>
    let isFirst = true
    let runs = 0
    const { ask, url } = await keyed(t, app => {
      app.addHook('preHandler', async (_request, reply) => { if (isFirst) left = once(reply.raw, 'close') })
      app.post('/payments', (_request, reply) => {
        runs++
        handler(reply)
      })
    }, {
      options: {
        storeTimeout: 1000,
        lockTtl: 3000,
        store: {
          ...memory,
          lock: async (...args) => {
            if (isFirst) {
              isFirst = false
              lock()
              await left
            }
            return memory.lock(...args)
          }
        }
      }
    })
    const locking = new Promise<void>(resolve => { lock = resolve })
    const client = new AbortController()
    const first = fetch(`${url}/payments`, { method: 'POST', headers: { 'idempotency-key': 'k' }, signal: client.signal }).catch(() => {})
    await locking
    client.abort()
    await first
    await left
    const post = () => ask('/payments', { method: 'POST', headers: { 'idempotency-key': 'k' } })
    let got = await post()
    for (; got.status === 409; got = await post()) await wait(50)
    t.equal(codeOf(got), 'idempotency_key_expired', name)
    t.equal(runs, 1, name)
  }
})

t.test('locks with one interval are renewed by one timer, and none after the end', async t => {
  const renewals = createRenewals()
  const counts = [0, 0, 0]
  const add = (at: number) => renewals.add(10, () => { counts[at] = counts[at] as number + 1 })
  const [stopFirst] = [add(0), add(1)]
  while (counts.some((count, at) => at < 2 && count < 2)) await wait(5)
  t.equal(counts[0], counts[1])
  stopFirst?.()
  const first = counts[0]
  const second = counts[1] as number
  while ((counts[1] as number) < second + 2) await wait(5)
  t.equal(counts[0], first)
  renewals.close()
  t.equal(renewals.isClosed, true)
  add(2)()
  const closed = [...counts]
  await wait(100)
  t.same(counts, closed)
  t.equal(counts[2], 0)
})

t.test('a store that cannot renew locks runs a request once', async t => {
  const { lock, finish, release } = createMemoryStore()
  const { post } = await keyed(t, app => counting(app), { options: { store: { lock, finish, release } } })
  t.same(told(await post('/payments', 'k')), [201, '{"id":1}', undefined])
  t.same(told(await post('/payments', 'k')), [201, '{"id":1}', 'true'])
})

t.test('a handler that outlives its timeout and then throws something that is no error runs once', async t => {
  let runs = 0
  const { ask } = await keyed(t, app => app.post('/payments', { handlerTimeout: 50 }, async () => {
    runs++
    await wait(150)
    // eslint-disable-next-line no-throw-literal -- what is thrown late may be anything
    throw 'no error'
  }))
  // Without a body, since Fastify's timeout does not fire for a request whose body was read.
  const post = () => ask('/payments', { method: 'POST', headers: { 'idempotency-key': 'k' } })
  t.equal((await post()).status, 503)
  let got = await post()
  for (; got.status === 409; got = await post()) await wait(20)
  t.ok(got.status >= 500, String(got.status))
  t.equal(runs, 1)
})
