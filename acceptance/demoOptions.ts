import type { Redis } from 'ioredis'
import { createMemoryStore, createRedisStore, type IdempotencyStore } from '../src/idempotency.ts'

/** The options that register a platform of the demo. */
export interface DemoOptions {
  /** Shares rate limits and idempotency keys among all processes of the demo. Without it each process keeps its own. */
  readonly redis?: Redis | undefined
}

export function toStore ({ redis }: DemoOptions): IdempotencyStore {
  return redis === undefined ? createMemoryStore() : createRedisStore(redis)
}

/** The header of the reference pages of each platform. */
export const docsLinks = [{ text: 'All five APIs', href: '/' }]
