import { once } from 'node:events'
import { Redis } from 'ioredis'

/** A Redis client that fails at once while Redis is away, instead of queueing commands. Rejects if Redis cannot be reached at the start. */
export async function connectRedis (url: string): Promise<Redis> {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 500, commandTimeout: 500 })
  try {
    await once(redis, 'ready')
  } catch (cause) {
    redis.disconnect()
    throw new Error(`No Redis answers at ${new URL(url).host}, which REDIS_URL names`, { cause })
  }
  redis.on('error', error => console.error(`Redis: ${error.message}`))
  return redis
}
