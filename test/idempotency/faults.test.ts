import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import idempotency, { createRedisStore } from '../../src/idempotency.ts'
import errorCatalog from '../../src/index.ts'
import { freePort } from '../freePort.ts'
import { patience, startRedis } from '../redis.ts'
import { serve } from '../serve.ts'

/** Two servers on one Redis, which count the runs for each key in the process of the test. */
async function twoServers (t: Test, port: number, size = 0) {
  const runs = new Map<string, number>()
  const urls = await Promise.all([1, 2].map(async () => {
    const redis = new Redis(port, '127.0.0.1', patience)
    redis.on('error', () => {})
    t.teardown(() => redis.disconnect())
    const { url } = await serve(t, async app => {
      await app.register(errorCatalog)
      await app.register(idempotency, { owner: () => 'acme', store: createRedisStore(redis), storeTimeout: 400, lockTtl: 30_000 })
      app.post('/charges', async (request, reply) => {
        const key = String(request.headers['idempotency-key'])
        runs.set(key, (runs.get(key) ?? 0) + 1)
        await wait(Math.random() * 10)
        return reply.code(201).send({ key, filler: 'x'.repeat(size) })
      })
    }, { logger: false })
    return url
  }))
  const statuses = new Map<number, number>()
  const post = async (key: string, at: number) => {
    const response = await fetch(`${urls[at % 2] as string}/charges`, { method: 'POST', headers: { 'idempotency-key': key } })
    await response.text()
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    return response.status
  }
  return { runs, post, statuses }
}

/** Send requests with few keys to both servers, some at a time, until the fault is over. */
async function send ({ post }: Awaited<ReturnType<typeof twoServers>>, count: number, keys: number, title: string) {
  let sent = 0
  await Promise.all(Array.from({ length: 20 }, async () => {
    while (sent < count) {
      const at = sent++
      await post(`${title}-${at % keys}`, at)
    }
  }))
}

t.test('a Redis that is cut, frozen and filled: at most one charge for each key, in two servers', async t => {
  const port = await freePort()
  const { client } = await startRedis(t, port)
  const servers = await twoServers(t, port, 1000)
  const faults: Array<[string, () => Promise<unknown>]> = [
    ['cut', async () => { for (let n = 0; n < 5; n++) { await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'); await wait(60) } }],
    ['frozen', async () => { await client.client('PAUSE', 900, 'ALL'); await wait(1200) }],
    ['full', async () => {
      await client.config('SET', 'maxmemory-policy', 'noeviction')
      await client.config('SET', 'maxmemory', '1')
      await wait(300)
      await client.config('SET', 'maxmemory', '0')
    }]
  ]
  for (const [title, fault] of faults) {
    await Promise.all([send(servers, 1500, 300, title), wait(50).then(fault)])
    // What was not learnt at once is learnt when Redis is back: then each key has a reply, or never ran.
    await wait(300)
    await send(servers, 300, 300, title)
  }
  const twice = [...servers.runs].filter(([, count]) => count > 1)
  t.same(twice, [])
  t.ok(servers.runs.size > 300, 'most have run')
  t.ok((servers.statuses.get(503) ?? 0) > 0, 'the faults were felt')
  t.ok((servers.statuses.get(201) ?? 0) > 1000)
})
