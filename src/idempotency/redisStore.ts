import type { Finished, IdempotencyStore, Lock } from './store.ts'

/** The part of an ioredis client that the store uses: a `Redis` or a `Cluster`. */
export interface RedisClient {
  eval (script: string, keys: number, ...args: Array<string | number>): Promise<unknown>
}

export interface RedisStoreOptions {
  /** The prefix of the keys in Redis. Default: `idempotency:`. */
  readonly prefix?: string
}

/**
 * One script for each method: Redis runs one script at a time, so each is atomic.
 *
 * KEYS[1] is a hash: `f` the fingerprint, `t` the token of the last attempt, `l` while it is locked. KEYS[2] is the reply.
 * The process that holds a key writes it again if Redis has lost it. A full Redis (maxmemory with noeviction) rejects only the
 * first write of a script: it rejects the reply, which is written first, and then the key is written in any case.
 */
const scripts = {
  lock: `
    local known = redis.call('HMGET', KEYS[1], 'f', 'l')
    if known[1] then return { known[1], known[2] or '', redis.call('GET', KEYS[2]) } end
    redis.call('HSET', KEYS[1], 'f', ARGV[2], 't', ARGV[1], 'l', '1')
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
    return false`,
  renew: `
    local token = redis.call('HGET', KEYS[1], 't')
    if not token then redis.call('HSET', KEYS[1], 'f', ARGV[2], 't', ARGV[1], 'l', '1')
    elseif token ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'l') == 0 then return 0 end
    return redis.call('PEXPIRE', KEYS[1], ARGV[3])`,
  finish: `
    local token = redis.call('HGET', KEYS[1], 't')
    if token and token ~= ARGV[1] then return 'lost' end
    local result = 'kept'
    if ARGV[5] and redis.pcall('SET', KEYS[2], ARGV[5], 'PX', ARGV[4]).err then result = 'without-reply' end
    if not ARGV[5] or result ~= 'kept' then redis.call('DEL', KEYS[2]) end
    if token then redis.call('HDEL', KEYS[1], 'l') else redis.call('HSET', KEYS[1], 'f', ARGV[2], 't', ARGV[1]) end
    redis.call('PEXPIRE', KEYS[1], ARGV[3])
    return result`,
  release: `
    if redis.call('HGET', KEYS[1], 't') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'l') == 0 then return 0 end
    return redis.call('DEL', KEYS[1])`
} as const

/** A store that several processes share, with an ioredis client. The caller closes the client. */
export function createRedisStore (client: RedisClient, { prefix = 'idempotency:' }: RedisStoreOptions = {}): IdempotencyStore {
  const run = (script: keyof typeof scripts, id: string, { token, fingerprint }: Lock, ...args: Array<string | number>) => {
    // In a cluster both keys are on one node, chosen by the part in braces.
    const key = `${prefix}{${id}}`
    return client.eval(scripts[script], 2, key, `${key}:reply`, token, fingerprint, ...args)
  }
  return {
    async lock (id, lock, lockTtl) {
      const found = await run('lock', id, lock, lockTtl) as [fingerprint: string, locked: string, reply: string | null] | null
      if (found === null) return undefined
      const [fingerprint, locked, reply] = found
      return { fingerprint, isLocked: locked !== '', ...reply === null ? {} : { reply } }
    },
    renew: async (id, lock, lockTtl) => await run('renew', id, lock, lockTtl) === 1,
    finish: async (id, lock, { reply, replyTtl, keyTtl }) =>
      await run('finish', id, lock, keyTtl, replyTtl, ...reply === undefined ? [] : [reply]) as Finished,
    release: async (id, lock) => await run('release', id, lock) === 1
  }
}
