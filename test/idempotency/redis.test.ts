import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import idempotency, { createRedisStore, type IdempotencyStore } from '../../src/idempotency.ts'
import errorCatalog from '../../src/index.ts'
import { freePort } from '../freePort.ts'
import { connect, startRedis, until } from '../redis.ts'
import { serve } from '../serve.ts'

async function forkServer (t: Test, port: number, lockTtl: number) {
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { env: { ...process.env, REDIS_PORT: String(port), LOCK_TTL: String(lockTtl) } })
  t.teardown(() => child.kill('SIGKILL'))
  const [url] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`the server ended with ${code}`) })]) as [string]
  return { child, url, pid: child.pid }
}

async function post (url: string, key: string, body: object = {}) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': key, 'content-type': 'application/json' } })
  const text = await response.text()
  return { status: response.status, text, code: (JSON.parse(text) as { error?: { code: string } }).error?.code, replayed: response.headers.get('idempotent-replayed') }
}

t.test('two processes share the keys of one Redis: each request runs in one of them', async t => {
  const port = await freePort()
  const { client } = await startRedis(t, port)
  const [a, b] = await Promise.all([forkServer(t, port, 30_000), forkServer(t, port, 30_000)])
  const first = await post(`${a.url}/payments`, 'k')
  t.match(first, { status: 201, replayed: null })
  t.match(await post(`${b.url}/payments`, 'k'), { status: 201, text: first.text, replayed: 'true' })
  t.match(await post(`${b.url}/payments`, 'k', { other: 1 }), { status: 422, code: 'idempotency_key_mismatch' })

  const rounds = Array.from({ length: 20 }, (_, round) => round)
  for (const round of rounds) {
    const got = await Promise.all([a, b, a, b].map(({ url }) => post(`${url}/payments`, `round ${round}`.replace(' ', '-'))))
    const texts = new Set(got.filter(({ status }) => status === 201).map(({ text }) => text))
    t.equal(texts.size, 1, 'all that are told have the same')
    t.ok(got.every(({ status, code }) => status === 201 || code === 'idempotency_key_in_flight'))
  }
  t.equal(await client.get('runs'), String(rounds.length + 1))
})

t.test('a process that is killed in the middle of a request frees its key when the lock ends, and not before', async t => {
  const port = await freePort()
  await startRedis(t, port)
  const [a, b] = await Promise.all([forkServer(t, port, 1500), forkServer(t, port, 1500)])
  const running = once(a.child, 'message')
  const lost = post(`${a.url}/slow`, 'k').catch((error: unknown) => error)
  await running
  t.match(await post(`${b.url}/slow`, 'k'), { status: 409, code: 'idempotency_key_in_flight' })
  // Longer than the lock: it is renewed.
  await wait(2000)
  t.match(await post(`${b.url}/slow`, 'k'), { status: 409, code: 'idempotency_key_in_flight' })

  a.child.kill('SIGKILL')
  t.type(await lost, Error)
  const begun = once(b.child, 'message')
  const retry = async () => {
    let got = await post(`${b.url}/slow`, 'k')
    for (; got.status === 409; got = await post(`${b.url}/slow`, 'k')) await wait(50)
    return got
  }
  const retried = retry()
  await begun
  b.child.send('end')
  t.match(await retried, { status: 201, text: JSON.stringify({ pid: b.pid }), replayed: null })
  t.match(await post(`${b.url}/slow`, 'k'), { status: 201, text: JSON.stringify({ pid: b.pid }), replayed: 'true' })
})

t.test('a request that has lost its lock changes nothing, and replies expire before their keys', async t => {
  const port = await freePort()
  const { client } = await startRedis(t, port)
  const store = createRedisStore(client, { prefix: 'mine:' }) as Required<IdempotencyStore>
  const [first, second] = [{ token: '1', fingerprint: 'f1', owner: 'acme' }, { token: '2', fingerprint: 'f2', owner: 'acme' }]
  t.equal(await store.lock('id', first, 60_000), undefined)
  t.same(await store.lock('id', second, 60_000), { fingerprint: 'f1', isLocked: true })
  t.equal(await store.renew('id', first, 60_000), true)
  await client.del('mine:{id}')
  t.equal(await store.lock('id', second, 60_000), undefined)
  t.same([await store.renew('id', first, 1), await store.finish('id', first, { reply: 'late', replyTtl: 1000, keyTtl: 1000 }), await store.release('id', first)], [false, 'lost', false])
  t.same(await store.lock('id', first, 60_000), { fingerprint: 'f2', isLocked: true })

  t.equal(await store.finish('id', second, { reply: 'kept', replyTtl: 60_000, keyTtl: 120_000 }), 'kept')
  t.equal(await store.renew('id', second, 60_000), false, 'an end is an end')
  t.same(await store.lock('id', first, 60_000), { fingerprint: 'f2', isLocked: false, reply: 'kept' })
  t.same((await client.keys('*')).sort(), ['mine:{id}', 'mine:{id}:reply'])
  const [keyTtl, replyTtl] = await Promise.all([client.pttl('mine:{id}'), client.pttl('mine:{id}:reply')])
  t.ok(keyTtl > 60_000 && keyTtl <= 120_000 && replyTtl > 0 && replyTtl <= 60_000)
  await client.del('mine:{id}:reply')
  t.same(await store.lock('id', first, 60_000), { fingerprint: 'f2', isLocked: false })

  await client.flushall()
  await client.set('mine:{id}:reply', 'of a key that Redis has dropped')
  await store.lock('id', first, 60_000)
  t.equal(await store.finish('id', first, { replyTtl: 1000, keyTtl: 60_000 }), 'kept')
  t.same(await store.lock('id', first, 60_000), { fingerprint: 'f1', isLocked: false })
  await client.flushall()
  await store.lock('id', first, 60_000)
  t.equal(await store.release('id', first), true)
  t.equal(await store.lock('id', second, 60_000), undefined)
})

t.test('while Redis is away nothing runs, and afterwards it does', async t => {
  const port = await freePort()
  const redis = connect(t, port)
  let runs = 0
  const { url, logs } = await serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(idempotency, { owner: () => 'acme', store: createRedisStore(redis) })
    app.post('/payments', async () => ({ id: ++runs }))
  })
  const refused = await post(`${url}/payments`, 'k')
  t.match(refused, { status: 503, code: 'unavailable' })
  t.notMatch(refused.text, /redis|127\.0|stream/i)
  t.ok(logs.some(line => line['code'] === 'unavailable' && 'err' in line), 'the log has the cause')
  const ready = until(redis, 'ready')
  const { client } = await startRedis(t, port)
  await ready
  t.match(await post(`${url}/payments`, 'k'), { status: 200, text: '{"id":1}', replayed: null })
  await client.client('PAUSE', 60_000, 'WRITE')
  t.match(await post(`${url}/payments`, 'k'), { status: 503, code: 'unavailable' }, 'silent')
  await client.client('UNPAUSE')
  t.match(await post(`${url}/payments`, 'k'), { status: 200, text: '{"id":1}', replayed: 'true' })
  t.equal(runs, 1)
})
