import type { Redis } from 'ioredis'
import { createMemoryStore, createRedisStore, type IdempotencyStore } from '../src/idempotency.ts'

/** What a platform of the demo is registered with. */
export interface DemoOptions {
  /** Counts rate limits and keeps idempotency keys for all processes that share it; without it each keeps its own. */
  readonly redis?: Redis | undefined
}

export function toStore ({ redis }: DemoOptions): IdempotencyStore {
  return redis === undefined ? createMemoryStore() : createRedisStore(redis)
}

/** In the header of the reference pages of each platform. */
export const docsLinks = [{ text: 'All five APIs', href: '/' }]
