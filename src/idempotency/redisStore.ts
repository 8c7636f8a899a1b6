import type { IdempotencyStore, Lock } from './store.ts'

/** What of ioredis is used: a `Redis` or a `Cluster`. */
export interface RedisClient {
  eval (script: string, keys: number, ...args: Array<string | number>): Promise<unknown>
}

export interface RedisStoreOptions {
  /** What the keys in Redis begin with. Default: `idempotency:`. */
  readonly prefix?: string
}

/** Each is atomic, since Redis runs one script at a time. KEYS: the key, and its reply. */
const scripts = {
  lock: `
    if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return false end
    return { redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]) }`,
  renew: `
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])`,
  finish: `
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    redis.call('DEL', KEYS[2])
    if ARGV[5] then redis.call('SET', KEYS[2], ARGV[5], 'PX', ARGV[4]) end
    return 1`,
  release: `
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('DEL', KEYS[1])`
} as const

/** A store for several processes, by a client of ioredis, which stays yours to close. */
export function createRedisStore (client: RedisClient, { prefix = 'idempotency:' }: RedisStoreOptions = {}): IdempotencyStore {
  const run = (script: keyof typeof scripts, id: string, ...args: Array<string | number>) => {
    // In a cluster both are on one node, by what stands in braces.
    const key = `${prefix}{${id}}`
    return client.eval(scripts[script], 2, key, `${key}:reply`, ...args)
  }
  return {
    async lock (id, lock, lockTtl) {
      const found = await run('lock', id, toValue(lock), lockTtl) as [value: string, reply: string | null] | null
      if (found === null) return undefined
      const [value, reply] = found
      const [fingerprint = '', token] = value.split(' ')
      return { fingerprint, isLocked: token !== undefined, ...reply === null ? {} : { reply } }
    },
    renew: async (id, lock, lockTtl) => await run('renew', id, toValue(lock), lockTtl) === 1,
    finish: async (id, lock, { reply, replyTtl, keyTtl }) =>
      await run('finish', id, toValue(lock), lock.fingerprint, keyTtl, replyTtl, ...reply === undefined ? [] : [reply]) === 1,
    release: async (id, lock) => await run('release', id, toValue(lock)) === 1
  }
}

/** A lock as it stands in Redis; without its token, it is a key that is done with. */
function toValue ({ fingerprint, token }: Lock): string {
  return `${fingerprint} ${token}`
}
