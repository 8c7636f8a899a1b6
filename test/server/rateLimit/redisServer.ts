// One of several servers that count in one Redis: started by test/server/rateLimit/redis.test.ts, ends with it.
import { once } from 'node:events'
import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import errorCatalog, { createRateLimits } from '../../../src/index.ts'
import { patience } from '../../redis.ts'

process.on('disconnect', () => process.exit())

const redis = new Redis(Number(process.env['REDIS_PORT']), '127.0.0.1', patience)
await once(redis, 'ready')

const app = Fastify()
await app.register(errorCatalog, { catalog: { extends: 'merchant' } })
await app.register(rateLimit, { global: false, redis })

const timeWindow = '1 minute'
const keyGenerator = ({ headers }: { headers: Record<string, unknown> }) => String(headers['x-key'])
const count = createRateLimits(app, [
  { name: 'key', code: 'rate_limited_key', max: 3, timeWindow, keyGenerator },
  { name: 'merchant', code: 'rate_limited', max: 4, timeWindow, keyGenerator: () => 'acme' }
])
app.get('/budgets', { onRequest: count }, async () => ({ done: true }))
app.get('/plain', { config: { rateLimit: { max: 3, timeWindow, keyGenerator } } }, async () => ({ done: true }))

process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
