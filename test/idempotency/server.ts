// One of several servers whose keys are in one Redis: started by test/idempotency/redis.test.ts, ends with it.
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import idempotency, { createRedisStore } from '../../src/idempotency.ts'
import errorCatalog from '../../src/index.ts'
import { patience } from '../redis.ts'

process.on('disconnect', () => process.exit())

const redis = new Redis(Number(process.env['REDIS_PORT']), '127.0.0.1', patience)
redis.on('error', () => {})
await once(redis, 'ready')

const app = Fastify()
await app.register(errorCatalog)
await app.register(idempotency, { owner: () => 'acme', store: createRedisStore(redis), lockTtl: Number(process.env['LOCK_TTL']) })

app.post('/payments', async (_request, reply) => {
  const id = await redis.incr('runs')
  return reply.code(201).send({ id, pid: process.pid })
})
// The test counts the runs for each key.
app.post('/charges', async (request, reply) => {
  const key = request.headers['idempotency-key']
  process.send?.({ key })
  await wait(Math.random() * 10)
  return reply.code(201).send({ key })
})
// Ends when the test says so, or never.
app.post('/slow', async (_request, reply) => {
  process.send?.('running')
  await once(process, 'message')
  return reply.code(201).send({ pid: process.pid })
})

process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
