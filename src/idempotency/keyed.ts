import type { Attempt } from './attempt.ts'
import type { Late } from './late.ts'

/** What is known of a request with a key, from the reading of its key to its reply. */
export interface Keyed {
  readonly key: string
  readonly fingerprint: string
  /** The lock, while and after its handler runs; none while it is waited for, and none for a replay or a refusal. */
  attempt: Attempt | undefined
  /** What the handler threw, returned or resolved to; `pending` until then, `callback` where that cannot be seen. */
  outcome: unknown
  /** What the onError hooks were called with; `pending` before. */
  error: unknown
  /** Whether the handler has sent something that is being serialized. */
  hasReplied: boolean
  /** Whether the onSend hooks have begun. */
  isAnswered: boolean
  /** Status and headers as the handler had set them when it ran out of time. */
  before: { readonly status: number, readonly headers: Readonly<Record<string, unknown>> } | undefined
  /** What becomes of a handler that has outlived its time limit. */
  late: Late | undefined
}

/** Stands for what has not happened yet, since anything may be thrown. */
export const pending = Symbol('pending')

/** The outcome of a handler that has returned nothing and replies by a callback. */
export const callback = Symbol('callback')

export function toKeyed (key: string, fingerprint: string): Keyed {
  return { key, fingerprint, attempt: undefined, outcome: pending, error: pending, hasReplied: false, isAnswered: false, before: undefined, late: undefined }
}
