import { setTimeout as wait } from 'node:timers/promises'
import { Cluster, Redis } from 'ioredis'
import t from 'tap'
import { createRedisStore } from '../../src/idempotency.ts'
import { CatalogError } from '../../src/index.ts'
import { counting, keyed, told } from './keyed.ts'
import { freePort } from '../freePort.ts'
import { startRedis } from '../redis.ts'

t.test('keys in a cluster, with a keyPrefix, and after the scripts of Redis were flushed', async t => {
  const [port, busPort] = [await freePort(), await freePort()]
  const { client } = await startRedis(t, port, { 'cluster-enabled': 'yes', 'cluster-port': String(busPort), 'cluster-announce-ip': '127.0.0.1' })
  await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  while (!/cluster_state:ok/.test(String(await client.call('CLUSTER', 'INFO')))) await wait(50)
  const clients = {
    cluster: new Cluster([{ host: '127.0.0.1', port }], { keyPrefix: 'cluster:' }),
    single: new Redis(port, '127.0.0.1', { keyPrefix: 'single:' })
  }
  t.teardown(() => Object.values(clients).forEach(each => each.disconnect()))
  for (const [name, each] of Object.entries(clients)) {
    const { post } = await keyed(t, app => {
      counting(app)
      app.post('/later', async () => { throw new CatalogError('unavailable') })
    }, { options: { store: createRedisStore(each) } })
    for (const key of ['a', 'b', 'c', '{d}', '}e{']) {
      t.equal((await post('/payments', key)).status, 201, `${name} ${key}`)
      await client.call('SCRIPT', 'FLUSH')
      t.equal((await post('/payments', key)).headers['idempotent-replayed'], 'true', `${name} ${key}`)
    }
    for (let n = 0; n < 2; n++) t.same(told(await post('/later', 'f')), [503, 'unavailable', undefined], 'a key that is freed')
  }
  const keys = await client.keys('*')
  t.equal(keys.length, 20)
  t.ok(keys.every(key => /^(cluster|single):idempotency:\{[\w-]{43}\}(:reply)?$/.test(key)), 'names in Redis show neither owner nor key')
})

t.test('a lock that was released is not renewed', async t => {
  const port = await freePort()
  const { client } = await startRedis(t, port)
  const redis = createRedisStore(client)
  let renew = () => {}
  const renewed = new Promise<void>(resolve => { renew = resolve })
  const store = {
    ...redis,
    renew: async (...args: Parameters<NonNullable<typeof redis.renew>>) => {
      renew()
      return await redis.renew?.(...args) as boolean
    },
    // The next renewal would come before the response of the store.
    release: async (...args: Parameters<typeof redis.release>) => {
      const released = await redis.release(...args)
      await wait(600)
      return released
    }
  }
  let runs = 0
  const { post } = await keyed(t, app => app.post('/later', async () => {
    runs++
    await renewed
    await wait(500)
    throw new CatalogError('unavailable')
  }), { options: { store, storeTimeout: 900, lockTtl: 2700 } })
  t.equal((await post('/later', 'k')).status, 503)
  t.same(told(await post('/later', 'k')), [503, 'unavailable', undefined])
  t.equal(runs, 2)
})
