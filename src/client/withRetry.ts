import { createReader } from './createReader.ts'
import { createBudget, type RetryBudget } from './retryBudget.ts'
import { sleep } from './sleep.ts'
import { shouldRetry, type Decision, type RetryContext } from './shouldRetry.ts'
import { toUnanswered } from './toUnanswered.ts'
import { isStream } from './readBody.ts'
import type { CodeTable, ErrorData, Failure } from './types.ts'

type Fetch = typeof globalThis.fetch

export interface RetryOptions extends Pick<RetryContext, 'attempts' | 'maxWait'> {
  /** The most seconds for each attempt; default: no limit. */
  readonly timeout?: number
  /** Make an `Idempotency-Key` for each POST and PATCH without one; default: only if the catalog has codes for such keys. */
  readonly idempotencyKey?: boolean
  /** Shared by calls to one server; default: one for each `withRetry`. */
  readonly budget?: RetryBudget
  /** Called after each attempt that failed. */
  readonly onFailure?: (failure: Failure, decision: Decision) => void
}

/**
 * A `fetch` that sends a request again if the catalog allows it. Resolves with the last response, and rejects as `fetch` does.
 *
 * All attempts send the same `Idempotency-Key`.
 */
export function withRetry<C extends CodeTable> (fetch: Fetch, errors: ErrorData<C>, options: RetryOptions = {}): Fetch {
  const read = createReader(errors)
  const { budget = createBudget(), idempotencyKey = errors.idempotency === true, timeout, onFailure } = options
  return async (input, init) => {
    const given = input instanceof Request ? input : undefined
    const method = init?.method ?? given?.method ?? 'GET'
    const headers = new Headers(init?.headers ?? given?.headers)
    if (idempotencyKey && /^(POST|PATCH)$/i.test(method) && !headers.has('idempotency-key')) {
      headers.set('idempotency-key', crypto.randomUUID())
    }
    const key = headers.get('idempotency-key') ?? undefined
    const signal = init?.signal ?? given?.signal
    let cost = 0
    for (let attempt = 1; ; attempt++) {
      const sent = await send(fetch, given ?? input, { ...init, method, headers }, { signal, timeout })
      const failure = 'error' in sent ? toUnanswered(sent.error, signal?.aborted) : await read(sent.response)
      if (failure === undefined) budget.give(cost)
      const decision = failure && decide(failure, attempt)
      if (failure !== undefined && decision !== undefined) onFailure?.(failure, decision)
      if (!decision?.retry) {
        if ('error' in sent) throw sent.error
        return sent.response
      }
      if ('response' in sent) sent.response.body?.cancel().catch(() => {})
      cost = costOf(failure)
      await sleep(decision.after * 1000, signal)
    }

    function decide (failure: Failure, attempt: number): Decision {
      const decision = shouldRetry(failure, { ...options, method, key, attempt })
      if (!decision.retry) return decision
      if (isStream(init?.body)) return { retry: false, reason: 'body is a stream' }
      return budget.take(costOf(failure)) ? decision : { retry: false, reason: 'retry budget empty' }
    }
  }
}

function costOf (failure: Failure | undefined): number {
  return failure?.kind === 'unanswered' && failure.reason === 'timeout' ? 10 : 5
}

type Sent = { readonly response: Response } | { readonly error: unknown }

interface Ends {
  readonly signal: AbortSignal | null | undefined
  readonly timeout: number | undefined
}

/** One attempt, until it has a response, it fails, or its time is over. */
async function send (fetch: Fetch, input: Parameters<Fetch>[0], init: RequestInit, { signal, timeout }: Ends): Promise<Sent> {
  try {
    // The body of a Request can be sent only once, so each attempt sends a clone.
    const copy = input instanceof Request ? input.clone() : input
    const signals = [signal ?? [], timeout === undefined ? [] : AbortSignal.timeout(timeout * 1000)].flat()
    return { response: await fetch(copy, { ...init, ...signals.length === 0 ? {} : { signal: AbortSignal.any(signals) } }) }
  } catch (error) {
    return { error }
  }
}
