import type { Failure, Retry } from './types.ts'

export interface RetryContext {
  /** The method of the request; default `GET`. */
  readonly method?: string
  /** The `Idempotency-Key` that the next attempt sends too. */
  readonly key?: string | undefined
  /** How many attempts were made; default 1. */
  readonly attempt?: number
  /** The most attempts; default 3. */
  readonly attempts?: number
  /** The most seconds to wait for the next attempt; default 60. */
  readonly maxWait?: number
}

/** Why a client does not retry. */
export type Reason =
  | 'never' | 'not idempotent' | 'no key' | 'unknown outcome' | 'aborted' | 'no attempts left' | 'wait too long' | 'retry budget empty'
  | 'body is a stream'

/** Whether to retry, and after how many seconds. */
export type Decision =
  | { readonly retry: true, readonly after: number }
  | { readonly retry: false, readonly reason: Reason, readonly after?: number }

/** Decide whether to retry a failed request: by the verdict of its code, its method and its key. */
export function shouldRetry (
  failure: Failure, { method = 'GET', key, attempt = 1, attempts = 3, maxWait = 60 }: RetryContext = {}
): Decision {
  const reason = reasonAgainst(failure, /^(GET|HEAD|OPTIONS|PUT|DELETE)$/i.test(method), Boolean(key))
  if (reason !== undefined) return { retry: false, reason }
  if (attempt >= attempts) return { retry: false, reason: 'no attempts left' }
  const asked = failure.kind === 'unanswered' ? 0 : failure.retryAfter ?? 0
  if (asked > maxWait) return { retry: false, reason: 'wait too long', after: asked }
  return { retry: true, after: asked || Math.min(maxWait, Math.random() * Math.min(20, 0.5 * 2 ** (attempt - 1))) }
}

function reasonAgainst (failure: Failure, isIdempotent: boolean, hasKey: boolean): Reason | undefined {
  const isSafe = isIdempotent || hasKey
  if (failure.kind === 'unanswered') {
    if (failure.reason === 'aborted') return 'aborted'
    return failure.sent === 'no' || isSafe ? undefined : 'unknown outcome'
  }
  const verdict = failure.kind === 'api' ? failure.retry : undefined
  switch (verdict ?? byStatus(failure)) {
    case 'never': return 'never'
    case 'after': return undefined
    case 'same-key': return hasKey ? undefined : 'no key'
    case 'check-first': return isSafe ? undefined : 'unknown outcome'
    default: return isSafe ? undefined : 'not idempotent'
  }
}

/** The verdict of a response whose code this client does not know. */
function byStatus ({ status, retryAfter }: { readonly status: number, readonly retryAfter: number | undefined }): Retry {
  if ((status === 429 || status === 503) && retryAfter !== undefined) return 'after'
  return status < 500 ? 'never' : 'idempotent'
}
