import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { createRedisStore } from '../../src/idempotency.ts'
import { codeOf, keyed } from './keyed.ts'
import { freePort } from '../freePort.ts'
import { startRedis } from '../redis.ts'

/** Two processes on one Redis, whose runs the test counts for each key. */
async function twoProcesses (t: Test, port: number) {
  const runs = new Map<string, number>()
  const statuses = new Map<number, number>()
  const urls = await Promise.all([1, 2].map(async () => {
    const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { env: { ...process.env, REDIS_PORT: String(port), LOCK_TTL: '60000' } })
    t.teardown(() => child.kill('SIGKILL'))
    const [url] = await once(child, 'message') as [string]
    child.on('message', ({ key }: { key: string }) => runs.set(key, (runs.get(key) ?? 0) + 1))
    return url
  }))
  const post = async (key: string, at: number) => {
    const response = await fetch(`${urls[at % 2] as string}/charges`, { method: 'POST', headers: { 'idempotency-key': key } })
    await response.text()
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    return response.status
  }
  return { runs, statuses, post }
}

t.test('10,000 requests to two processes while Redis is cut, filled, frozen and restarted: at most one charge for each key', async t => {
  const port = await freePort()
  const settings = { dir: t.testdir({}), appendonly: 'yes', appendfsync: 'always' }
  const redis = await startRedis(t, port, settings)
  const { runs, statuses, post } = await twoProcesses(t, port)
  const faults: Array<[string, () => Promise<unknown>]> = [
    ['cut', async () => {
      for (let n = 0; n < 5; n++) {
        await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        await wait(60)
      }
    }],
    ['filled', async () => {
      await redis.client.config('SET', 'maxmemory-policy', 'noeviction')
      await redis.client.config('SET', 'maxmemory', '1')
      await wait(300)
      await redis.client.config('SET', 'maxmemory', '0')
    }],
    ['frozen', async () => {
      const pid = Number(/process_id:(\d+)/.exec(await redis.client.info('server'))?.[1])
      process.kill(pid, 'SIGSTOP')
      await wait(1500)
      process.kill(pid, 'SIGCONT')
    }],
    ['restarted', async () => {
      redis.client.disconnect()
      await redis.stop()
      await startRedis(t, port, settings)
    }]
  ]
  let total = 0
  for (const [title, fault] of faults) {
    const state = { sent: 0, isOver: false }
    const send = async () => {
      while (state.sent < 2500 || !state.isOver) {
        const at = state.sent++
        total++
        if (await post(`${title}-${at % 500}`, at) === 503) await wait(20)
      }
    }
    await Promise.all([...Array.from({ length: 20 }, send), wait(50).then(fault).then(() => { state.isOver = true })])
  }
  t.same([...runs].filter(([, count]) => count > 1), [])
  t.ok(total >= 10_000, `${total} requests`)
  t.ok(runs.size > 1000, `${runs.size} of 2,000 keys have run`)
  t.ok((statuses.get(503) ?? 0) > 0, 'requests met the faults')
})

t.test('after a restart of Redis a request that has ended is replayed with an append-only file, and runs again without', async t => {
  const dir = t.testdir({ yes: {}, no: {} })
  for (const [appendonly, want] of [['yes', 1], ['no', 2]] as const) {
    const port = await freePort()
    const settings = { dir: `${dir}/${appendonly}`, appendonly, appendfsync: 'always' }
    const redis = await startRedis(t, port, settings)
    const { runs, post } = await twoProcesses(t, port)
    t.equal(await post('k', 0), 201)
    redis.client.disconnect()
    await redis.stop()
    await startRedis(t, port, settings)
    while (await post('k', 1) !== 201) await wait(50)
    t.equal(runs.get('k'), want, `appendonly ${appendonly}`)
  }
})

t.test('a full Redis refuses the reply and keeps the key', async t => {
  const port = await freePort()
  const { client } = await startRedis(t, port)
  await client.config('SET', 'maxmemory-policy', 'noeviction')
  const fill = async (free: number) => {
    const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
    await client.config('SET', 'maxmemory', String(used + free))
  }
  const cases: Array<[string, number, () => Promise<unknown>]> = [
    ['nothing is free', 10, () => client.config('SET', 'maxmemory', '1')],
    ['the reply is much larger than what is free', 1_000_000, () => fill(200_000)],
    ['Redis has lost the key as well', 10, async () => { await client.flushall(); await client.config('SET', 'maxmemory', '1') }]
  ]
  let runs = 0
  const { post, logs } = await keyed(t, app => cases.forEach(([, size, fault], index) => app.post(`/${index}`, async () => {
    runs++
    await fault()
    return 'x'.repeat(size)
  })), { options: { store: createRedisStore(client) } })
  for (const [index, [title]] of cases.entries()) {
    runs = 0
    t.equal((await post(`/${index}`, title.replaceAll(' ', '-'))).status, 200, title)
    t.equal(codeOf(await post(`/${index}`, title.replaceAll(' ', '-'))), 'idempotency_key_expired', title)
    if (index !== 1) t.equal(codeOf(await post(`/${index}`, 'another')), 'unavailable', `${title}: a new key is refused`)
    await client.config('SET', 'maxmemory', '0')
    t.equal(codeOf(await post(`/${index}`, title.replaceAll(' ', '-'))), 'idempotency_key_expired', title)
    t.equal(runs, 1, title)
  }
  t.equal(logs.filter(({ msg }) => /no room for the response/.test(String(msg))).length, cases.length)
})
