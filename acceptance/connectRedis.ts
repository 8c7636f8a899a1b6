import { once } from 'node:events'
import { Redis } from 'ioredis'

/** A client that says at once when Redis is away, instead of keeping requests. Rejects where it is not there to begin with. */
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
