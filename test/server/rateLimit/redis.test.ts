import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import rateLimit from '@fastify/rate-limit'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import errorCatalog, { createRateLimits } from '../../../src/index.ts'
import { fieldsOf } from './fieldsOf.ts'
import { freePort } from '../../freePort.ts'
import { connect, patience, startRedis, until } from '../../redis.ts'
import { serve, type Got } from '../../serve.ts'

const keyGenerator = () => 'one'
const codeOf = ({ body }: Got) => (body as { error?: { code: string } }).error?.code

async function forkServer (t: Test, port: number): Promise<string> {
  const child = fork(fileURLToPath(new URL('redisServer.ts', import.meta.url)), { env: { ...process.env, REDIS_PORT: String(port) } })
  t.teardown(() => child.kill())
  const [url] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`the server ended with ${code}`) })]) as [string]
  return url
}

async function get (url: string, key: string) {
  const response = await fetch(url, { headers: { 'x-key': key } })
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() as { error?: { code: string, details: object } } }
}

t.test('two processes share the budgets that one Redis counts', async t => {
  const port = await freePort()
  await startRedis(t, port)
  const [a, b] = await Promise.all([forkServer(t, port), forkServer(t, port)])
  for (const [server, key, status, code, left] of [
    [a, 'k1', 200, undefined, [['key', 2], ['merchant', 3]]],
    [b, 'k1', 200, undefined, [['key', 1], ['merchant', 2]]],
    [a, 'k1', 200, undefined, [['key', 0], ['merchant', 1]]],
    [b, 'k1', 429, 'rate_limited_key', [['key', 0]]],
    [a, 'k1', 429, 'rate_limited_key', [['key', 0]]],
    [b, 'k2', 200, undefined, [['key', 2], ['merchant', 0]]],
    [a, 'k3', 429, 'rate_limited', [['key', 2], ['merchant', 0]]],
    [b, 'k4', 429, 'rate_limited', [['key', 2], ['merchant', 0]]]
  ] as const) {
    const got = await get(`${server}/budgets`, key)
    t.match([got.status, got.body.error?.code], [status, code], key)
    t.match(fieldsOf(got)[1], left.map(([name, r]) => [name, { r }]), key)
    if (status === 429) t.match(got.body.error?.details, { resetSeconds: Number(got.headers['retry-after']) })
  }
  const statuses = await Promise.all(Array.from({ length: 20 }, async (_, index) => (await get(`${index % 2 ? a : b}/plain`, 'k1')).status))
  t.equal(statuses.filter(status => status === 200).length, 3, 'at once, too, as many are let in as there may be')
  t.equal(statuses.filter(status => status === 429).length, 17)
})

/** A server that counts by a client of Redis, in all three ways. */
function counting (t: Test, redis: Redis) {
  return serve(t, async app => {
    await app.register(errorCatalog)
    await app.register(rateLimit, { global: false, redis })
    const budget = { code: 'rate_limited', max: 5, keyGenerator }
    app.get('/budgets', { onRequest: createRateLimits(app, [{ ...budget, name: 'short', timeWindow: 60_000 }, { ...budget, name: 'long', timeWindow: '1 day' }]) }, async () => 'done')
    app.get('/plain', { config: { rateLimit: { max: 5, keyGenerator } } }, async () => 'done')
    app.get('/lenient', { onRequest: createRateLimits(app, [{ ...budget, name: 'lenient', timeWindow: '1 day', skipOnError: true }]) }, async () => 'done')
    app.get('/uncounted', async () => 'done')
  })
}

type Ask = Awaited<ReturnType<typeof counting>>['ask']

/** While Redis is away, requests that must be counted are refused, and no response mentions Redis. */
async function isRefused (t: Test, ask: Ask, title: string, code = 'unavailable') {
  for (const path of ['/budgets', '/plain']) {
    const got = await ask(path)
    t.match([got.status, codeOf(got)], [code === 'unavailable' ? 503 : 500, code], `${title}: ${path}`)
    t.notMatch(JSON.stringify([got.text, got.headers]), /redis|127\.0|stream|retries|command|script|memory|incr/i, `${title}: ${path}`)
    t.same(fieldsOf(got), [[], []], `${title}: ${path}`)
  }
  const got = await ask('/lenient')
  t.same([got.status, fieldsOf(got)], [200, [[], []]], `${title}: with skipOnError`)
  t.equal((await ask('/uncounted')).status, 200, title)
}

async function isCounted (t: Test, ask: Ask, r: number, title: string) {
  for (const [path, names] of [['/budgets', ['short', 'long']], ['/plain', ['default']], ['/lenient', ['lenient']]] as const) {
    const got = await ask(path)
    t.equal(got.status, 200, `${title}: ${path}`)
    t.match(fieldsOf(got)[1], names.map(name => [name, { r }]), `${title}: ${path}`)
  }
}

t.test('requests are unavailable while Redis cannot count: before its first start, and between a stop and a restart', async t => {
  const port = await freePort()
  const redis = connect(t, port)
  const { ask, logs } = await counting(t, redis)
  await isRefused(t, ask, 'never started')
  t.ok(logs.some(line => line['code'] === 'unavailable' && line['level'] === 50 && 'err' in line), 'the log has the cause')

  const arrival = until(redis, 'ready')
  const first = await startRedis(t, port)
  await arrival
  await isCounted(t, ask, 4, 'started')
  await isCounted(t, ask, 3, 'two budgets by one key are two counters')

  await first.client.client('PAUSE', 60_000, 'WRITE')
  await isRefused(t, ask, 'silent')
  await first.client.client('UNPAUSE')

  await first.client.config('SET', 'maxmemory', '1')
  await isRefused(t, ask, 'full')
  await first.client.config('SET', 'maxmemory', '0')

  for (const key of await first.client.keys('*')) await first.client.del(key).then(() => first.client.lpush(key, 'text'))
  await isRefused(t, ask, 'a key of another type, which is a bug', 'internal_error')
  await first.client.flushall()

  const departure = until(redis, 'close')
  await first.stop()
  await departure
  await isRefused(t, ask, 'stopped')

  const comeback = until(redis, 'ready')
  await startRedis(t, port)
  await comeback
  await isCounted(t, ask, 4, 'started again, with nothing remembered')
})

t.test('every error of ioredis for an unreachable Redis is unavailable', async t => {
  const port = await freePort()
  for (const [title, options] of [
    ['no queue', {}],
    ['a queue that gives up after one retry', { enableOfflineQueue: true }],
    ['a client that does not come back', { enableOfflineQueue: true, retryStrategy: null }],
    ['a queue that waits', { enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: 50 }]
  ] as const) {
    const { ask } = await counting(t, connect(t, port, { ...patience, ...options }))
    await isRefused(t, ask, title)
  }
  const refused = Object.assign(new Error(`connect ECONNREFUSED 127.0.0.1:${port}`), { code: 'ECONNREFUSED' })
  const errors: ReadonlyArray<[title: string, error: Error, code?: string]> = [
    ['both addresses of localhost', Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' })],
    ['a cluster', Object.assign(new Error('Failed to refresh slots cache.'), { name: 'ClusterAllFailedError' })],
    ['a cluster without a queue', new Error("Cluster isn't ready and enableOfflineQueue options is false")],
    ['a connection that ends', Object.assign(new Error('Command aborted due to connection close'), { name: 'AbortError' })],
    ...['LOADING Redis is loading', 'BUSY Redis is busy', 'TRYAGAIN Multiple keys', 'CLUSTERDOWN The cluster', 'MASTERDOWN Link', 'READONLY You', 'MISCONF Redis', 'NOREPLICAS Not enough']
      .map((message): [string, Error] => [message, Object.assign(new Error(`${message} on 127.0.0.1`), { name: 'ReplyError' })]),
    ['a password that is wrong', Object.assign(new Error('WRONGPASS invalid username-password pair'), { name: 'ReplyError' }), 'internal_error']
  ]
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog)
    for (const [index, [, error]] of errors.entries()) app.get(`/${index}`, async () => { throw error })
  })
  for (const [index, [title, , code = 'unavailable']] of errors.entries()) {
    const got = await ask(`/${index}`)
    t.equal(codeOf(got), code, title)
    t.notMatch(got.text, /127\.0|Redis|WRONGPASS/, title)
  }
})
